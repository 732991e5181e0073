//! `/tax/…`: Numeral's shape and our additions.

mod batch;
mod certificate_requests;
mod certificates;
mod customers;
mod error;
mod events;
mod exemptions;
mod filter;
mod papers;
mod portal_sessions;
mod purchases;
mod reminders;
mod reviews;
mod test_mode;
mod told;
mod version;
mod webhooks;

use axum::{Router, extract::DefaultBodyLimit, middleware::from_fn, routing::MethodRouter};
use chrono::{DateTime, Datelike as _, NaiveDate, SecondsFormat, Utc};
use domain::{Customer, CustomerId, Jurisdiction};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{
    router::{OpenApiRouter, UtoipaMethodRouterExt as _},
    routes,
};

use super::{Caller, body, describe::group, extract, form, guarded, plain};
use crate::state::State;
use error::Problem;

pub(in crate::api) use error::Body as ProblemBody;
pub(super) use told::shape;
pub(in crate::api) use version::VERSIONS;

/// Behind the gate of all faces; the version comes first.
pub(crate) fn router(state: &State) -> Router<State> {
    let (routes, _) = routes().split_for_parts();
    guarded(routes, state).layer(from_fn(version::speak))
}

/// `/tax/` itself.
pub(crate) fn nothing() -> MethodRouter<State> {
    super::nothing().layer(from_fn(version::speak))
}

/// Every address with its description.
pub(super) fn routes() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .merge(group("Customers", "The businesses that buy from you.", customers()))
        .merge(group(
            "Certificate requests",
            "Asking a customer for a certificate, and what became of it.",
            certificate_requests(),
        ))
        .merge(group("Certificates", "What customers submitted, or staff sent in: read and review.", certificates()))
        .merge(group(
            "Exemptions",
            "Whether a buyer is exempt there, on that day, for that reason, and why.",
            exemptions(),
        ))
        .merge(group("Webhooks", "Where events are pushed to, and what became of each.", webhooks()))
        .merge(group("Events and test mode", "What happened; and, with a test key, what is to happen.", events()))
}

fn customers() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(customers::list_customers))
        .routes(plain(routes!(customers::create_customer)))
        .routes(plain(routes!(
            customers::find_customer,
            customers::update_customer,
            customers::patch_customer,
            customers::archive_customer
        )))
        .routes(plain(routes!(portal_sessions::create_portal_session)))
        .routes(plain(routes!(purchases::record_purchases)))
}

fn certificate_requests() -> OpenApiRouter<State> {
    use certificate_requests::*;
    OpenApiRouter::new()
        .routes(plain(routes!(trigger_certificate_request)))
        .routes(routes!(list_certificate_requests))
        .routes(plain(routes!(batch::trigger_certificate_requests)))
        .routes(plain(routes!(find_certificate_request, cancel_certificate_request)))
        .routes(plain(routes!(find_cover_letter)))
        .routes(plain(routes!(remind_certificate_request)))
        .routes(plain(routes!(extend_certificate_request)))
        .routes(plain(routes!(resend_certificate_request)))
}

fn certificates() -> OpenApiRouter<State> {
    // The service counts a file's bytes itself.
    let create = plain(routes!(papers::create_certificate)).map(|methods| methods.layer(DefaultBodyLimit::disable()));
    OpenApiRouter::new()
        .routes(routes!(certificates::list_certificates))
        .routes(create)
        .routes(plain(routes!(certificates::find_certificate)))
        .routes(plain(routes!(reviews::verify_certificate)))
        .routes(plain(routes!(reviews::reject_certificate)))
        .routes(plain(routes!(reviews::request_info)))
        .routes(plain(routes!(reviews::revoke_certificate)))
        .routes(plain(routes!(reviews::change_jurisdictions)))
}

fn exemptions() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(exemptions::find_exemption))
        .routes(plain(routes!(exemptions::check_exemptions)))
        .routes(plain(routes!(exemptions::find_snapshot)))
}

fn webhooks() -> OpenApiRouter<State> {
    use webhooks::{deliveries::*, *};
    OpenApiRouter::new()
        .routes(plain(routes!(list_endpoints, create_endpoint)))
        .routes(plain(routes!(find_endpoint, update_endpoint, delete_endpoint)))
        .routes(plain(routes!(rotate_secret)))
        .routes(plain(routes!(test_endpoint)))
        .routes(plain(routes!(replay_range)))
        .routes(routes!(list_deliveries))
        .routes(plain(routes!(find_delivery)))
        .routes(plain(routes!(replay_delivery)))
}

fn events() -> OpenApiRouter<State> {
    OpenApiRouter::new()
        .routes(routes!(events::list_events))
        .routes(plain(routes!(test_mode::find_test_clock, test_mode::advance_test_clock)))
        .routes(plain(routes!(test_mode::trigger_event)))
}

/// An instant as Numeral writes it: RFC 3339, UTC, milliseconds.
#[derive(Serialize, ToSchema)]
#[schema(format = DateTime, example = "2026-11-21T07:38:28.352Z")]
struct Instant(String);

fn instant(at: DateTime<Utc>) -> Instant {
    Instant(at.to_rfc3339_opts(SecondsFormat::Millis, true))
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
#[derive(Serialize, ToSchema)]
struct CustomerReference {
    id: CustomerId,
    /// Your own number for it.
    #[schema(required)]
    reference_customer_id: Option<String>,
}

impl CustomerReference {
    /// None: the customer is archived, and other objects speak of it no more.
    fn of(customer: &Customer) -> Option<Self> {
        let Customer { id, reference_customer_id, archived_at, .. } = customer;
        let reference = || Self { id: *id, reference_customer_id: reference_customer_id.clone() };
        archived_at.is_none().then(reference)
    }
}
