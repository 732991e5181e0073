//! Documents, always through one S3 client: to the built-in server by default, to any S3-compatible one where configured.

mod built_in;

use std::{path::Path, sync::Arc, time::Duration};

use aws_sdk_s3::{
    Client,
    config::{BehaviorVersion, Credentials, Region, SharedHttpClient, retry::RetryConfig, timeout::TimeoutConfig},
    error::DisplayErrorContext,
    presigning::PresigningConfig,
    primitives::{ByteStream, Length},
};
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use chrono::{DateTime, Utc};
use domain::{Document, MediaType};
use tokio::sync::Semaphore;

pub use built_in::BuiltIn;

use crate::{Error, Result, S3Settings, Settings, secrets::Secrets};

/// How long a download URL lives: one hour exactly.
pub const DOWNLOAD_SECONDS: u64 = 3600;

/// The bucket of the built-in server: the first part of its addresses.
const BUILT_IN_BUCKET: &str = "files";

/// Where documents are.
#[derive(Clone)]
pub(crate) struct Storage {
    client: Client,
    bucket: String,
    built_in: Option<BuiltIn>,
    puts: Arc<Semaphore>,
}

/// How many files are stored at once. The others wait on disk: a storm of uploads must not become a storm of buffers.
const PUTS_AT_ONCE: usize = 8;

impl Storage {
    /// A client of the configured server, or of one that is built in.
    pub(crate) fn open(settings: &Settings, secrets: &Secrets) -> std::io::Result<Self> {
        let puts = Arc::new(Semaphore::new(PUTS_AT_ONCE));
        if let Some(s3) = &settings.s3 {
            let tls = tls::Provider::Rustls(CryptoMode::Ring);
            let http = aws_smithy_http_client::Builder::new().tls_provider(tls).build_https();
            return Ok(Self { client: client(s3, http), bucket: s3.bucket.clone(), built_in: None, puts });
        }
        // Signed with our own base URL, so that a browser's download carries the Host that was signed.
        let s3 = S3Settings {
            endpoint: settings.base_url.clone(),
            region: "us-east-1".to_owned(),
            bucket: BUILT_IN_BUCKET.to_owned(),
            access_key: "certlane".to_owned(),
            secret_key: crate::secrets::hex(&secrets.current().derive("certlane:s3")),
        };
        let server = BuiltIn::open(&settings.documents_dir(), &s3)?;
        Ok(Self { client: client(&s3, server.http_client()), bucket: s3.bucket, built_in: Some(server), puts })
    }

    /// The built-in server, for the router to mount.
    pub(crate) fn built_in(&self) -> Option<&BuiltIn> {
        self.built_in.as_ref()
    }

    /// Stores a file under a key that was never used before; the file streams, it is never in memory as a whole.
    pub(crate) async fn put(&self, key: &str, file: &Path, media_type: MediaType) -> Result<()> {
        let permit = tokio::time::timeout(QUEUE, self.puts.acquire()).await;
        let _permit = permit.map_err(|_| Error::Unavailable("The document store"))?.map_err(Error::internal)?;
        let size = tokio::fs::metadata(file).await.map_err(Error::internal)?.len();
        let body = ByteStream::read_from().path(file).length(Length::Exact(size)).buffer_size(64 * 1024).build().await;
        let put = self.client.put_object().bucket(&self.bucket).key(key).content_type(media_type.word());
        put.body(body.map_err(Error::internal)?).send().await.map(drop).map_err(unavailable)
    }

    /// A URL that lets anyone read the object for an hour from `now` on; a browser keeps it under the name.
    pub(crate) async fn presign(&self, document: &Document, stem: &str, now: DateTime<Utc>) -> Result<String> {
        let lifetime = PresigningConfig::builder()
            .start_time(now.into())
            .expires_in(Duration::from_secs(DOWNLOAD_SECONDS))
            .build();
        let get = self.client.get_object().bucket(&self.bucket).key(&document.key);
        let get = get.response_content_type(document.media_type.word());
        let get = get.response_content_disposition(content_disposition(document, stem));
        let signed = get.presigned(lifetime.map_err(Error::internal)?).await.map_err(Error::internal)?;
        Ok(signed.uri().to_owned())
    }

    /// The object's bytes as they come.
    pub(crate) async fn get(&self, key: &str) -> Result<ByteStream> {
        Ok(self.client.get_object().bucket(&self.bucket).key(key).send().await.map_err(unavailable)?.body)
    }

    /// Removes an object; one that is not there is fine.
    pub(crate) async fn delete(&self, key: &str) -> Result<()> {
        self.client.delete_object().bucket(&self.bucket).key(key).send().await.map(drop).map_err(unavailable)
    }

    /// Stores, reads and removes a probe; the error is for the operator.
    pub(crate) async fn probe(&self, key: &str) -> std::result::Result<(), String> {
        let bucket = self.bucket.as_str();
        let put = self.client.put_object().bucket(bucket).key(key).body(ByteStream::from_static(b"certlane"));
        put.send().await.map_err(|error| told(&error))?;
        let got = self.client.get_object().bucket(bucket).key(key).send().await.map_err(|error| told(&error))?;
        let read = got.body.collect().await.map_err(|error| told(&error))?;
        if read.into_bytes().as_ref() != b"certlane" {
            return Err("it gave back something else than was stored".to_owned());
        }
        let delete = self.client.delete_object().bucket(bucket).key(key);
        delete.send().await.map(drop).map_err(|error| told(&error))
    }
}

/// An error with what caused it, each in a few words.
fn told(error: &dyn std::error::Error) -> String {
    let causes: Vec<_> = std::iter::successors(Some(error), |error| error.source()).map(ToString::to_string).collect();
    causes.join(": ")
}

/// How long an upload waits for those before it, and how long the store may take with all its tries. Together less than
/// the minute after which proxies give up, and answer with a page of their own.
const QUEUE: Duration = Duration::from_secs(8);
const OPERATION: Duration = Duration::from_secs(45);

fn client(s3: &S3Settings, http: SharedHttpClient) -> Client {
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(3))
        .operation_attempt_timeout(OPERATION)
        .operation_timeout(OPERATION)
        .build();
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(s3.region.clone()))
        .endpoint_url(s3.endpoint.as_str().trim_end_matches('/'))
        .force_path_style(true)
        .credentials_provider(Credentials::new(&s3.access_key, &s3.secret_key, None, None, "certlane"))
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .timeout_config(timeouts)
        .http_client(http)
        .build();
    Client::from_conf(config)
}

fn unavailable<E: std::error::Error + 'static>(error: aws_sdk_s3::error::SdkError<E>) -> Error {
    tracing::warn!(error = %DisplayErrorContext(&error), "the document store does not do what it should");
    Error::Unavailable("The document store")
}

/// The name is one of ours, safe in a header and on every disk: what the buyer's device called the file is not used.
fn content_disposition(document: &Document, stem: &str) -> String {
    format!("attachment; filename=\"{stem}.{}\"", document.media_type.extension())
}
