//! Exemption certificates: made by what they say, read, listed, changed, deleted.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use domain::{
    CertificateId, CertificateJurisdiction, Coverage, CustomerId, DocumentId, Verification,
    filing::{FilingChange, NewFiling},
};
use serde::{Deserialize, Serialize};
use services::{Error, Services, certificates, certificates::CertificateDetails, filings};

use super::{
    Caller, Success,
    body::{Body, Object},
    extract::{Path, Query},
    jurisdictions::{CreateJurisdiction, JurisdictionResponse},
    page_limit, unix, wrong_cursor,
};
use crate::api::problem::{Problem, or};

/// Make a certificate. Its file may come with it or later.
pub(super) async fn create_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    Body(body): Body<CreateCertificate>,
) -> Result<(StatusCode, Json<Success<CertificateResponse>>), Problem> {
    let customer = body.customer()?;
    let file = file(body.file_id.as_deref())?;
    let filed = filings::create(&services, &actor, customer, &body.into(), file).await;
    let data = filed.map_err(|error| or(error, Problem::no_such_customer))?.into();
    let message = "Successfully created exemption certificate.";
    Ok((StatusCode::CREATED, Json(Success { data, message })))
}

/// Read a certificate.
pub(super) async fn find_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<Json<Success<CertificateResponse>>, Problem> {
    let details = certificates::find(&services, &actor, known(&id)?).await.map_err(refused)?;
    Ok(Json(Success { data: details.into(), message: "Successfully fetched exemption certificate." }))
}

/// The certificates of a customer, newest first.
pub(super) async fn list_certificates(
    State(services): State<Services>,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<Success<CertificateList>>, Problem> {
    let customer = wanted_customer(query.customer_id.as_deref())?;
    let limit = page_limit(query.limit.as_deref())?;
    let after = query.cursor.as_deref().map(|text| CertificateId::read(text).ok_or_else(|| wrong_cursor(text)));
    let found = filings::list(&services, &actor, customer, after.transpose()?, limit).await;
    let (page, total_exemptions) = found.map_err(|error| or(error, Problem::no_such_customer))?;
    let data = CertificateList {
        cursor: page.next_cursor.map(|id| id.0.to_string()),
        exemption_certificates: page.rows.into_iter().map(Into::into).collect(),
        total_exemptions,
    };
    Ok(Json(Success { data, message: "Successfully fetched exemption certificates." }))
}

/// Change what a certificate says as a whole, or give it a file.
pub(super) async fn update_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<UpdateCertificate>,
) -> Result<Json<Success<CertificateResponse>>, Problem> {
    let change = FilingChange {
        document: file(body.file_id.as_deref())?,
        effective_date: body.effective_date,
        number: body.exemption_certificate_number,
    };
    let details = filings::update(&services, &actor, known(&id)?, &change).await.map_err(refused)?;
    Ok(Json(Success { data: details.into(), message: "Successfully updated exemption certificate." }))
}

/// Delete a certificate; its file stays.
pub(super) async fn delete_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<StatusCode, Problem> {
    filings::delete(&services, &actor, known(&id)?).await.map_err(refused)?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) fn known(id: &str) -> Result<CertificateId, Problem> {
    CertificateId::read(id).ok_or_else(Problem::no_exemption_certificate)
}

pub(super) fn refused(error: Error) -> Problem {
    or(error, Problem::no_exemption_certificate)
}

fn file(id: Option<&str>) -> Result<Option<DocumentId>, Problem> {
    let read = |id| DocumentId::read(id).ok_or_else(|| Error::NoSuchFile.into());
    id.filter(|id| !id.is_empty()).map(read).transpose()
}

/// Whose certificates or exemptions are listed; somebody's they must be.
pub(super) fn wanted_customer(id: Option<&str>) -> Result<CustomerId, Problem> {
    let id = id.filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Problem::missing("customer_id: say whose, by the id of a customer."))?;
    CustomerId::read(id).ok_or_else(Problem::no_such_customer)
}

