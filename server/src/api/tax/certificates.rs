//! Certificates: list and read.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use domain::{CertificateId, CertificateStatus, CertificateType};
use serde::{Deserialize, Serialize};
use services::{
    Actor, Page, Services, certificates,
    certificates::{CertificateDetails, ListFilter},
};

use super::{
    Caller, CustomerReference,
    error::{Problem, Problems, or},
    extract::{Path, Query},
    filter::{self, page_cursor, page_limit, window, word},
    instant,
};

/// Certificates, newest first. A list mints no download URLs.
pub(super) async fn list_certificates(
    State(services): State<Services>,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<CertificateList>, Problem> {
    let filter = query.read()?;
    let customer = filter::customer(&services, &actor, query.customer_id.as_deref(), query.id_type.as_deref()).await?;
    if customer == Some(None) {
        return Ok(Json(Page { rows: vec![], next_cursor: None }.into()));
    }
    let filter = ListFilter { customer: customer.flatten(), ..filter };
    Ok(Json(certificates::list(&services, &actor, filter).await?.into()))
}

/// Read a certificate, with a URL of its document that lives one hour; null until there is one.
pub(super) async fn find_certificate(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<Json<CertificateWithDownload>, Problem> {
    let id = id.parse().map_err(|_| Problem::no_certificate())?;
    let details =
        certificates::find(&services, &actor, id).await.map_err(|error| or(error, Problem::no_certificate))?;
    with_download(&services, &actor, details).await.map(Json)
}

/// A certificate as it is shown alone.
pub(super) async fn with_download(
    services: &Services,
    actor: &Actor,
    details: CertificateDetails,
) -> Result<CertificateWithDownload, Problem> {
    let download_url = certificates::download_url(services, actor, &details.certificate).await?;
    Ok(CertificateWithDownload { certificate: details.into(), download_url })
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
            customer: None,
            jurisdiction: problems.read(word("jurisdiction", self.jurisdiction.as_deref())),
            status: problems.read(word("status", self.status.as_deref())),
            certificate_type: problems.read(word("certificate_type_id", self.certificate_type_id.as_deref())),
            created: window(&mut problems, ("created_after", self.created_after.as_deref()), created_until),
            updated: window(&mut problems, ("updated_after", self.updated_after.as_deref()), updated_until),
            after: problems.read(page_cursor(self.cursor.as_deref())),
            limit: problems.read(page_limit(self.limit.as_deref())),
        };
        problems.end()?;
        Ok(filter)
    }
}

/// Numeral's `tax.exemption_certificate`.
#[derive(Serialize)]
pub(super) struct CertificateResponse {
    id: String,
    object: &'static str,
    status: CertificateStatus,
    certificate_type: TypeResponse,
    customer: Option<CustomerReference>,
    jurisdictions: Vec<JurisdictionResponse>,
    effective_date: Option<NaiveDate>,
    expiration_date: Option<NaiveDate>,
    created_at: String,
    updated_at: String,
    livemode: bool,
}

/// A single certificate: `download_url` is null, never left out.
#[derive(Serialize)]
pub(super) struct CertificateWithDownload {
    #[serde(flatten)]
    certificate: CertificateResponse,
    download_url: Option<String>,
}

#[derive(Serialize)]
struct TypeResponse {
    id: String,
    name: &'static str,
    certificate_identifier: &'static str,
}

#[derive(Serialize)]
struct JurisdictionResponse {
    jurisdiction_id: &'static str,
    status: CertificateStatus,
    effective_date: NaiveDate,
    expiration_date: Option<NaiveDate>,
}

impl From<CertificateType> for TypeResponse {
    fn from(kind: CertificateType) -> Self {
        Self { id: kind.number().to_string(), name: kind.name(), certificate_identifier: kind.id() }
    }
}

impl From<CertificateDetails> for CertificateResponse {
    fn from(details: CertificateDetails) -> Self {
        let status = details.status();
        let jurisdiction = |line: &domain::CertificateJurisdiction| JurisdictionResponse {
            jurisdiction_id: line.jurisdiction.code(),
            status: details.status_in(line),
            effective_date: line.effective_on,
            expiration_date: details.last_day_in(line),
        };
        let expiration_date = details.expires_on();
        let CertificateDetails { certificate, customer, .. } = &details;
        Self {
            id: certificate.id.to_string(),
            object: "tax.exemption_certificate",
            status,
            certificate_type: certificate.certificate_type.into(),
            customer: CustomerReference::of(customer),
            jurisdictions: certificate.jurisdictions.iter().map(jurisdiction).collect(),
            effective_date: certificate.effective_on(),
            expiration_date,
            created_at: instant(certificate.created_at),
            updated_at: instant(certificate.updated_at),
            livemode: certificate.livemode,
        }
    }
}

#[derive(Serialize)]
pub(super) struct CertificateList {
    object: &'static str,
    certificates: Vec<CertificateResponse>,
    has_more: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

impl From<Page<CertificateDetails, CertificateId>> for CertificateList {
    fn from(page: Page<CertificateDetails, CertificateId>) -> Self {
        Self {
            object: "list",
            has_more: page.next_cursor.is_some(),
            next_cursor: page.next_cursor.map(|id| id.to_string()),
            certificates: page.rows.into_iter().map(Into::into).collect(),
        }
    }
}
