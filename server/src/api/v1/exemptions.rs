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

use super::{
    Caller, Success, certificates::wanted_customer, extract::Query, jurisdiction, jurisdictions::JurisdictionResponse,
    page_limit, unix, wrong_cursor,
};
use crate::api::problem::{Problem, Problems, or};

/// The exemptions of a customer, those of its newest certificate first.
pub(super) async fn list_exemptions(
    State(services): State<Services>,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<Success<ExemptionList>>, Problem> {
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
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    /// Whose exemptions.
    customer_id: Option<String>,
    /// Types of certificates with commas between them, as `SINGLE_STATE,MULTI_STATE`.
    certificate_types: Option<String>,
    /// Jurisdictions with commas between them, as `US_CA,US_NY`.
    exemption_jurisdiction: Option<String>,
    /// `ACTIVE`: not expired; or `EXPIRED`.
    expiration_status: Option<String>,
    /// `ACTIVE` or `INACTIVE`.
    exemption_status: Option<String>,
    /// The `cursor` of the page before.
    cursor: Option<String>,
    /// How many on a page, 1 to 100; 10 unless given.
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
#[derive(Serialize)]
pub(super) struct ExemptionList {
    /// The exemptions.
    exemptions: Vec<Wrapped>,
    /// How many there are on all pages.
    total_exemptions: usize,
    /// Where the next page begins; left out on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<String>,
}

#[derive(Serialize)]
struct Wrapped {
    /// An exemption with its certificate.
    exemption: ExemptionResponse,
}

/// An exemption with its certificate.
#[derive(Serialize)]
struct ExemptionResponse {
    #[serde(flatten)]
    line: JurisdictionResponse,
    /// The certificate that says it.
    certificate: CertificateSummary,
}

/// A certificate without its jurisdictions.
#[derive(Serialize)]
struct CertificateSummary {
    /// The certificate, by a UUID.
    id: String,
    /// Whose it is, by a UUID.
    customer_id: String,
    /// How far it reaches.
    #[serde(rename = "type")]
    kind: Coverage,
    /// Where the review is.
    verification_status: Verification,
    /// The number of the certificate.
    exemption_certificate_number: Option<String>,
    /// The first day on which it holds anywhere.
    effective_date: Option<NaiveDate>,
    /// When it came, in seconds since 1970.
    created_at: i64,
    /// Its file, by a UUID; null: there is none yet.
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
