//! From a listening socket to the router: one task a connection, with bounds on what a connection may hold.

mod rest;
mod sips;

use std::{convert::Infallible, future::Future, net::SocketAddr, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    http::{HeaderValue, header},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

use self::{rest::Watched, sips::Sips};

/// The most that is read ahead of what a handler has taken. hyper's own 400 kB would be 100 MB for 256 uploads.
const READ_AHEAD: usize = 32 * 1024;

/// The largest head of a request that is read, so that who sends too large a one is told so in words; beyond it hyper answers
/// 431 by itself.
const LARGEST_HEAD: usize = 128 * 1024;

/// The most headers of a request that are read, for the same reason. hyper's own 100 are soon reached behind some proxies.
const MOST_HEADERS: usize = 512;

/// How long a client may take to say what it wants.
const HEADER_PATIENCE: Duration = Duration::from_secs(30);

/// Serves until `stop` resolves, then lets the requests that are under way end.
pub async fn serve(listener: TcpListener, router: Router, stop: impl Future<Output = ()>) {
    let connections = GracefulShutdown::new();
    let mut stop = std::pin::pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => connect(&connections, stream, peer, router.clone()),
                Err(error) => {
                    // Too many open files, most likely: they are given back as connections end.
                    tracing::warn!(%error, "a connection cannot be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            () = &mut stop => break,
        }
    }
    drop(listener);
    connections.shutdown().await;
}

fn connect(connections: &GracefulShutdown, stream: TcpStream, peer: SocketAddr, router: Router) {
    let service = service_fn(move |request: Request<Incoming>| answer(router.clone(), peer, request));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(HEADER_PATIENCE)
        .max_buf_size(LARGEST_HEAD)
        .max_headers(MOST_HEADERS);
    let connection = connections.watch(http.serve_connection(TokioIo::new(Sips::new(stream, READ_AHEAD - 1)), service));
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection broke");
        }
    });
}

async fn answer(
    router: Router,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Result<axum::response::Response, Infallible> {
    let (head, body) = request.into_parts();
    let (body, rest) = Watched::new(body);
    let mut request = Request::from_parts(head, Body::new(body));
    request.extensions_mut().insert(ConnectInfo(peer));
    let mut response = router.oneshot(request).await?;
    // hyper closes the connection then: who is not told so sends the next request into it.
    if rest.is_left() {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    Ok(response)
}
