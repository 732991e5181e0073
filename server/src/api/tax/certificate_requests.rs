//! Certificate requests: trigger, list, read, cancel, remind, extend, resend.

use axum::{Json, extract::State, http::StatusCode, response::Response};
use domain::{EndedBecause, NewRequest, RequestId, RequestStatus};
use serde::{Deserialize, Serialize};
use services::{
    Page, Services, cover_letters, reminders, requests,
    requests::{ListFilter, RequestDetails},
};

use super::{
    Caller, CustomerReference,
    body::Body,
    error::{Problem, Problems, or},
    extract::{Path, Query},
    filter::{self, page_cursor, page_limit, window, word},
    instant,
    reminders::Reminders,
};
use crate::pages::desk::pdf;

/// Open a request to a customer; by default the invitation goes out by e-mail.
pub(super) async fn trigger_certificate_request(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(customer): Path,
    Body(body): Body<TriggerCertificateRequest>,
) -> Result<(StatusCode, Json<CertificateRequestResponse>), Problem> {
    let customer = customer.parse().map_err(|_| Problem::no_customer())?;
    let triggered = requests::trigger(&services, &actor, customer, &body.into()).await;
    let details = triggered.map_err(|error| or(error, Problem::no_customer))?;
    Ok((StatusCode::CREATED, Json(CertificateRequestResponse::with_link(details))))
}

