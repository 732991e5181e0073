//! Exemption certificates: made by what they say, read, listed, changed, deleted.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use domain::{
    CertificateId, CertificateJurisdiction, Coverage, CustomerId, DocumentId, MOST_STATES, Verification,
    filing::{FilingChange, NewFiling},
    request::NotChanged,
};
use serde::{Deserialize, Serialize};
use services::{Error, Services, certificates, certificates::CertificateDetails, filings};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::describe::texts::{
        CommendaCertificateId, CommendaCustomerId, CommendaFileId, CommendaNumber, Day, DayOrNull,
    },
    Caller, Success,
    body::{Body, Judge, Judged, List, Object},
    extract::{Path, Query, page_limit},
    jurisdictions::{CreateJurisdiction, JurisdictionResponse},
    unix, wrong_cursor,
};
use crate::api::problem::{Problem, or};

pub(super) type CertificateAnswer = Success<CertificateResponse>;
type CertificatesAnswer = Success<CertificateList>;

/// Make a certificate. Its file may come with it or later.
#[utoipa::path(post, path = "/exemption-certificates", request_body = CreateCertificate, responses(
    (status = 201, description = "Successfully created exemption certificate.", body = CertificateAnswer),
    (status = 400, description = "DUPLICATE_STATE_FOR_CERTIFICATE"),
    (status = 404, description = "CUSTOMER_NOT_FOUND, FILE_NOT_FOUND"),
    (status = 409, description = "CUSTOMER_ARCHIVED"),
))]
pub(super) async fn create_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    Judged(body): Judged<CreateCertificate>,
) -> Result<(StatusCode, Json<CertificateAnswer>), Problem> {
    let customer = match body.customer() {
        Ok(customer) => customer,
        Err(problem) => return Err(body.judge().unwrap_or(problem)),
    };
    let file = file(body.file_id.as_deref())?;
    let filed = filings::create(&services, &actor, customer, &body.into(), file).await;
    let data = filed.map_err(|error| or(error, Problem::no_such_customer))?.into();
    let message = "Successfully created exemption certificate.";
    Ok((StatusCode::CREATED, Json(Success { data, message })))
}

/// Read a certificate.
#[utoipa::path(get, path = "/exemption-certificates/{exemption_certificate_id}", responses(
    (status = 200, description = "Successfully fetched exemption certificate.", body = CertificateAnswer),
))]
pub(super) async fn find_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<Json<CertificateAnswer>, Problem> {
    let details = certificates::find(&services, &actor, known(&id)?).await.map_err(refused)?;
    Ok(Json(Success { data: details.into(), message: "Successfully fetched exemption certificate." }))
}

/// The certificates of a customer, newest first.
#[utoipa::path(get, path = "/exemption-certificates", params(ListQuery), responses(
    (status = 200, description = "Successfully fetched exemption certificates.", body = CertificatesAnswer),
    (status = 404, description = "CUSTOMER_NOT_FOUND"),
))]
pub(super) async fn list_certificates(
    State(services): State<Services>,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<CertificatesAnswer>, Problem> {
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
///
/// One that was verified and says something else now, or has another file, waits for verification again.
#[utoipa::path(post, path = "/exemption-certificates/{exemption_certificate_id}", request_body = UpdateCertificate, responses(
    (status = 200, description = "Successfully updated exemption certificate.", body = CertificateAnswer),
    (status = 404, description = "FILE_NOT_FOUND"),
))]
pub(super) async fn update_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<UpdateCertificate>,
) -> Result<Json<CertificateAnswer>, Problem> {
    let change = FilingChange {
        document: file(body.file_id.as_deref())?,
        effective_date: body.effective_date,
        number: body.exemption_certificate_number,
    };
    let details = filings::update(&services, &actor, known(&id)?, &change).await.map_err(refused)?;
    Ok(Json(Success { data: details.into(), message: "Successfully updated exemption certificate." }))
}

