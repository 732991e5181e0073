//! `/api/v1/…`: Commenda's shape, over the same services and rows as `/tax`.

mod certificates;
mod customers;
mod error;
mod exemptions;
mod files;
mod jurisdictions;
mod told;
mod webhooks;

use std::borrow::Cow;

use axum::{Router, extract::DefaultBodyLimit, middleware::from_fn, routing::MethodRouter};
use chrono::{DateTime, Utc};
use domain::Jurisdiction;
use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{ObjectBuilder, Ref, RefOr, Schema, Type},
};
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt as _},
    routes,
};

pub(super) use self::{
    error::{Long as LongError, Short as ShortError},
    told::shape,
};
use super::{Caller, body, describe::group, extract, form, guarded, plain, problem::Problem};
use crate::state::State;

/// The version of Commenda's events that is spoken here.
const API_VERSION: &str = "v1.0";

pub(crate) fn router(state: &State) -> Router<State> {
    let (routes, _) = routes().split_for_parts();
    guarded(routes, state).layer(from_fn(error::write))
}

/// `/api/v1/` itself.
pub(crate) fn nothing() -> MethodRouter<State> {
    super::nothing().layer(from_fn(error::write))
}

/// Every address with its description.
pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .merge(group("Commenda: customers", "The same customers as under `/tax`.", customers()))
        .merge(group("Commenda: files", "Documents, sent in before the certificates that name them.", files()))
        .merge(group("Commenda: certificates", "Exemption certificates, and what they say of states.", certificates()))
        .merge(group("Commenda: webhooks", "Where Commenda's events are pushed to.", webhooks()))
}

fn customers() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(customers::list_customers))
        .routes(plain(routes!(customers::create_customer)))
        .routes(plain(routes!(customers::find_customer, customers::update_customer)))
}

fn files() -> OpenApiRouter<State> {
    // The service counts a file's bytes itself.
    let create = plain(routes!(files::create_file)).map(|methods| methods.layer(DefaultBodyLimit::disable()));
    OpenApiRouter::new().routes(create)
}

fn certificates() -> OpenApiRouter<State> {
    use certificates::*;
    OpenApiRouter::new()
        .routes(routes!(list_certificates))
        .routes(plain(routes!(create_certificate)))
        .routes(plain(routes!(find_certificate, update_certificate, delete_certificate)))
        .routes(plain(routes!(jurisdictions::create_jurisdiction)))
        .routes(plain(routes!(jurisdictions::upsert_jurisdictions)))
        .routes(plain(routes!(jurisdictions::update_jurisdiction)))
        .routes(routes!(exemptions::list_exemptions))
}

fn webhooks() -> OpenApiRouter<State> {
    use webhooks::*;
    OpenApiRouter::new()
        .routes(plain(routes!(list_webhooks, create_webhook)))
        .routes(plain(routes!(update_webhook, delete_webhook)))
        .routes(plain(routes!(trigger_test)))
}

/// An answer that is a success.
#[derive(Serialize)]
struct Success<T> {
    /// What was asked for, or what became of it.
    data: T,
    /// A sentence for a log.
    message: &'static str,
}

// utoipa's own derive would repeat the fields of `T` instead of naming it.
impl<T: ToSchema> PartialSchema for Success<T> {
    fn schema() -> RefOr<Schema> {
        let message = ObjectBuilder::new().schema_type(Type::String).description(Some("A sentence for a log."));
        let whole = ObjectBuilder::new().property("data", Ref::from_schema_name(T::name())).required("data");
        whole.property("message", message).required("message").into()
    }
}

impl<T: ToSchema> ToSchema for Success<T> {
    fn name() -> Cow<'static, str> {
        format!("{}Answer", T::name()).into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into(), T::schema()));
        T::schemas(schemas);
    }
}

/// An instant as Commenda writes it: whole seconds since 1970.
fn unix(at: DateTime<Utc>) -> i64 {
    at.timestamp()
}

/// A jurisdiction as the address names it, as `US_CA`.
fn jurisdiction(text: &str) -> Option<Jurisdiction> {
    text.strip_prefix("US_").and_then(|state| format!("US-{state}").parse().ok())
}

fn wrong_cursor(text: &str) -> Problem {
    Problem::incorrect(format!("cursor: {text:?} is not a cursor of this list; leave it out to begin anew."))
}
