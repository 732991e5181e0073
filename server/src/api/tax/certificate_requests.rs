//! Certificate requests: trigger, list, read, cancel, remind, extend, resend.

use axum::{Json, extract::State, http::StatusCode, response::Response};
use domain::{
    CertificateId, CertificateType, DeliveryMethod, EndedBecause, FaxNumber, Jurisdiction, Language, MOST_STATES,
    NewRequest, Reason, RequestId, RequestStatus,
};
use serde::{Deserialize, Serialize};
use services::{
    Page, Services, cover_letters, reminders, requests,
    requests::{ListFilter, RequestDetails},
};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::describe::texts::{self, CoverLetter, Email, IdType, Message, Moment},
    Caller, CustomerReference, Instant,
    body::{Body, Judge, Judged, List},
    error::{Problem, Problems, or},
    extract::{Path, Query, page_limit},
    filter::{self, page_cursor, window, word},
    instant,
    reminders::Reminders,
};
use crate::pages::desk::pdf;

/// Open a request to a customer; by default the invitation goes out by e-mail.
///
/// The answer has `request_link`, the buyer's link. Treat it as a password.
#[utoipa::path(post, path = "/customers/{customer_id}/certificate-requests", request_body = TriggerCertificateRequest, responses(
    (status = 201, body = CertificateRequestResponse),
    (status = 409, description = "CUSTOMER_ARCHIVED, FAX_NOT_CONFIGURED"),
))]
pub(super) async fn trigger_certificate_request(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(customer): Path,
    Judged(body): Judged<TriggerCertificateRequest>,
) -> Result<(StatusCode, Json<CertificateRequestResponse>), Problem> {
    let customer = customer.parse().map_err(|_| Problem::no_customer())?;
    let triggered = requests::trigger(&services, &actor, customer, &body.into()).await;
    let details = triggered.map_err(|error| or(error, Problem::no_customer))?;
    Ok((StatusCode::CREATED, Json(CertificateRequestResponse::with_link(details))))
}

/// Requests, newest first.
#[utoipa::path(get, path = "/certificate-requests", params(ListQuery), responses((status = 200, body = CertificateRequestList)))]
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
///
/// `request_link` is there while it is pending, for keys that may open requests.
#[utoipa::path(get, path = "/certificate-requests/{certificate_request_id}", responses((status = 200, body = CertificateRequestResponse)))]
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
///
/// It has the buyer's link, so keys that may only read do not get it.
#[utoipa::path(get, path = "/certificate-requests/{certificate_request_id}/cover-letter", responses(
    (status = 200, content_type = "application/pdf", body = inline(texts::File)),
    (status = 403, description = ""),
    (status = 409, description = "REQUEST_ALREADY_FULFILLED, REQUEST_INVALID"),
))]
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
#[utoipa::path(delete, path = "/certificate-requests/{certificate_request_id}", responses(
    (status = 200, body = CertificateRequestResponse),
    (status = 409, description = "REQUEST_ALREADY_FULFILLED, REQUEST_INVALID"),
))]
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
#[utoipa::path(post, path = "/certificate-requests/{certificate_request_id}/remind", request_body = Nothing, responses(
    (status = 200, body = CertificateRequestResponse),
    (status = 409, description = "REQUEST_ALREADY_FULFILLED, REQUEST_INVALID, NOT_MAILED, REMINDERS_UNWANTED, TOO_SOON"),
))]
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
///
/// That many days from now, and never fewer than it has. A link from before ends when it would have ended.
#[utoipa::path(post, path = "/certificate-requests/{certificate_request_id}/extend", request_body = ExtendCertificateRequest, responses(
    (status = 200, body = CertificateRequestResponse),
    (status = 409, description = "REQUEST_ALREADY_FULFILLED, REQUEST_INVALID"),
))]
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
///
/// Where the address is new, the link that the old one got is dead.
#[utoipa::path(post, path = "/certificate-requests/{certificate_request_id}/resend", request_body = ResendCertificateRequest, responses(
    (status = 200, body = CertificateRequestResponse),
    (status = 409, description = "REQUEST_ALREADY_FULFILLED, REQUEST_INVALID, NOT_MAILED, TOO_SOON"),
))]
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
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "expires_in_days": 60 }))]
pub(super) struct ExtendCertificateRequest {
    /// How many days from now the buyer has; 30 unless given.
    #[schema(minimum = 1, maximum = 365)]
    expires_in_days: Option<i64>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "recipient": "tax@riverside.example" }))]
pub(super) struct ResendCertificateRequest {
    /// A new address; the one before unless given.
    #[schema(value_type = Option<Email>)]
    recipient: Option<String>,
}

