//! Logs: one line an event on standard error, without anybody's secrets.

use std::io::IsTerminal as _;

use axum::{extract::MatchedPath, extract::Request};
use tracing_subscriber::EnvFilter;

/// Starts logging; the filter names its variable when it is wrong.
pub(crate) fn start(filter: &str) -> Result<(), String> {
    // s3s calls each URL that was tampered with an error of its own; what really fails, the client's side logs.
    let filter = EnvFilter::try_new(format!("s3s=off,s3s_fs=off,{filter}")).map_err(|_| wrong(filter))?;
    let colored = std::io::stderr().is_terminal(); // a file or a journal would keep the colors' codes
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colored).init();
    Ok(())
}

/// Whether a text is a level, or levels by module. tracing itself takes any word for a module of which it logs all.
pub(crate) fn check(filter: &str) -> Result<(), String> {
    let level =
        |text: &str| text.trim().parse::<tracing::level_filters::LevelFilter>().is_ok() && !text.trim().is_empty();
    let directive = |part: &str| match part.rsplit_once('=') {
        Some((module, text)) => !module.trim().is_empty() && level(text),
        None => level(part),
    };
    if filter.split(',').all(directive) { Ok(()) } else { Err(wrong(filter)) }
}

fn wrong(filter: &str) -> String {
    format!(
        "CERTLANE_LOG: {filter:?} cannot be read; write a level (off, error, warn, info, debug, trace) or levels by module, as in info,services=debug."
    )
}

/// A request in the log: the route as it is written in the router, since real addresses hold tokens and names.
pub(crate) fn span(request: &Request) -> tracing::Span {
    let route = request.extensions().get::<MatchedPath>().map_or("(no route)", MatchedPath::as_str);
    let id = request.headers().get(super::protect::REQUEST_ID).and_then(|id| id.to_str().ok()).unwrap_or_default();
    let client = crate::client::of(request.extensions());
    tracing::info_span!("request", method = %request.method(), route, id, %client)
}