/// Requests, newest first.
pub(super) async fn list_certificate_requests(
    State(services): State<Services>,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<CertificateRequestList>, Problem> {
    let filter = query.read()?;
    let customer = filter::customer(&services, &actor, query.customer_id.as_deref(), query.id_type.as_deref()).await?;
    if customer == Some(None) {
        return Ok(Json(Page { rows: vec![], next_cursor: None }.into()));
    }
    let filter = ListFilter { customer: customer.flatten(), ..filter };
    Ok(Json(requests::list(&services, &actor, filter).await?.into()))
}

/// Read a request.
pub(super) async fn find_certificate_request(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<Json<CertificateRequestResponse>, Problem> {
    let id = id.parse().map_err(|_| Problem::no_request())?;
    let details = requests::find(&services, &actor, id).await.map_err(|error| or(error, Problem::no_request))?;
    Ok(Json(CertificateRequestResponse::with_link(details)))
}

/// Read the letter of a request that is pending, as PDF.
pub(super) async fn find_cover_letter(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<Response, Problem> {
    let id = id.parse().map_err(|_| Problem::no_request())?;
    let letter = cover_letters::find(&services, &actor, id).await.map_err(|error| or(error, Problem::no_request))?;
    Ok(pdf(letter))
}

/// Withdraw a request. Doing it twice is fine.
pub(super) async fn cancel_certificate_request(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<Json<CertificateRequestResponse>, Problem> {
    let id = id.parse().map_err(|_| Problem::no_request())?;
    let details = requests::cancel(&services, &actor, id).await.map_err(|error| or(error, Problem::no_request))?;
    Ok(Json(details.into()))
}

/// Remind the buyer now, by a mail.
pub(super) async fn remind_certificate_request(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<CertificateRequestResponse>, Problem> {
    let id = id.parse().map_err(|_| Problem::no_request())?;
    reminders::remind(&services, &actor, id).await.map_err(|error| or(error, Problem::no_request))?;
    Ok(Json(CertificateRequestResponse::with_link(requests::find(&services, &actor, id).await?)))
}

/// Give the buyer more time.
pub(super) async fn extend_certificate_request(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<ExtendCertificateRequest>,
) -> Result<Json<CertificateRequestResponse>, Problem> {
    let id = id.parse().map_err(|_| Problem::no_request())?;
    let days = body.expires_in_days.map(|days| days.to_string()).unwrap_or_default();
    let extended = requests::extend(&services, &actor, id, &days).await;
    let details = extended.map_err(|error| or(error, Problem::no_request))?;
    Ok(Json(CertificateRequestResponse::with_link(details)))
}

/// Send the invitation once more, perhaps to another address.
pub(super) async fn resend_certificate_request(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<ResendCertificateRequest>,
) -> Result<Json<CertificateRequestResponse>, Problem> {
    let id = id.parse().map_err(|_| Problem::no_request())?;
    let resent = requests::resend(&services, &actor, id, body.recipient.as_deref().unwrap_or_default()).await;
    let details = resent.map_err(|error| or(error, Problem::no_request))?;
    Ok(Json(CertificateRequestResponse::with_link(details)))
}

/// The body of an action that needs none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ExtendCertificateRequest {
    expires_in_days: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResendCertificateRequest {
    recipient: Option<String>,
}

/// Everything has a default.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TriggerCertificateRequest {
    delivery_method: Option<String>,
    recipient: Option<String>,
    fax_number: Option<String>,
    jurisdictions: Option<Vec<String>>,
    reasons: Option<Vec<String>>,
    certificate_type_id: Option<String>,
    message: Option<String>,
    cover_letter: Option<String>,
    expires_in_days: Option<i64>,
    language: Option<String>,
    renews_certificate_id: Option<String>,
    reminders: Option<Reminders>,
}

impl From<TriggerCertificateRequest> for NewRequest {
    fn from(body: TriggerCertificateRequest) -> Self {
        Self {
            delivery_method: body.delivery_method.unwrap_or_default(),
            recipient: body.recipient.unwrap_or_default(),
            fax_number: body.fax_number.unwrap_or_default(),
            jurisdictions: body.jurisdictions.unwrap_or_default(),
            reasons: body.reasons.unwrap_or_default(),
            certificate_type_id: body.certificate_type_id.unwrap_or_default(),
            message: body.message.unwrap_or_default(),
            cover_letter: body.cover_letter.unwrap_or_default(),
            expires_in_days: body.expires_in_days.map(|days| days.to_string()).unwrap_or_default(),
            language: body.language.unwrap_or_default(),
            renews_certificate_id: body.renews_certificate_id.unwrap_or_default(),
            reminders: body.reminders.and_then(|reminders| reminders.0),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    status: Option<String>,
    customer_id: Option<String>,
    id_type: Option<String>,
    certificate_type_id: Option<String>,
    jurisdiction: Option<String>,
    created_after: Option<String>,
    created_before: Option<String>,
    updated_after: Option<String>,
    updated_before: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

impl ListQuery {
    /// Everything but the customer; all problems at once.
    fn read(&self) -> Result<ListFilter, Problem> {
        let mut problems = Problems::default();
        let created_until = ("created_before", self.created_before.as_deref());
        let updated_until = ("updated_before", self.updated_before.as_deref());
        let filter = ListFilter {
            status: problems.read(word("status", self.status.as_deref())),
            customer: None,
            certificate_type: problems.read(word("certificate_type_id", self.certificate_type_id.as_deref())),
            jurisdiction: problems.read(word("jurisdiction", self.jurisdiction.as_deref())),
            created: window(&mut problems, ("created_after", self.created_after.as_deref()), created_until),
            updated: window(&mut problems, ("updated_after", self.updated_after.as_deref()), updated_until),
            after: problems.read(page_cursor(self.cursor.as_deref())),
            limit: problems.read(page_limit(self.limit.as_deref())),
        };
        problems.end()?;
        Ok(filter)
    }
}

/// Numeral's `tax.certificate_request`, and the buyer's link where one request is asked for.
#[derive(Serialize)]
pub(super) struct CertificateRequestResponse {
    id: String,
    object: &'static str,
    status: RequestStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    invalid_reason: Option<EndedBecause>,
    customer: Option<CustomerReference>,
    certificate_id: Option<String>,
    certificate_type_id: Option<&'static str>,
    jurisdictions: Vec<&'static str>,
    created_at: String,
    updated_at: String,
    expires_at: String,
    livemode: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_link: Option<String>,
}

impl CertificateRequestResponse {
    /// The link is of use while the request is pending; a list of links would be a list of secrets.
    pub(super) fn with_link(details: RequestDetails) -> Self {
        let link = (details.request.status == RequestStatus::Pending).then(|| details.link.clone());
        Self { request_link: link, ..details.into() }
    }
}

impl From<RequestDetails> for CertificateRequestResponse {
    fn from(details: RequestDetails) -> Self {
        let RequestDetails { request, customer, invalid_reason, .. } = details;
        Self {
            id: request.id.to_string(),
            object: "tax.certificate_request",
            status: request.status,
            invalid_reason,
            customer: CustomerReference::of(&customer),
            certificate_id: request.certificate_id.map(|id| id.to_string()),
            certificate_type_id: request.certificate_type.map(|kind| kind.id()),
            jurisdictions: request.jurisdictions.into_iter().map(|jurisdiction| jurisdiction.code()).collect(),
            created_at: instant(request.created_at),
            updated_at: instant(request.updated_at),
            expires_at: instant(request.expires_at),
            livemode: request.livemode,
            request_link: None,
        }
    }
}

#[derive(Serialize)]
pub(super) struct CertificateRequestList {
    object: &'static str,
    certificate_requests: Vec<CertificateRequestResponse>,
    has_more: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

impl From<Page<RequestDetails, RequestId>> for CertificateRequestList {
    fn from(page: Page<RequestDetails, RequestId>) -> Self {
        Self {
            object: "list",
            has_more: page.next_cursor.is_some(),
            next_cursor: page.next_cursor.map(|id| id.to_string()),
            certificate_requests: page.rows.into_iter().map(Into::into).collect(),
        }
    }
}