/// Delete a certificate; its file stays.
#[utoipa::path(delete, path = "/exemption-certificates/{exemption_certificate_id}", responses((status = 204)))]
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
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Whose certificates.
    #[param(inline, required, value_type = CommendaCustomerId)]
    customer_id: Option<String>,
    /// How many rows a page has.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 10)]
    limit: Option<String>,
    /// The `cursor` of the page before.
    #[param(inline, value_type = Option<CommendaCertificateId>)]
    cursor: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommendaCreateCertificate, example = json!({
    "customer_id": "01a1fd0a-d678-7469-b35c-134210db4eed", "effective_date": "2023-12-25", "type": "SINGLE_STATE",
    "jurisdictions": [{
        "identification_type": "FEIN", "identification_number": "12-3456789", "country": "US", "state": "CA",
        "reason": "PURPOSE_RESALE", "end_date": "2025-12-31", "is_active": true,
    }],
    "file_id": "3c90c3cc-0d44-4b50-8888-8dd25736052a", "exemption_certificate_number": "EX-12345",
}))]
pub(super) struct CreateCertificate {
    /// Whose it is.
    #[schema(required, value_type = CommendaCustomerId)]
    customer_id: Option<String>,
    /// Its file, as `POST /api/v1/files` answered it.
    #[schema(value_type = Option<CommendaFileId>)]
    file_id: Option<String>,
    /// The first day on which it holds.
    #[schema(required, value_type = Day)]
    effective_date: Option<String>,
    /// How far it reaches. A `SINGLE_STATE` one has one jurisdiction.
    #[serde(rename = "type")]
    #[schema(required, value_type = Coverage)]
    kind: Option<String>,
    /// The number that the authority gave the certificate.
    #[schema(value_type = Option<CommendaNumber>)]
    exemption_certificate_number: Option<String>,
    /// One entry a state.
    #[schema(required, value_type = Vec<CreateJurisdiction>, min_items = 1, max_items = 60)]
    jurisdictions: Option<List<Object<CreateJurisdiction>, MOST_STATES>>,
}

impl CreateCertificate {
    fn customer(&self) -> Result<CustomerId, Problem> {
        let id = self.customer_id.as_deref().filter(|id| !id.is_empty());
        let missing = || Problem::in_body("MISSING_FIELD", "customer_id", "Give the id of a customer.");
        CustomerId::read(id.ok_or_else(missing)?).ok_or_else(Problem::no_such_customer)
    }
}

impl Judge for CreateCertificate {
    fn judge(self) -> Option<Problem> {
        let customer = self.customer().err().filter(|problem| !problem.faults.is_empty());
        let rest = match NewFiling::from(self).check() {
            Err(NotChanged::Invalid(invalid)) => Some(invalid.into()),
            _ => None,
        };
        Problem::all(customer.into_iter().chain(rest).collect())
    }
}

impl From<CreateCertificate> for NewFiling {
    fn from(body: CreateCertificate) -> Self {
        Self {
            effective_date: body.effective_date.unwrap_or_default(),
            coverage: body.kind.unwrap_or_default(),
            number: body.exemption_certificate_number.unwrap_or_default(),
            jurisdictions: body.jurisdictions.unwrap_or_default().0.into_iter().map(|one| one.0.into()).collect(),
        }
    }
}

/// One of them is needed at least; null is the same as left out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommendaUpdateCertificate, example = json!({ "exemption_certificate_number": "EX-12345" }))]
pub(super) struct UpdateCertificate {
    /// The first day on which it holds, in all its states. It cannot be cleared.
    #[schema(required = false, value_type = DayOrNull)]
    effective_date: Option<String>,
    /// The number of the certificate; an empty text clears it.
    #[schema(value_type = Option<CommendaNumber>)]
    exemption_certificate_number: Option<String>,
    /// Its file, as `POST /api/v1/files` answered it. It cannot be taken away.
    #[schema(value_type = Option<CommendaFileId>)]
    file_id: Option<String>,
}

/// Commenda's exemption certificate.
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaCertificate, example = json!({
    "id": "01a1fd0b-2c11-7d20-9a4e-5f0be19d3c07", "customer_id": "01a1fd0a-d678-7469-b35c-134210db4eed",
    "file_id": "3c90c3cc-0d44-4b50-8888-8dd25736052a", "type": "SINGLE_STATE",
    "verification_status": "VERIFICATION_PENDING", "exemption_certificate_number": "EX-12345",
    "effective_date": "2023-12-25", "created_at": 1704067200,
    "jurisdictions": [{
        "country": "US", "state": "CA", "reason": "PURPOSE_RESALE", "is_active": true, "end_date": "2025-12-31",
        "identification_type": "FEIN", "identification_number": "12-3456789", "is_expired": false,
        "created_at": 1704067200,
    }],
}))]
pub(super) struct CertificateResponse {
    #[schema(value_type = CommendaCertificateId)]
    id: String,
    /// Whose it is.
    #[schema(value_type = CommendaCustomerId)]
    customer_id: String,
    /// Its file; null: there is none yet.
    #[schema(required, value_type = Option<CommendaFileId>)]
    file_id: Option<String>,
    #[serde(rename = "type")]
    kind: Coverage,
    verification_status: Verification,
    /// The number that the authority gave the certificate.
    #[schema(required)]
    exemption_certificate_number: Option<String>,
    /// The first day on which it holds anywhere.
    #[schema(required)]
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
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaCertificateList)]
pub(super) struct CertificateList {
    /// The certificates, newest first.
    exemption_certificates: Vec<CertificateResponse>,
    /// Where the next page begins; left out on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, value_type = CommendaCertificateId)]
    cursor: Option<String>,
    /// How many states all the customer's certificates name, each certificate counted for itself.
    #[schema(example = 1)]
    total_exemptions: i64,
}
