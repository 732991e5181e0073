//! What a reviewer decides about a certificate.

use axum::{Json, extract::State};
use domain::{CertificateId, NewInfoRequest, review::NewStateChange};
use serde::Deserialize;
use services::{Services, certificates, info_requests, reviews};

use super::{
    Caller,
    body::{Body, Object},
    certificate_requests::Nothing,
    certificates::{CertificateWithDownload, with_download},
    error::{Problem, or},
    extract::Path,
};

/// Approve a certificate that waits for review.
pub(super) async fn verify_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<CertificateWithDownload>, Problem> {
    let details = certificates::approve(&services, &actor, known(&id)?).await.map_err(refused)?;
    with_download(&services, &actor, details).await.map(Json)
}

/// Reject it, for a reason.
pub(super) async fn reject_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<Decision>,
) -> Result<Json<CertificateWithDownload>, Problem> {
    let details = reviews::reject(&services, &actor, known(&id)?, &body.reason()).await.map_err(refused)?;
    with_download(&services, &actor, details).await.map(Json)
}

/// Withdraw an approval, for a reason.
pub(super) async fn revoke_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<Decision>,
) -> Result<Json<CertificateWithDownload>, Problem> {
    let details = reviews::revoke(&services, &actor, known(&id)?, &body.reason()).await.map_err(refused)?;
    with_download(&services, &actor, details).await.map(Json)
}

/// Ask the buyer about some of its fields.
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

/// Switch it on or off in some of its states, and note numbers that were looked up.
pub(super) async fn change_jurisdictions(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<ChangeJurisdictions>,
) -> Result<Json<CertificateWithDownload>, Problem> {
    let changes: Vec<_> = body.jurisdictions.unwrap_or_default().into_iter().map(|change| change.0.into()).collect();
    let details = reviews::change_states(&services, &actor, known(&id)?, &changes).await.map_err(refused)?;
    with_download(&services, &actor, details).await.map(Json)
}

fn known(id: &str) -> Result<CertificateId, Problem> {
    id.parse().map_err(|_| Problem::no_certificate())
}

fn refused(error: services::Error) -> Problem {
    or(error, Problem::no_certificate)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Decision {
    reason: Option<String>,
}

impl Decision {
    fn reason(self) -> String {
        self.reason.unwrap_or_default()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestInfo {
    fields: Option<Vec<String>>,
    reason: Option<String>,
}

impl From<RequestInfo> for NewInfoRequest {
    fn from(body: RequestInfo) -> Self {
        Self { fields: body.fields.unwrap_or_default(), reason: body.reason.unwrap_or_default() }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChangeJurisdictions {
    jurisdictions: Option<Vec<Object<ChangeJurisdiction>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeJurisdiction {
    jurisdiction_id: Option<String>,
    active: Option<bool>,
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
