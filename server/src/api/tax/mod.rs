//! `/tax/…`: Numeral's shape and our additions.

mod body;
mod certificate_requests;
mod certificates;
mod customers;
mod error;
mod exemptions;
mod extract;
mod portal_sessions;
mod purchases;
mod reminders;
mod told;
mod webhooks;

use axum::{
    Router,
    extract::{FromRef, FromRequestParts},
    http::{header, request::Parts},
    middleware::from_fn,
    routing::{get, post},
};
use chrono::{DateTime, Datelike as _, NaiveDate, SecondsFormat, Utc};
use domain::{Customer, Jurisdiction};
use serde::Serialize;
use services::{Actor, Error, Services, api_keys};

use error::Problem;

use crate::state::State;

pub(crate) use error::no_such_address;
pub use told::shape;

pub(crate) fn router() -> Router<State> {
    asked_by_parameters()
        .merge(without_parameters().route_layer(from_fn(extract::refuse_parameters)))
        .fallback(error::no_such_address)
        .method_not_allowed_fallback(error::no_such_method)
}

/// Those whose handlers read a `Query`, which names the parameters that there are.
fn asked_by_parameters() -> Router<State> {
    Router::new()
        .route("/customers/{customer_id}/exemption", get(exemptions::find_exemption))
        .route("/certificate-requests", get(certificate_requests::list_certificate_requests))
        .route("/certificates", get(certificates::list_certificates))
        .route("/webhook-endpoints/{webhook_endpoint_id}/deliveries", get(webhooks::deliveries::list_deliveries))
}

fn without_parameters() -> Router<State> {
    Router::new()
        .route("/customers", post(customers::create_customer))
        .route("/customers/{customer_id}", get(customers::find_customer))
        .route("/customers/{customer_id}/certificate-requests", post(certificate_requests::trigger_certificate_request))
        .route("/customers/{customer_id}/portal-sessions", post(portal_sessions::create_portal_session))
        .route("/customers/{customer_id}/purchases", post(purchases::record_purchases))
        .route("/exemptions/check", post(exemptions::check_exemptions))
        .route("/exemptions/{snapshot_id}", get(exemptions::find_snapshot))
        .route(
            "/certificate-requests/{certificate_request_id}",
            get(certificate_requests::find_certificate_request)
                .delete(certificate_requests::cancel_certificate_request),
        )
        .route(
            "/certificate-requests/{certificate_request_id}/cover-letter",
            get(certificate_requests::find_cover_letter),
        )
        .route("/certificates/{certificate_id}", get(certificates::find_certificate))
        .merge(webhook_routes())
}

fn webhook_routes() -> Router<State> {
    let endpoint = get(webhooks::find_endpoint).patch(webhooks::update_endpoint).delete(webhooks::delete_endpoint);
    Router::new()
        .route("/webhook-endpoints", get(webhooks::list_endpoints).post(webhooks::create_endpoint))
        .route("/webhook-endpoints/{webhook_endpoint_id}", endpoint)
        .route("/webhook-endpoints/{webhook_endpoint_id}/rotate-secret", post(webhooks::rotate_secret))
        .route("/webhook-endpoints/{webhook_endpoint_id}/test", post(webhooks::test_endpoint))
        .route("/webhook-endpoints/{webhook_endpoint_id}/replay", post(webhooks::deliveries::replay_range))
        .route("/webhook-deliveries/{webhook_delivery_id}", get(webhooks::deliveries::find_delivery))
        .route("/webhook-deliveries/{webhook_delivery_id}/replay", post(webhooks::deliveries::replay_delivery))
}

/// Whoever holds an API key, by `Authorization: Bearer sk_…`.
pub(super) struct Caller(pub(super) Actor);

impl<S: Send + Sync> FromRequestParts<S> for Caller
where
    Services: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let header = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let key = header
            .and_then(|header| header.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let (_, key) = key.ok_or(Error::Unauthenticated)?;
        Ok(Self(api_keys::recognize(&Services::from_ref(state), key.trim()).await?))
    }
}

/// An instant as Numeral writes it: RFC 3339, UTC, milliseconds.
fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A civil date of a parameter, as `2026-05-01`, within the centuries in which business is done.
fn date(name: &str, text: &str) -> Result<NaiveDate, Problem> {
    let day: NaiveDate =
        text.parse().map_err(|_| Problem::incorrect(format!("{name}: {text:?} is no date like 2026-05-01.")))?;
    if !(1900..2200).contains(&day.year()) {
        let sentence = format!("{name}: {day} is out of range; give a day from 1900-01-01 to 2199-12-31.");
        return Err(Problem::incorrect(sentence));
    }
    Ok(day)
}

/// The code of a jurisdiction, which is needed.
fn jurisdiction(code: Option<&str>) -> Result<Jurisdiction, Problem> {
    let code = given(code).ok_or_else(|| Problem::missing("jurisdiction: say where, by a code such as US-OH."))?;
    code.parse().map_err(|error| Problem::incorrect(format!("jurisdiction: {error}.")))
}

/// A value, unless nothing stands in its place.
fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// A customer as other objects name it.
#[derive(Serialize)]
struct CustomerReference {
    id: String,
    reference_customer_id: Option<String>,
}

impl From<&Customer> for CustomerReference {
    fn from(customer: &Customer) -> Self {
        Self { id: customer.id.to_string(), reference_customer_id: customer.reference_customer_id.clone() }
    }
}

/// The customer filter of lists: an id, or the merchant's own number with `id_type=reference_customer_id`. The inner
/// `None` names nobody, whose list is empty.
async fn customer_filter(
    services: &Services,
    actor: &Actor,
    id: Option<&str>,
    id_type: Option<&str>,
) -> Result<Option<Option<domain::CustomerId>>, Problem> {
    let Some(id) = id else { return Ok(None) };
    match id_type.unwrap_or("id") {
        "id" => Ok(Some(id.parse().ok())),
        "reference_customer_id" => {
            let found = services::customers::find_by_reference(services, actor, id).await?;
            Ok(Some(found.map(|customer| customer.id)))
        }
        other => Err(Problem::incorrect(format!("id_type: {other:?} is not known: use id or reference_customer_id."))),
    }
}

/// How many rows a page has: 1 to 100, 10 unless asked for.
fn page_limit(limit: Option<&str>) -> Result<usize, Problem> {
    let Some(text) = limit else { return Ok(10) };
    let parsed = text.parse().ok().filter(|limit| (1..=100).contains(limit));
    parsed.ok_or_else(|| Problem::incorrect(format!("limit: {text:?} is no whole number from 1 to 100.")))
}

/// Where a page begins: the `next_cursor` of the one before.
fn page_cursor<Id: std::str::FromStr>(cursor: Option<&str>) -> Result<Option<Id>, Problem> {
    let parsed = cursor.map(|text| text.parse().map_err(|_| text)).transpose();
    parsed.map_err(|text| {
        Problem::incorrect(format!("cursor: {text:?} is not a next_cursor of this list; leave it out to begin anew."))
    })
}
