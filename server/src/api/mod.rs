//! The faces for programs. Each speaks a dialect over the same services, behind the same gate.

mod body;
pub(crate) mod describe;
mod extract;
mod form;
mod gate;
mod idempotency;
mod problem;
pub(crate) mod tax;
pub(crate) mod v1;

use axum::{
    Router,
    extract::FromRequestParts,
    http::request::Parts,
    middleware::{from_fn, from_fn_with_state},
    routing::{MethodRouter, any},
};
use domain::{Event, WebhookEndpoint, webhook::Dialect};
use services::{Actor, Error, webhooks::Told};
use utoipa_axum::router::{UtoipaMethodRouter, UtoipaMethodRouterExt as _};

use self::problem::Problem;
use crate::state::State;

/// Each call goes through the gate (key, rate, and the idempotency key of a POST) before a handler sees it.
fn guarded(routes: Router<State>, state: &State) -> Router<State> {
    routes
        .route_layer(from_fn_with_state(state.clone(), gate::enter))
        .fallback(problem::no_such_address)
        .method_not_allowed_fallback(problem::no_such_method)
}

/// The address of a face itself, where nothing is.
fn nothing() -> MethodRouter<State> {
    any(problem::no_such_address)
}

/// For handlers that read no `Query`: whatever stands behind the question mark is refused.
fn plain(methods: UtoipaMethodRouter<State>) -> UtoipaMethodRouter<State> {
    methods.map(|methods| methods.route_layer(from_fn(extract::refuse_parameters)))
}

/// Whoever holds an API key, by `Authorization: Bearer sk_…`; the gate has looked.
struct Caller(Actor);

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Self(*parts.extensions.get::<Actor>().ok_or(Error::Unauthenticated)?))
    }
}

/// What a webhook sends to an endpoint about an event, in the dialect of the endpoint; without one as the standard says.
pub fn shape(endpoint: Option<&WebhookEndpoint>, event: &Event, told: Told) -> serde_json::Result<String> {
    match endpoint {
        Some(endpoint) if endpoint.dialect == Dialect::Commenda => v1::shape(endpoint, event, told),
        _ => tax::shape(event, told),
    }
}
