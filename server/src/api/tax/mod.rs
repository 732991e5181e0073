//! `/tax/…`: Numeral's shape and our additions.

mod batch;
mod certificate_requests;
mod certificates;
mod customers;
mod error;
mod exemptions;
mod filter;
mod papers;
mod portal_sessions;
mod purchases;
mod reminders;
mod reviews;
mod told;
mod version;
mod webhooks;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    middleware::{from_fn, map_response},
    routing::{MethodRouter, get, post},
};
use chrono::{DateTime, Datelike as _, NaiveDate, SecondsFormat, Utc};
use domain::{Customer, Jurisdiction};
use serde::Serialize;

use super::{Caller, body, extract, form, guarded, plain};
use error::Problem;

use crate::state::State;

pub(super) use told::shape;

/// Behind the gate of all faces; the version comes first.
pub(crate) fn router(state: &State) -> Router<State> {
    let routes = Router::new()
        .merge(customers())
        .merge(certificate_requests())
        .merge(certificates())
        .merge(exemptions())
        .merge(webhooks());
    guarded(routes, state).route_layer(from_fn(version::speak)).layer(map_response(error::write))
}

/// `/tax/` itself.
pub(crate) fn nothing() -> MethodRouter<State> {
    super::nothing().layer(map_response(error::write))
}

fn customers() -> Router<State> {
    let one = get(customers::find_customer)
        .post(customers::update_customer)
        .patch(customers::update_customer)
        .delete(customers::archive_customer);
    Router::new()
        .route("/customers", get(customers::list_customers).merge(plain(post(customers::create_customer))))
        .route("/customers/{customer_id}", plain(one))
        .route("/customers/{customer_id}/portal-sessions", plain(post(portal_sessions::create_portal_session)))
        .route("/customers/{customer_id}/purchases", plain(post(purchases::record_purchases)))
}

fn certificate_requests() -> Router<State> {
    let one =
        get(certificate_requests::find_certificate_request).delete(certificate_requests::cancel_certificate_request);
    let of_one = |action: &str| format!("/certificate-requests/{{certificate_request_id}}/{action}");
    Router::new()
        .route(
            "/customers/{customer_id}/certificate-requests",
            plain(post(certificate_requests::trigger_certificate_request)),
        )
        .route("/certificate-requests", get(certificate_requests::list_certificate_requests))
        .route("/certificate-requests/batch", plain(post(batch::trigger_certificate_requests)))
        .route("/certificate-requests/{certificate_request_id}", plain(one))
        .route(&of_one("cover-letter"), plain(get(certificate_requests::find_cover_letter)))
        .route(&of_one("remind"), plain(post(certificate_requests::remind_certificate_request)))
        .route(&of_one("extend"), plain(post(certificate_requests::extend_certificate_request)))
        .route(&of_one("resend"), plain(post(certificate_requests::resend_certificate_request)))
}

fn certificates() -> Router<State> {
    // The service counts a file's bytes itself.
    let create = plain(post(papers::create_certificate)).layer(DefaultBodyLimit::disable());
    let of_one = |action: &str| format!("/certificates/{{certificate_id}}/{action}");
    Router::new()
        .route("/certificates", get(certificates::list_certificates).merge(create))
        .route("/certificates/{certificate_id}", plain(get(certificates::find_certificate)))
        .route(&of_one("verify"), plain(post(reviews::verify_certificate)))
        .route(&of_one("reject"), plain(post(reviews::reject_certificate)))
        .route(&of_one("request-info"), plain(post(reviews::request_info)))
        .route(&of_one("revoke"), plain(post(reviews::revoke_certificate)))
        .route(&of_one("jurisdictions"), plain(post(reviews::change_jurisdictions)))
}

fn exemptions() -> Router<State> {
    Router::new()
        .route("/customers/{customer_id}/exemption", get(exemptions::find_exemption))
        .route("/exemptions/check", plain(post(exemptions::check_exemptions)))
        .route("/exemptions/{snapshot_id}", plain(get(exemptions::find_snapshot)))
}

fn webhooks() -> Router<State> {
    let endpoint = get(webhooks::find_endpoint).patch(webhooks::update_endpoint).delete(webhooks::delete_endpoint);
    let of_endpoint = |action: &str| format!("/webhook-endpoints/{{webhook_endpoint_id}}/{action}");
    Router::new()
        .route("/webhook-endpoints", plain(get(webhooks::list_endpoints).post(webhooks::create_endpoint)))
        .route("/webhook-endpoints/{webhook_endpoint_id}", plain(endpoint))
        .route(&of_endpoint("rotate-secret"), plain(post(webhooks::rotate_secret)))
        .route(&of_endpoint("test"), plain(post(webhooks::test_endpoint)))
        .route(&of_endpoint("replay"), plain(post(webhooks::deliveries::replay_range)))
        .route(&of_endpoint("deliveries"), get(webhooks::deliveries::list_deliveries))
        .route("/webhook-deliveries/{webhook_delivery_id}", plain(get(webhooks::deliveries::find_delivery)))
        .route("/webhook-deliveries/{webhook_delivery_id}/replay", plain(post(webhooks::deliveries::replay_delivery)))
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

impl CustomerReference {
    /// None: the customer is archived, and other objects speak of it no more.
    fn of(customer: &Customer) -> Option<Self> {
        let Customer { id, reference_customer_id, archived_at, .. } = customer;
        let reference = || Self { id: id.to_string(), reference_customer_id: reference_customer_id.clone() };
        archived_at.is_none().then(reference)
    }
}
