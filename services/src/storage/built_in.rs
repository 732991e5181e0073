//! The S3 server inside: s3s over a directory, with each write made durable before it is answered.
//!
//! The program's own client reaches it without a socket; browsers reach it by the router under `/files`. Both speak
//! S3 with SigV4, so a URL that was changed or is too old gets the 403 that any S3 server would give.

use std::{
    fmt,
    fs::File,
    path::{Path, PathBuf},
};

use aws_sdk_s3::config::SharedHttpClient;
use aws_smithy_runtime_api::client::{
    http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn},
    orchestrator::{HttpRequest, HttpResponse},
    result::ConnectorError,
};
use aws_smithy_types::body::SdkBody;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use s3s::{
    HttpError, S3, S3Error, S3Request, S3Response, S3Result,
    auth::SimpleAuth,
    dto::*,
    service::{S3Service, S3ServiceBuilder},
};

use crate::S3Settings;

/// The built-in S3 server.
#[derive(Clone)]
pub struct BuiltIn(S3Service);

impl BuiltIn {
    pub(super) fn open(dir: &Path, s3: &S3Settings) -> std::io::Result<Self> {
        std::fs::create_dir_all(dir.join(&s3.bucket))?;
        let mut service = S3ServiceBuilder::new(Durable::open(dir)?);
        service.set_auth(SimpleAuth::from_single(&s3.access_key, s3.secret_key.as_str()));
        Ok(Self(service.build()))
    }

    /// The service that the router mounts under `/files`.
    pub fn service(&self) -> S3Service {
        self.0.clone()
    }

    /// The way by which the program's own client reaches the server.
    pub(super) fn http_client(&self) -> SharedHttpClient {
        let connector = SharedHttpConnector::new(InProcess(self.0.clone()));
        http_client_fn(move |_, _| connector.clone())
    }
}

/// Hands a request of the client to the server in the same process.
#[derive(Clone)]
struct InProcess(S3Service);

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InProcess")
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let service = self.0.clone();
        HttpConnectorFuture::new(async move {
            let request = prepared(request).map_err(ConnectorError::user)?;
            let failed = |error: HttpError| ConnectorError::other(format!("{error:?}").into(), None);
            let response = service.call(request).await.map_err(failed)?.map(SdkBody::from_body_1_x);
            HttpResponse::try_from(response).map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// The request as it would arrive over a socket: HTTP clients add the Host that the signature covers.
fn prepared(request: HttpRequest) -> Result<http::Request<s3s::Body>, Box<dyn std::error::Error + Send + Sync>> {
    let mut request = request.try_into_http1x()?.map(s3s::Body::http_body_unsync);
    if let Some(authority) = request.uri().authority() {
        let host = http::HeaderValue::from_str(authority.as_str())?;
        request.headers_mut().insert(http::header::HOST, host);
    }
    Ok(request)
}

/// s3s-fs, which never calls fsync, made to survive a power cut: what was answered is on the disk.
struct Durable {
    files: s3s_fs::FileSystem,
    root: PathBuf,
}

impl Durable {
    fn open(root: &Path) -> std::io::Result<Self> {
        let files = s3s_fs::FileSystem::new(root).map_err(|error| std::io::Error::other(format!("{error:?}")))?;
        Ok(Self { files, root: root.to_owned() })
    }

    /// The two files that s3s-fs keeps about an object, in the root.
    fn beside(&self, bucket: &str, key: &str) -> [PathBuf; 2] {
        let stem = format!(".bucket-{}.object-{}", URL_SAFE_NO_PAD.encode(bucket), URL_SAFE_NO_PAD.encode(key));
        ["metadata", "internal"].map(|kind| self.root.join(format!("{stem}.{kind}.json")))
    }

    /// Syncs the object, the files beside it, and every directory above.
    async fn sync(&self, bucket: String, key: String) -> S3Result<()> {
        let (root, beside) = (self.root.clone(), self.beside(&bucket, &key));
        let synced = tokio::task::spawn_blocking(move || -> std::io::Result<()> {
            let object = root.join(&bucket).join(&key);
            beside.iter().try_for_each(|file| sync_if_there(file))?;
            File::open(&object)?.sync_all()?;
            object
                .ancestors()
                .skip(1)
                .take_while(|dir| dir.starts_with(&root))
                .try_for_each(|dir| File::open(dir)?.sync_all())
        });
        synced.await.map_err(S3Error::internal_error)?.map_err(S3Error::internal_error)
    }
}

fn sync_if_there(path: &Path) -> std::io::Result<()> {
    match File::open(path) {
        Ok(file) => file.sync_all(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[async_trait::async_trait]
impl S3 for Durable {
    async fn put_object(&self, mut request: S3Request<PutObjectInput>) -> S3Result<S3Response<PutObjectOutput>> {
        // How the upload travelled is no property of the object; s3s-fs would give it back to browsers.
        request.input.content_encoding.take_if(|coding| coding == "aws-chunked");
        let (bucket, key) = (request.input.bucket.clone(), request.input.key.clone());
        let stored = self.files.put_object(request).await?;
        self.sync(bucket, key).await?;
        Ok(stored)
    }

    async fn get_object(&self, request: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        self.files.get_object(request).await
    }

    async fn head_object(&self, request: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        self.files.head_object(request).await
    }

    async fn delete_object(&self, request: S3Request<DeleteObjectInput>) -> S3Result<S3Response<DeleteObjectOutput>> {
        let beside = self.beside(&request.input.bucket, &request.input.key);
        let deleted = self.files.delete_object(request).await?;
        for file in beside {
            drop(tokio::fs::remove_file(file).await); // s3s-fs forgets them, and most objects lack one of the two
        }
        Ok(deleted)
    }
}
