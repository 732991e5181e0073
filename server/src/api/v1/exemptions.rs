//! Exemptions of a customer: what its certificates say, state by state.

use std::{fmt::Display, str::FromStr};

use axum::{Json, extract::State};
use chrono::NaiveDate;
use domain::{CertificateId, Coverage, Jurisdiction, Verification};
use serde::{Deserialize, Serialize};
use services::{
    Services, filings,
    filings::{Exemption, Filter},
};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::describe::texts::{
        CommendaActivity, CommendaCertificateId, CommendaCoverages, CommendaCustomerId, CommendaExemptionCursor,
        CommendaExpiration, CommendaFileId, CommendaJurisdictions,
    },
    Caller, Success,
    certificates::wanted_customer,
    extract::{Query, page_limit},
    jurisdiction,
    jurisdictions::JurisdictionResponse,
    unix, wrong_cursor,
};
use crate::api::problem::{Problem, Problems, or};

type ExemptionsAnswer = Success<ExemptionList>;

/// The exemptions of a customer, those of its newest certificate first.
#[utoipa::path(get, path = "/exemptions", params(ListQuery), responses(
    (status = 200, description = "Successfully fetched exemptions.", body = ExemptionsAnswer),
    (status = 404, description = "CUSTOMER_NOT_FOUND"),
))]
pub(super) async fn list_exemptions(
    State(services): State<Services>,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<ExemptionsAnswer>, Problem> {
    let customer = wanted_customer(query.customer_id.as_deref())?;
    let filter = query.read()?;
    let found = filings::exemptions(&services, &actor, customer, &filter).await;
    let found = found.map_err(|error| or(error, Problem::no_such_customer))?;
    let data = ExemptionList {
        exemptions: found.page.rows.into_iter().map(Into::into).collect(),
        total_exemptions: found.total,
        cursor: found.page.next_cursor.map(|(id, state)| format!("{}_{}", id.0, state.code().replace('-', "_"))),
    };
    Ok(Json(Success { data, message: "Successfully fetched exemptions." }))
}

/// What narrows the list.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Whose exemptions.
    #[param(inline, required, value_type = CommendaCustomerId)]
    customer_id: Option<String>,
    #[param(inline, value_type = Option<CommendaCoverages>)]
    certificate_types: Option<String>,
    #[param(inline, value_type = Option<CommendaJurisdictions>)]
    exemption_jurisdiction: Option<String>,
    #[param(inline, value_type = Option<CommendaExpiration>)]
    expiration_status: Option<String>,
    #[param(inline, value_type = Option<CommendaActivity>)]
    exemption_status: Option<String>,
    /// The `cursor` of the page before.
    #[param(inline, value_type = Option<CommendaExemptionCursor>)]
    cursor: Option<String>,
    /// How many rows a page has.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 10)]
    limit: Option<String>,
}

impl ListQuery {
    /// Everything but the customer; all problems at once.
    fn read(&self) -> Result<Filter, Problem> {
        let mut problems = Problems::default();
        let filter = Filter {
            coverage: problems.read(listed("certificate_types", self.certificate_types.as_deref(), word::<Coverage>)),
            jurisdictions: problems.read(listed(
                "exemption_jurisdiction",
                self.exemption_jurisdiction.as_deref(),
                |text| jurisdiction(text).ok_or_else(|| format!("{text:?} is no jurisdiction: use one such as US_CA")),
            )),
            expired: problems.read(either("expiration_status", self.expiration_status.as_deref(), "EXPIRED", "ACTIVE")),
            active: problems.read(either("exemption_status", self.exemption_status.as_deref(), "ACTIVE", "INACTIVE")),
            after: problems.read(self.cursor.as_deref().map(cursor).transpose()),
            limit: problems.read(page_limit(self.limit.as_deref())),
        };
        problems.end()?;
        Ok(filter)
    }
}

/// The values of a parameter that has commas between them.
fn listed<T>(name: &str, text: Option<&str>, parse: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, Problem> {
    let parts = text.unwrap_or_default().split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(parse).collect::<Result<_, _>>().map_err(|error| Problem::incorrect(format!("{name}: {error}.")))
}

fn word<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}

/// One of two words: whether it is the first. None: neither is given.
fn either(name: &str, text: Option<&str>, yes: &str, no: &str) -> Result<Option<bool>, Problem> {
    match text {
        None | Some("") => Ok(None),
        Some(word) if word == yes => Ok(Some(true)),
        Some(word) if word == no => Ok(Some(false)),
        Some(word) => Err(Problem::incorrect(format!("{name}: {word:?} is not known: use one of {yes}, {no}."))),
    }
}

/// The last exemption of a page, as `0199f0a2-…_US_CA`.
fn cursor(text: &str) -> Result<(CertificateId, Jurisdiction), Problem> {
    let parts = text.split_once('_').and_then(|(id, state)| Some((CertificateId::read(id)?, jurisdiction(state)?)));
    parts.ok_or_else(|| wrong_cursor(text))
}

/// A page of exemptions.
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaExemptionList)]
pub(super) struct ExemptionList {
    /// Those of the newest certificate first.
    exemptions: Vec<Wrapped>,
    /// How many there are on all pages.
    #[schema(example = 1)]
    total_exemptions: usize,
    /// Where the next page begins; left out on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, value_type = CommendaExemptionCursor)]
    cursor: Option<String>,
}

/// One row.
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaExemptionRow)]
struct Wrapped {
    exemption: ExemptionResponse,
}

/// An exemption with its certificate.
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaExemptionWithCertificate)]
struct ExemptionResponse {
    #[serde(flatten)]
    line: JurisdictionResponse,
    /// The certificate that says it.
    certificate: CertificateSummary,
}

/// A certificate without its jurisdictions.
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaCertificateSummary, example = json!({
    "id": "01a1fd0b-2c11-7d20-9a4e-5f0be19d3c07", "customer_id": "01a1fd0a-d678-7469-b35c-134210db4eed",
    "type": "SINGLE_STATE", "verification_status": "VERIFICATION_SUCCESS", "exemption_certificate_number": "EX-12345",
    "effective_date": "2023-12-25", "created_at": 1704067200, "file_id": "3c90c3cc-0d44-4b50-8888-8dd25736052a",
}))]
struct CertificateSummary {
    #[schema(value_type = CommendaCertificateId)]
    id: String,
    /// Whose it is.
    #[schema(value_type = CommendaCustomerId)]
    customer_id: String,
    #[serde(rename = "type")]
    kind: Coverage,
    verification_status: Verification,
    /// The number of the certificate.
    #[schema(required)]
    exemption_certificate_number: Option<String>,
    /// The first day on which it holds anywhere.
    #[schema(required)]
    effective_date: Option<NaiveDate>,
    /// When it came, in seconds since 1970.
    created_at: i64,
    /// Its file; null: there is none yet.
    #[schema(required, value_type = Option<CommendaFileId>)]
    file_id: Option<String>,
}

impl From<Exemption> for Wrapped {
    fn from(Exemption { details, line }: Exemption) -> Self {
        let certificate = &details.certificate;
        let summary = CertificateSummary {
            id: certificate.id.0.to_string(),
            customer_id: certificate.customer_id.0.to_string(),
            kind: certificate.coverage(),
            verification_status: certificate.review.into(),
            exemption_certificate_number: certificate.certificate_number.clone(),
            effective_date: certificate.effective_on(),
            created_at: unix(certificate.created_at),
            file_id: certificate.document_id.map(|id| id.0.to_string()),
        };
        let line = JurisdictionResponse::of(&details, &line);
        Self { exemption: ExemptionResponse { line, certificate: summary } }
    }
}
