//! The client that webhooks leave by. It looks at the address that it is about to connect to, follows no redirect, asks
//! no proxy, keeps no cookies and unpacks nothing.

use std::{
    error::Error as StdError,
    fmt,
    future::Future,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use domain::webhook::NoAnswer;
use http::{HeaderMap, Method, Request, Response, Uri, header};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{self, Error as HttpError},
    rt::{TokioExecutor, TokioIo, TokioTimer},
};
use rustls::{ClientConfig, RootCertStore, crypto::ring};
use tokio::{
    net::TcpStream,
    time::{Instant, timeout, timeout_at},
};
use tower::Service;

use super::Allowed;

/// How long an endpoint may take from the look-up of its name to the end of its answer.
const PATIENCE: Duration = Duration::from_secs(15);

/// How much of that the body may take, which decides nothing.
const PATIENCE_FOR_BODY: Duration = Duration::from_secs(5);

/// How much of an answer is read and kept.
const MOST_OF_ANSWER: usize = 4096;

/// The longest status line and headers of an answer, in bytes. 256 answers come at once, and each may fill that.
const MOST_OF_HEADERS: usize = 16 * 1024;

/// A way to endpoints; cheap to clone.
#[derive(Clone)]
pub(crate) struct Client {
    allowed: Allowed,
    /// made when the first webhook leaves: most commands send none
    http: Arc<OnceLock<Http>>,
}

type Http = legacy::Client<HttpsConnector<Connector>, Full<Bytes>>;

/// What is sent to where.
pub(crate) struct Message {
    pub(crate) url: String,
    pub(crate) headers: HeaderMap,
    pub(crate) payload: String,
}

/// What an endpoint said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    pub(crate) beginning: String,
}

impl Client {
    pub(crate) fn new(allowed: Allowed) -> Self {
        Self { allowed, http: Arc::default() }
    }

    /// Sends a message, and waits for what the endpoint says.
    pub(crate) async fn send(&self, message: Message) -> Result<Answer, NoAnswer> {
        let (Message { url, headers, payload }, deadline) = (message, Instant::now() + PATIENCE);
        let response = timeout_at(deadline, self.call(Method::POST, &url, headers, payload)).await;
        let response = response.map_err(|_| NoAnswer::Timeout)??;
        let (status, retry_after) = (response.status().as_u16(), retry_after(&response));
        let deadline = deadline.min(Instant::now() + PATIENCE_FOR_BODY);
        Ok(Answer { status, retry_after, beginning: beginning(response.into_body(), deadline).await })
    }

    /// Asks for something, and waits for all of it.
    pub(super) async fn ask(&self, method: Method, url: &str, headers: HeaderMap) -> Result<(u16, Vec<u8>), NoAnswer> {
        let asking = async {
            let response = self.call(method, url, headers, String::new()).await?;
            let status = response.status().as_u16();
            let body = response.into_body().collect().await.map_err(|_| NoAnswer::ConnectionBroken)?;
            Ok((status, body.to_bytes().to_vec()))
        };
        timeout(PATIENCE, asking).await.map_err(|_| NoAnswer::Timeout)?
    }

    async fn call(
        &self,
        method: Method,
        url: &str,
        headers: HeaderMap,
        payload: String,
    ) -> Result<Response<Incoming>, NoAnswer> {
        let uri: Uri = url.parse().map_err(|_| NoAnswer::ConnectFailed)?;
        let request = Request::builder().method(method).uri(uri).body(Full::from(payload));
        let mut request = request.map_err(|_| NoAnswer::ConnectFailed)?;
        *request.headers_mut() = headers;
        let http = self.http.get_or_init(|| build(self.allowed.clone()));
        http.request(request).await.map_err(|error| name(&error))
    }
}

fn retry_after(response: &Response<Incoming>) -> Option<String> {
    response.headers().get(header::RETRY_AFTER)?.to_str().ok().map(str::to_owned)
}

/// The first part of an answer. Its status counts already: one that breaks off or never ends is kept as far as it came.
async fn beginning(mut body: Incoming, deadline: Instant) -> String {
    let mut read = Vec::new();
    let reading = async {
        while let Some(Ok(frame)) = body.frame().await
            && read.len() < MOST_OF_ANSWER
        {
            read.extend_from_slice(frame.data_ref().map(Bytes::as_ref).unwrap_or_default());
        }
    };
    let _too_slow = timeout_at(deadline, reading).await;
    read.truncate(MOST_OF_ANSWER);
    // PostgreSQL keeps no NUL in a text.
    String::from_utf8_lossy(&read).replace('\0', "\u{fffd}")
}

fn build(allowed: Allowed) -> Http {
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls())
        .https_or_http()
        .enable_http1()
        .wrap_connector(Connector(allowed));
    legacy::Client::builder(TokioExecutor::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(PATIENCE)
        .pool_max_idle_per_host(2)
        .http1_max_buf_size(MOST_OF_HEADERS)
        .build(connector)
}

/// TLS as the system trusts it. Without certificates of the system nobody is trusted, and the attempts say so.
fn tls() -> ClientConfig {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        tracing::warn!("this system has no certificates of authorities: webhooks cannot be sent by HTTPS");
    }
    ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring has the ciphers of all versions")
        .with_root_certificates(roots)
        .with_no_client_auth()
}

/// Connects to the addresses that it has looked at, and to no others.
#[derive(Clone)]
struct Connector(Allowed);

/// Why there is no connection.
#[derive(Debug)]
enum NoConnection {
    Refused,
    NoName(io::Error),
    Failed(io::Error),
}

impl fmt::Display for NoConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused => f.write_str("nothing is sent to this address"),
            Self::NoName(error) | Self::Failed(error) => error.fmt(f),
        }
    }
}

impl StdError for NoConnection {}

impl Service<Uri> for Connector {
    type Response = TokioIo<TcpStream>;
    type Error = NoConnection;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, NoConnection>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), NoConnection>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let allowed = self.0.clone();
        Box::pin(async move { connect(&allowed, &uri).await })
    }
}

async fn connect(allowed: &Allowed, uri: &Uri) -> Result<TokioIo<TcpStream>, NoConnection> {
    let is_tls = uri.scheme_str() == Some("https");
    let port = uri.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
    let host = uri.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    let found = tokio::net::lookup_host((host, port)).await.map_err(NoConnection::NoName)?;
    let addresses: Vec<SocketAddr> = found.collect();
    // One address that is not allowed spoils them all: a name with a public and a private address is an attack.
    if addresses.is_empty() || !addresses.iter().all(|address| allowed.lets_through(address.ip(), is_tls)) {
        return Err(NoConnection::Refused);
    }
    let stream = TcpStream::connect(&addresses[..]).await.map_err(NoConnection::Failed)?;
    stream.set_nodelay(true).map_err(NoConnection::Failed)?;
    Ok(TokioIo::new(stream))
}

/// The error by its name.
fn name(error: &HttpError) -> NoAnswer {
    let mut cause = error.source();
    while let Some(inner) = cause {
        match inner.downcast_ref::<NoConnection>() {
            Some(NoConnection::Refused) => return NoAnswer::AddressNotAllowed,
            Some(NoConnection::NoName(_)) => return NoAnswer::NameNotFound,
            Some(NoConnection::Failed(_)) => return NoAnswer::ConnectFailed,
            None => cause = inner.source(),
        }
    }
    // Whatever else goes wrong while connecting is TLS.
    if error.is_connect() { NoAnswer::TlsFailed } else { NoAnswer::ConnectionBroken }
}
