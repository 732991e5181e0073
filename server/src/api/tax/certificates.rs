//! Certificates: list and read.

use axum::{Json, extract::State};
use chrono::NaiveDate;
use domain::{CertificateId, CertificateStatus, CertificateType, Jurisdiction};
use serde::{Deserialize, Serialize};
use services::{
    Actor, Page, Services, certificates,
    certificates::{CertificateDetails, ListFilter},
};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::describe::texts::{IdType, Moment},
    Caller, CustomerReference, Instant,
    error::{Problem, Problems, or},
    extract::{Path, Query, page_limit},
    filter::{self, page_cursor, window, word},
    instant,
};

/// Certificates, newest first. A list mints no download URLs.
///
/// Since a status is worked out from the day, a page of one may hold fewer rows than `limit` and still have a `next_cursor`.
#[utoipa::path(get, path = "/certificates", params(ListQuery), responses((status = 200, body = CertificateList)))]
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

/// Read a certificate, with a URL of its document that lives one hour.
#[utoipa::path(get, path = "/certificates/{certificate_id}", responses((status = 200, body = CertificateWithDownload)))]
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

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// What they are today; with `jurisdiction`: there.
    #[param(inline, value_type = Option<CertificateStatus>)]
    status: Option<String>,
    /// One customer's alone; an unknown one gives an empty list.
    #[param(example = "cust_01a1fd0a-d678-7469-b35c-134210db4eed")]
    customer_id: Option<String>,
    #[param(inline, value_type = Option<IdType>)]
    id_type: Option<String>,
    /// Certificates on this document.
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
    #[param(inline, value_type = Option<CertificateId>)]
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
#[derive(Serialize, ToSchema)]
#[schema(as = Certificate)]
pub(super) struct CertificateResponse {
    id: CertificateId,
    #[schema(example = "tax.exemption_certificate")]
    object: &'static str,
    /// The best of its jurisdictions.
    status: CertificateStatus,
    certificate_type: TypeResponse,
    /// Null where the customer is archived.
    #[schema(required)]
    customer: Option<CustomerReference>,
    jurisdictions: Vec<JurisdictionResponse>,
    /// The earliest of all jurisdictions.
    #[schema(required)]
    effective_date: Option<NaiveDate>,
    /// The earliest of all jurisdictions; null: no end is known.
    #[schema(required)]
    expiration_date: Option<NaiveDate>,
    created_at: Instant,
    updated_at: Instant,
    livemode: bool,
}

/// A single certificate: `download_url` is null, never left out.
#[derive(Serialize, ToSchema)]
pub(super) struct CertificateWithDownload {
    #[serde(flatten)]
    certificate: CertificateResponse,
    /// Where the document can be read for one hour, by anybody who has this; null until it is stored and checked.
    #[schema(required, format = Uri)]
    download_url: Option<String>,
}

/// Which document it is.
#[derive(Serialize, ToSchema)]
#[schema(as = DocumentType)]
struct TypeResponse {
    /// Its number.
    #[schema(example = "2")]
    id: String,
    /// Its title.
    name: &'static str,
    certificate_identifier: CertificateType,
}

/// What it is worth in one state.
#[derive(Serialize, ToSchema)]
#[schema(as = CertificateJurisdiction)]
struct JurisdictionResponse {
    jurisdiction_id: Jurisdiction,
    status: CertificateStatus,
    effective_date: NaiveDate,
    /// Its last day: the earliest of what the document says, the state's rule and your policy. Null: no end is known.
    #[schema(required)]
    expiration_date: Option<NaiveDate>,
}

impl From<CertificateType> for TypeResponse {
    fn from(kind: CertificateType) -> Self {
        Self { id: kind.number().to_string(), name: kind.name(), certificate_identifier: kind }
    }
}

impl From<CertificateDetails> for CertificateResponse {
    fn from(details: CertificateDetails) -> Self {
        let status = details.status();
        let jurisdiction = |line: &domain::CertificateJurisdiction| JurisdictionResponse {
            jurisdiction_id: line.jurisdiction,
            status: details.status_in(line),
            effective_date: line.effective_on,
            expiration_date: details.last_day_in(line),
        };
        let expiration_date = details.expires_on();
        let CertificateDetails { certificate, customer, .. } = &details;
        Self {
            id: certificate.id,
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

#[derive(Serialize, ToSchema)]
pub(super) struct CertificateList {
    #[schema(example = "list")]
    object: &'static str,
    certificates: Vec<CertificateResponse>,
    has_more: bool,
    /// Left out on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_cursor: Option<CertificateId>,
}

impl From<Page<CertificateDetails, CertificateId>> for CertificateList {
    fn from(page: Page<CertificateDetails, CertificateId>) -> Self {
        Self {
            object: "list",
            has_more: page.next_cursor.is_some(),
            next_cursor: page.next_cursor,
            certificates: page.rows.into_iter().map(Into::into).collect(),
        }
    }
}
