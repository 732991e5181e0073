//! Reading addresses: axum's own refusals are plain text and speak of deserializing.

use axum::{
    extract::{
        FromRequestParts, Request,
        path::ErrorKind,
        rejection::{PathRejection, QueryRejection},
    },
    http::{StatusCode, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use super::{body::known, problem::Problem};

/// The id in the address.
pub(super) struct Path(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Path {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let id = <axum::extract::Path<String> as FromRequestParts<S>>::from_request_parts(parts, state).await;
        id.map(|id| Self(id.0)).map_err(unreadable_path)
    }
}

/// The two names in the address, in their order.
pub(super) struct Two(pub(super) String, pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Two {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let names =
            <axum::extract::Path<(String, String)> as FromRequestParts<S>>::from_request_parts(parts, state).await;
        names.map(|names| Self(names.0.0, names.0.1)).map_err(unreadable_path)
    }
}

/// What stands behind the question mark.
pub(super) struct Query<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        if let Some(name) = parts.uri.query().and_then(not_utf8) {
            return Err(no_text(name));
        }
        let query = <axum::extract::Query<T> as FromRequestParts<S>>::from_request_parts(parts, state).await;
        query.map(|query| Self(query.0)).map_err(|rejection| unreadable_query(&rejection))
    }
}

/// How many rows a page has: 1 to 100, 10 unless asked for.
pub(super) fn page_limit(limit: Option<&str>) -> Result<usize, Problem> {
    let Some(text) = limit else { return Ok(10) };
    let parsed = text.parse().ok().filter(|limit| (1..=100).contains(limit));
    parsed.ok_or_else(|| Problem::incorrect(format!("limit: {text:?} is no whole number from 1 to 100.")))
}

/// Refuses what stands behind the question mark where nothing can: a caller who narrows a call by a word that is not
/// known would else believe that it counted.
pub(super) async fn refuse_parameters(request: Request, next: Next) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let Some((name, _)) = form_urlencoded::parse(query.as_bytes()).next() else { return next.run(request).await };
    let sentence = format!("{name}: there is no such parameter; this address takes none, only the path and the body.");
    Problem::new(StatusCode::BAD_REQUEST, "UNRECOGNIZED_FIELD", sentence).into_response()
}

fn unreadable_path(rejection: PathRejection) -> Problem {
    if let PathRejection::FailedToDeserializePathParams(error) = rejection
        && let ErrorKind::InvalidUtf8InPathParam { key } = error.into_kind()
    {
        return no_text(&key);
    }
    Problem::incorrect("The address cannot be read.".to_owned())
}

/// The first parameter whose bytes are no UTF-8. Whoever reads on puts � into their place, and finds nobody of that name.
fn not_utf8(query: &str) -> Option<&str> {
    let pair = query.split('&').find(|pair| percent_decode_str(pair).decode_utf8().is_err());
    pair.and_then(|pair| pair.split('=').next())
}

fn no_text(name: &str) -> Problem {
    Problem::incorrect(format!("{name}: it is not written in UTF-8; write a % and its two digits for each byte."))
}

fn unreadable_query(rejection: &QueryRejection) -> Problem {
    let text = rejection.body_text();
    let name_after = |words: &str| text.split_once(words).and_then(|(_, rest)| rest.split('`').next());
    if let Some(name) = name_after("unknown field `") {
        let sentence = format!("{name}: there is no such parameter{}.", known(&text));
        return Problem::new(StatusCode::BAD_REQUEST, "UNRECOGNIZED_FIELD", sentence);
    }
    Problem::incorrect(match name_after("duplicate field `") {
        Some(name) => format!("{name}: it stands in the address twice; send it once."),
        None => "The part of the address behind the question mark cannot be read.".to_owned(),
    })
}
