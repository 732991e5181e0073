//! Logs: one line an event on standard error, without anybody's secrets.

use axum::{extract::MatchedPath, extract::Request};
use tracing_subscriber::EnvFilter;

/// Starts logging; the filter names its variable when it is wrong.
pub(crate) fn start(filter: &str) -> Result<(), String> {
    // s3s calls each URL that was tampered with an error of its own; what really fails, the client's side logs.
    let filter = EnvFilter::try_new(format!("s3s=off,s3s_fs=off,{filter}"))
        .map_err(|error| format!("CERTLANE_LOG: {filter:?} cannot be read: {error}."))?;
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    Ok(())
}

/// A request in the log: the route as it is written in the router, since real addresses hold tokens and names.
pub(crate) fn span(request: &Request) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("(no route)", MatchedPath::as_str);
    let id = request.headers().get(super::protect::REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", method = %request.method(), route, id)
}
