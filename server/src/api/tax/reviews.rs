//! What a reviewer decides about a certificate.

use axum::{Json, extract::State};
use domain::{CertificateId, InfoField, Jurisdiction, MOST_STATES, NewInfoRequest, review::NewStateChange};
use serde::Deserialize;
use services::{Services, certificates, info_requests, reviews};
use utoipa::ToSchema;

use super::{
    super::describe::texts::Why,
    Caller,
    body::{Body, List, Object},
    certificate_requests::Nothing,
    certificates::{CertificateWithDownload, with_download},
    error::{Problem, or},
    extract::Path,
};

/// Approve a certificate that waits for review.
#[utoipa::path(post, path = "/certificates/{certificate_id}/verify", request_body = Nothing, responses(
    (status = 200, body = CertificateWithDownload),
    (status = 409, description = "CERTIFICATE_NOT_REVIEWABLE"),
))]
pub(super) async fn verify_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<CertificateWithDownload>, Problem> {
    let details = certificates::approve(&services, &actor, known(&id)?, None).await.map_err(refused)?;
    with_download(&services, &actor, details).await.map(Json)
}

/// Reject a certificate that waits for review.
#[utoipa::path(post, path = "/certificates/{certificate_id}/reject", request_body = Decision, responses(
    (status = 200, body = CertificateWithDownload),
    (status = 409, description = "CERTIFICATE_NOT_REVIEWABLE"),
))]
pub(super) async fn reject_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<Decision>,
) -> Result<Json<CertificateWithDownload>, Problem> {
    let details = reviews::reject(&services, &actor, known(&id)?, &body.reason()).await.map_err(refused)?;
    with_download(&services, &actor, details).await.map(Json)
}

/// Withdraw an approval, from now on.
///
/// Answers about the past stay what they were.
#[utoipa::path(post, path = "/certificates/{certificate_id}/revoke", request_body = Decision, responses(
    (status = 200, body = CertificateWithDownload),
    (status = 409, description = "CERTIFICATE_NOT_VERIFIED"),
))]
pub(super) async fn revoke_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<Decision>,
) -> Result<Json<CertificateWithDownload>, Problem> {
    let details = reviews::revoke(&services, &actor, known(&id)?, &body.reason()).await.map_err(refused)?;
    with_download(&services, &actor, details).await.map(Json)
}

/// Ask the buyer, by mail, to correct some fields and sign again.
#[utoipa::path(post, path = "/certificates/{certificate_id}/request-info", request_body = RequestInfo, responses(
    (status = 200, body = CertificateWithDownload),
    (status = 409, description = "CERTIFICATE_NOT_REVIEWABLE, CERTIFICATE_WITHOUT_REQUEST"),
))]
pub(super) async fn request_info(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<RequestInfo>,
) -> Result<Json<CertificateWithDownload>, Problem> {
    let id = known(&id)?;
    info_requests::ask(&services, &actor, id, &body.into()).await.map_err(refused)?;
    let details = certificates::find(&services, &actor, id).await.map_err(refused)?;
    with_download(&services, &actor, details).await.map(Json)
}

/// Switch a certificate on or off in some of its states, and note numbers that were looked up.
#[utoipa::path(post, path = "/certificates/{certificate_id}/jurisdictions", request_body = ChangeJurisdictions, responses((status = 200, body = CertificateWithDownload)))]
pub(super) async fn change_jurisdictions(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<ChangeJurisdictions>,
) -> Result<Json<CertificateWithDownload>, Problem> {
    let changes: Vec<_> = body.jurisdictions.unwrap_or_default().0.into_iter().map(|change| change.0.into()).collect();
    let details = reviews::change_states(&services, &actor, known(&id)?, &changes).await.map_err(refused)?;
    with_download(&services, &actor, details).await.map(Json)
}

fn known(id: &str) -> Result<CertificateId, Problem> {
    id.parse().map_err(|_| Problem::no_certificate())
}

fn refused(error: services::Error) -> Problem {
    or(error, Problem::no_certificate)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "reason": "The signature is missing." }))]
pub(super) struct Decision {
    /// Why; it stays with the certificate.
    #[schema(required, value_type = Why)]
    reason: Option<String>,
}

impl Decision {
    fn reason(self) -> String {
        self.reason.unwrap_or_default()
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "fields": ["legal_name"], "reason": "The name differs from the one on the invoice." }))]
pub(super) struct RequestInfo {
    /// What to look at again, as `legal_name`, `file` or `number-US-OH`; an unknown one is refused with the list.
    #[schema(required, value_type = Vec<String>, min_items = 1, max_items = 120)]
    fields: Option<List<String, { InfoField::MOST }>>,
    /// What is wrong, in your words to the buyer.
    #[schema(required, value_type = Why)]
    reason: Option<String>,
}

impl From<RequestInfo> for NewInfoRequest {
    fn from(body: RequestInfo) -> Self {
        Self { fields: body.fields.unwrap_or_default().0, reason: body.reason.unwrap_or_default() }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "jurisdictions": [{ "jurisdiction_id": "US-OH", "active": false, "number_verified": true }] }))]
pub(super) struct ChangeJurisdictions {
    /// One entry a state.
    #[schema(required, value_type = Vec<ChangeJurisdiction>, min_items = 1, max_items = 60)]
    jurisdictions: Option<List<Object<ChangeJurisdiction>, MOST_STATES>>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChangeJurisdiction {
    /// One of the certificate's.
    #[schema(required, value_type = Jurisdiction)]
    jurisdiction_id: Option<String>,
    /// Whether it counts there; as before unless given.
    active: Option<bool>,
    /// Whether somebody looked the number up with the state; it cannot be taken back.
    number_verified: Option<bool>,
}

impl From<ChangeJurisdiction> for NewStateChange {
    fn from(body: ChangeJurisdiction) -> Self {
        Self {
            jurisdiction_id: body.jurisdiction_id.unwrap_or_default(),
            active: body.active,
            number_verified: body.number_verified,
        }
    }
}
