//! Reading addresses: axum's own refusals are plain text and speak of deserializing.

use axum::{
    extract::{FromRequestParts, rejection::QueryRejection},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use super::error::Problem;

/// The id in the address. One that is no text is no id: it is empty, and nothing has it.
pub(super) struct Path(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Path {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let id = <axum::extract::Path<String> as FromRequestParts<S>>::from_request_parts(parts, state).await;
        Ok(Self(id.map(|id| id.0).unwrap_or_default()))
    }
}

/// What stands behind the question mark.
pub(super) struct Query<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let query = <axum::extract::Query<T> as FromRequestParts<S>>::from_request_parts(parts, state).await;
        query.map(|query| Self(query.0)).map_err(|rejection| problem(&rejection))
    }
}

fn problem(rejection: &QueryRejection) -> Problem {
    let text = rejection.body_text();
    Problem::incorrect(match text.split_once("duplicate field `").and_then(|(_, rest)| rest.split('`').next()) {
        Some(name) => format!("{name}: it stands in the address twice; send it once."),
        None => "The part of the address behind the question mark cannot be read.".to_owned(),
    })
}
