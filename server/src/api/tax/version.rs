//! `X-API-Version`: which version of Numeral's shape is spoken.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use super::error::{self, Problem};

/// The versions that are spoken here, newest first. In the older ones certificates are not described.
pub(in crate::api) const VERSIONS: [&str; 1] = ["2026-03-01"];

const VERSION: HeaderName = HeaderName::from_static("x-api-version");

/// Lets a call in whose version is spoken, and tells each answer's version; what went wrong is written as Numeral does.
pub(super) async fn speak(request: Request, next: Next) -> Response {
    let response = match check(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    };
    let mut response = error::write(response);
    response.headers_mut().insert(VERSION, HeaderValue::from_static(VERSIONS[0]));
    response
}

fn check(headers: &HeaderMap) -> Result<(), Problem> {
    let Some(wanted) = headers.get(VERSION) else { return Ok(()) };
    if VERSIONS.iter().any(|version| wanted == version) {
        return Ok(());
    }
    let sentence = format!(
        "X-API-Version: {:?} is not spoken here. Send one of {}, or leave the header out.",
        String::from_utf8_lossy(wanted.as_bytes()),
        VERSIONS.join(", ")
    );
    Err(Problem::new(StatusCode::BAD_REQUEST, "ERROR", sentence))
}
