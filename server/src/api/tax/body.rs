//! Reading JSON bodies, with a clear answer for each way to get one wrong.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::StatusCode,
};
use serde::de::DeserializeOwned;

use super::error::Problem;

/// A JSON object; an empty body is an empty object, and the content type does not matter.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let too_large = |_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "ERROR", "The body is too large.");
        let bytes = Bytes::from_request(request, state).await.map_err(too_large)?;
        let text: &[u8] = if bytes.trim_ascii().is_empty() { b"{}" } else { &bytes };
        serde_json::from_slice(text).map(Body).map_err(|error| problem(&error))
    }
}

/// serde's words are good enough to act on; only the kind has to be told apart.
fn problem(error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    let kind = match error.classify() {
        serde_json::error::Category::Data if message.starts_with("unknown field") => "UNRECOGNIZED_FIELD",
        serde_json::error::Category::Data if message.starts_with("missing field") => "MISSING_FIELD",
        serde_json::error::Category::Data => "INCORRECT_TYPE",
        _ => return Problem::new(StatusCode::BAD_REQUEST, "ERROR", format!("The body is not JSON: {message}.")),
    };
    Problem::new(StatusCode::BAD_REQUEST, kind, format!("The body cannot be used: {message}."))
}