/// Everything has a default.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "jurisdictions": ["US-OH", "US-KY"], "reasons": ["RESALE"],
    "message": "Send us your certificate and the tax comes off your next invoice.",
}))]
pub(super) struct TriggerCertificateRequest {
    /// How the link reaches the buyer; `email` unless given.
    #[schema(value_type = Option<DeliveryMethod>)]
    delivery_method: Option<String>,
    /// The address that gets the e-mail; the customer's unless given.
    #[schema(value_type = Option<Email>)]
    recipient: Option<String>,
    /// Where `fax` goes; the customer's number unless given.
    #[schema(value_type = Option<FaxNumber>)]
    fax_number: Option<String>,
    /// States to ask for; without any the buyer chooses.
    #[schema(value_type = Option<Vec<Jurisdiction>>, max_items = 60)]
    jurisdictions: Option<List<String, MOST_STATES>>,
    /// Expected reasons, the first of which is preselected; without any the buyer chooses.
    #[schema(value_type = Option<Vec<Reason>>, max_items = 60)]
    reasons: Option<List<String, MOST_STATES>>,
    /// The document that you want; any unless given.
    #[schema(value_type = Option<CertificateType>)]
    certificate_type_id: Option<String>,
    /// Your words, in the mail and on the first page.
    #[schema(value_type = Option<Message>)]
    message: Option<String>,
    /// The letter to use; only `STANDARD_REQUEST` exists yet.
    #[schema(value_type = Option<CoverLetter>)]
    cover_letter: Option<String>,
    /// How long the link lives; 30 days unless given.
    #[schema(minimum = 1, maximum = 365)]
    expires_in_days: Option<i64>,
    /// What the e-mails speak until the buyer chooses; English unless given.
    #[schema(value_type = Option<Language>)]
    language: Option<String>,
    /// The customer's certificate that it renews: the buyer begins with its answers, and signs on one page where nothing has
    /// changed. Its states are asked for unless `jurisdictions` says others.
    #[schema(value_type = Option<CertificateId>)]
    renews_certificate_id: Option<String>,
    /// `false`: none; or days of its own; as the account says unless given.
    reminders: Option<Reminders>,
}

impl Judge for TriggerCertificateRequest {
    fn judge(self) -> Option<Problem> {
        NewRequest::from(self).check().err().map(Into::into)
    }
}

impl From<TriggerCertificateRequest> for NewRequest {
    fn from(body: TriggerCertificateRequest) -> Self {
        Self {
            delivery_method: body.delivery_method.unwrap_or_default(),
            recipient: body.recipient.unwrap_or_default(),
            fax_number: body.fax_number.unwrap_or_default(),
            jurisdictions: body.jurisdictions.unwrap_or_default().0,
            reasons: body.reasons.unwrap_or_default().0,
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

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// What they are now.
    #[param(inline, value_type = Option<RequestStatus>)]
    status: Option<String>,
    /// One customer's alone; an unknown one gives an empty list.
    #[param(example = "cust_01a1fd0a-d678-7469-b35c-134210db4eed")]
    customer_id: Option<String>,
    #[param(inline, value_type = Option<IdType>)]
    id_type: Option<String>,
    /// Requests for this document.
    #[param(inline, value_type = Option<CertificateType>)]
    certificate_type_id: Option<String>,
    /// Those that name this state.
    #[param(inline, value_type = Option<Jurisdiction>)]
    jurisdiction: Option<String>,
    /// Made from then on.
    #[param(inline, value_type = Option<Moment>)]
    created_after: Option<String>,
    /// Made before.
    #[param(inline, value_type = Option<Moment>)]
    created_before: Option<String>,
    /// Changed last from then on.
    #[param(inline, value_type = Option<Moment>)]
    updated_after: Option<String>,
    /// Changed last before.
    #[param(inline, value_type = Option<Moment>)]
    updated_before: Option<String>,
    /// How many rows a page has.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 10)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(inline, value_type = Option<RequestId>)]
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
#[derive(Serialize, ToSchema)]
#[schema(as = CertificateRequest)]
pub(super) struct CertificateRequestResponse {
    id: RequestId,
    #[schema(example = "tax.certificate_request")]
    object: &'static str,
    status: RequestStatus,
    /// Why it is invalid; left out where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    invalid_reason: Option<EndedBecause>,
    /// Null where the customer is archived.
    #[schema(required)]
    customer: Option<CustomerReference>,
    /// What the buyer submitted, once it is fulfilled.
    #[schema(required)]
    certificate_id: Option<CertificateId>,
    /// The document that you want.
    #[schema(required)]
    certificate_type_id: Option<CertificateType>,
    jurisdictions: Vec<Jurisdiction>,
    created_at: Instant,
    updated_at: Instant,
    expires_at: Instant,
    livemode: bool,
    /// The buyer's link, where one pending request is triggered or read; never in lists, nor for keys that may only read.
    /// Treat it as a password.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = Uri)]
    request_link: Option<String>,
}

impl CertificateRequestResponse {
    /// The link is of use while the request is pending; a list of links would be a list of secrets.
    pub(super) fn with_link(details: RequestDetails) -> Self {
        let link = details.link.clone().filter(|_| details.request.status == RequestStatus::Pending);
        Self { request_link: link, ..details.into() }
    }
}

impl From<RequestDetails> for CertificateRequestResponse {
    fn from(details: RequestDetails) -> Self {
        let RequestDetails { request, customer, invalid_reason, .. } = details;
        Self {
            id: request.id,
            object: "tax.certificate_request",
            status: request.status,
            invalid_reason,
            customer: CustomerReference::of(&customer),
            certificate_id: request.certificate_id,
            certificate_type_id: request.certificate_type,
            jurisdictions: request.jurisdictions,
            created_at: instant(request.created_at),
            updated_at: instant(request.updated_at),
            expires_at: instant(request.expires_at),
            livemode: request.livemode,
            request_link: None,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(super) struct CertificateRequestList {
    #[schema(example = "list")]
    object: &'static str,
    certificate_requests: Vec<CertificateRequestResponse>,
    has_more: bool,
    /// Left out on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_cursor: Option<RequestId>,
}

impl From<Page<RequestDetails, RequestId>> for CertificateRequestList {
    fn from(page: Page<RequestDetails, RequestId>) -> Self {
        Self {
            object: "list",
            has_more: page.next_cursor.is_some(),
            next_cursor: page.next_cursor,
            certificate_requests: page.rows.into_iter().map(Into::into).collect(),
        }
    }
}
