//! `/api/v1/…`: Commenda's shape, over the same services and rows as `/tax`.

mod certificates;
mod customers;
mod error;
mod exemptions;
mod files;
mod jurisdictions;
mod told;
mod webhooks;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::from_fn,
    routing::{MethodRouter, get, post},
};
use chrono::{DateTime, Utc};
use domain::Jurisdiction;
use serde::Serialize;

pub(super) use self::told::shape;
use super::{Caller, body, extract, form, guarded, plain, problem::Problem};
use crate::state::State;

/// The version of Commenda's events that is spoken here.
const API_VERSION: &str = "v1.0";

pub(crate) fn router(state: &State) -> Router<State> {
    let routes = Router::new().merge(customers()).merge(certificates()).merge(webhooks());
    guarded(routes, state).layer(from_fn(error::write))
}

/// `/api/v1/` itself.
pub(crate) fn nothing() -> MethodRouter<State> {
    super::nothing().layer(from_fn(error::write))
}

fn customers() -> Router<State> {
    let one = get(customers::find_customer).post(customers::update_customer);
    // The service counts a file's bytes itself.
    let files = plain(post(files::create_file)).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/customers", get(customers::list_customers).merge(plain(post(customers::create_customer))))
        .route("/customers/{customer_id}", plain(one))
        .route("/files", files)
}

fn certificates() -> Router<State> {
    let all = get(certificates::list_certificates).merge(plain(post(certificates::create_certificate)));
    let one = get(certificates::find_certificate)
        .post(certificates::update_certificate)
        .delete(certificates::delete_certificate);
    let of_one = |what: &str| format!("/exemption-certificates/{{exemption_certificate_id}}{what}");
    Router::new()
        .route("/exemption-certificates", all)
        .route(&of_one(""), plain(one))
        .route(&of_one("/jurisdictions"), plain(post(jurisdictions::create_jurisdiction)))
        .route(&of_one("/jurisdictions/bulk_upsert"), plain(post(jurisdictions::upsert_jurisdictions)))
        .route(&of_one("/jurisdictions/{jurisdiction}"), plain(post(jurisdictions::update_jurisdiction)))
        .route("/exemptions", get(exemptions::list_exemptions))
}

fn webhooks() -> Router<State> {
    let one = post(webhooks::update_webhook).delete(webhooks::delete_webhook);
    Router::new()
        .route("/webhooks", plain(get(webhooks::list_webhooks).post(webhooks::create_webhook)))
        .route("/webhooks/{webhook_id}", plain(one))
        .route("/webhooks/test/trigger/{webhook_id}", plain(post(webhooks::trigger_test)))
}

/// An answer that is a success.
#[derive(Serialize)]
struct Success<T> {
    /// What was asked for, or what became of it.
    data: T,
    /// A sentence for a log.
    message: &'static str,
}

/// An instant as Commenda writes it: whole seconds since 1970.
fn unix(at: DateTime<Utc>) -> i64 {
    at.timestamp()
}

/// A jurisdiction as the address names it, as `US_CA`.
fn jurisdiction(text: &str) -> Option<Jurisdiction> {
    text.strip_prefix("US_").and_then(|state| format!("US-{state}").parse().ok())
}

/// How many rows a page has: 1 to 100, 10 unless asked for.
fn page_limit(limit: Option<&str>) -> Result<usize, Problem> {
    let Some(text) = limit else { return Ok(10) };
    let parsed = text.parse().ok().filter(|limit| (1..=100).contains(limit));
    parsed.ok_or_else(|| Problem::incorrect(format!("limit: {text:?} is no whole number from 1 to 100.")))
}

fn wrong_cursor(text: &str) -> Problem {
    Problem::incorrect(format!("cursor: {text:?} is not a cursor of this list; leave it out to begin anew."))
}