/// What narrows the list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    /// Whose certificates.
    customer_id: Option<String>,
    /// How many on a page, 1 to 100; 10 unless given.
    limit: Option<String>,
    /// The `cursor` of the page before.
    cursor: Option<String>,
}

/// A certificate that is to be made.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateCertificate {
    /// Whose it is.
    customer_id: Option<String>,
    /// Its file, as `POST /files` answered it.
    file_id: Option<String>,
    /// The first day on which it holds, as `2026-05-01`.
    effective_date: Option<String>,
    /// How far it reaches: `SINGLE_STATE`, `MULTI_STATE`, `BLANKET`, `SST` or `MTC`.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// The number that the authority gave the certificate, 20 characters at most.
    exemption_certificate_number: Option<String>,
    /// One entry a state, at least one.
    jurisdictions: Option<Vec<Object<CreateJurisdiction>>>,
}

impl CreateCertificate {
    fn customer(&self) -> Result<CustomerId, Problem> {
        let id = self.customer_id.as_deref().filter(|id| !id.is_empty());
        let missing = || Problem::in_body("MISSING_FIELD", "customer_id", "Give the id of a customer.");
        CustomerId::read(id.ok_or_else(missing)?).ok_or_else(Problem::no_such_customer)
    }
}

impl From<CreateCertificate> for NewFiling {
    fn from(body: CreateCertificate) -> Self {
        Self {
            effective_date: body.effective_date.unwrap_or_default(),
            coverage: body.kind.unwrap_or_default(),
            number: body.exemption_certificate_number.unwrap_or_default(),
            jurisdictions: body.jurisdictions.unwrap_or_default().into_iter().map(|one| one.0.into()).collect(),
        }
    }
}

/// What changes about a certificate; at least one of them. Null is the same as left out.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct UpdateCertificate {
    /// The first day on which it holds, in all its states.
    effective_date: Option<String>,
    /// The number of the certificate; an empty text takes it away.
    exemption_certificate_number: Option<String>,
    /// Its file, as `POST /files` answered it.
    file_id: Option<String>,
}

/// Commenda's exemption certificate.
#[derive(Serialize)]
pub(super) struct CertificateResponse {
    /// The certificate, by a UUID; `/tax` puts `cert_` before it.
    id: String,
    /// Whose it is, by a UUID.
    customer_id: String,
    /// Its file, by a UUID; null: there is none yet.
    file_id: Option<String>,
    /// How far it reaches.
    #[serde(rename = "type")]
    kind: Coverage,
    /// Where the review is.
    verification_status: Verification,
    /// The number that the authority gave the certificate.
    exemption_certificate_number: Option<String>,
    /// The first day on which it holds anywhere.
    effective_date: Option<NaiveDate>,
    /// When it came, in seconds since 1970.
    created_at: i64,
    /// One entry a state.
    jurisdictions: Vec<JurisdictionResponse>,
}

impl From<CertificateDetails> for CertificateResponse {
    fn from(details: CertificateDetails) -> Self {
        let line = |line: &CertificateJurisdiction| JurisdictionResponse::of(&details, line);
        let certificate = &details.certificate;
        Self {
            id: certificate.id.0.to_string(),
            customer_id: certificate.customer_id.0.to_string(),
            file_id: certificate.document_id.map(|id| id.0.to_string()),
            kind: certificate.coverage(),
            verification_status: certificate.review.into(),
            exemption_certificate_number: certificate.certificate_number.clone(),
            effective_date: certificate.effective_on(),
            created_at: unix(certificate.created_at),
            jurisdictions: certificate.jurisdictions.iter().map(line).collect(),
        }
    }
}

/// A page of certificates.
#[derive(Serialize)]
pub(super) struct CertificateList {
    /// The certificates, newest first.
    exemption_certificates: Vec<CertificateResponse>,
    /// Where the next page begins; left out on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
    /// How many states all the customer's certificates name, each certificate counted for itself.
    total_exemptions: i64,
}
