//! What a certificate says of one state: added, changed, or several at once.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use domain::{
    CertificateJurisdiction, IdentificationType, MOST_STATES,
    filing::{ExemptionChange, NewExemption},
};
use serde::{Deserialize, Serialize};
use services::{Error, Services, certificates::CertificateDetails, filings};
use utoipa::ToSchema;

use super::{
    super::describe::texts::{
        CommendaCountry, CommendaReason, CommendaState, Day, FilledLine, IdentificationTypeOrNull, Line, ReasonOrNull,
    },
    Caller, Success,
    body::{Body, List, Object},
    certificates::{CertificateAnswer, known, refused},
    extract::{Path, Two},
    jurisdiction, unix,
};
use crate::api::problem::Problem;

type ExemptionAnswer = Success<JurisdictionResponse>;

/// Let a certificate say something of one more state.
#[utoipa::path(post, path = "/exemption-certificates/{exemption_certificate_id}/jurisdictions", request_body = CreateJurisdiction, responses(
    (status = 201, description = "Successfully created exemption.", body = ExemptionAnswer),
    (status = 400, description = "DUPLICATE_STATE_FOR_CERTIFICATE"),
))]
pub(super) async fn create_jurisdiction(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<CreateJurisdiction>,
) -> Result<(StatusCode, Json<ExemptionAnswer>), Problem> {
    let new = NewExemption::from(body);
    let details = filings::add_exemption(&services, &actor, known(&id)?, &new).await.map_err(refused)?;
    let data = JurisdictionResponse::in_state(&details, &format!("US_{}", new.state.trim()))?;
    Ok((StatusCode::CREATED, Json(Success { data, message: "Successfully created exemption." })))
}

/// Change what a certificate says of a state.
#[utoipa::path(post, path = "/exemption-certificates/{exemption_certificate_id}/jurisdictions/{jurisdiction}", request_body = UpdateJurisdiction, responses(
    (status = 200, description = "Successfully updated exemption.", body = ExemptionAnswer),
))]
pub(super) async fn update_jurisdiction(
    State(services): State<Services>,
    Caller(actor): Caller,
    Two(id, state): Two,
    Body(body): Body<UpdateJurisdiction>,
) -> Result<Json<ExemptionAnswer>, Problem> {
    let id = known(&id)?;
    let place = jurisdiction(&state).ok_or(Error::NoSuchExemption)?;
    let details = filings::change_exemption(&services, &actor, id, place, &body.into()).await.map_err(refused)?;
    let data = JurisdictionResponse::in_state(&details, &state)?;
    Ok(Json(Success { data, message: "Successfully updated exemption." }))
}

/// Add some states and change others: all of them, or none.
#[utoipa::path(post, path = "/exemption-certificates/{exemption_certificate_id}/jurisdictions/bulk_upsert", request_body = UpsertJurisdictions, responses(
    (status = 200, description = "Successfully updated exemptions.", body = CertificateAnswer),
    (status = 400, description = "DUPLICATE_STATE_FOR_CERTIFICATE"),
))]
pub(super) async fn upsert_jurisdictions(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<UpsertJurisdictions>,
) -> Result<Json<CertificateAnswer>, Problem> {
    let states: Vec<_> = body.jurisdictions.unwrap_or_default().0.into_iter().map(|one| one.0.into()).collect();
    let details = filings::upsert_exemptions(&services, &actor, known(&id)?, &states).await.map_err(refused)?;
    Ok(Json(Success { data: details.into(), message: "Successfully updated exemptions." }))
}

/// What a certificate says of one state.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommendaCreateExemption, example = json!({
    "country": "US", "state": "CA", "reason": "PURPOSE_RESALE", "identification_type": "STATE_TAX_ID",
    "identification_number": "12-3456789", "end_date": "2025-12-31", "is_active": true,
}))]
pub(super) struct CreateJurisdiction {
    #[schema(required, value_type = CommendaCountry)]
    country: Option<String>,
    #[schema(required, value_type = CommendaState)]
    state: Option<String>,
    #[schema(required, value_type = CommendaReason)]
    reason: Option<String>,
    #[schema(required, value_type = IdentificationType)]
    identification_type: Option<String>,
    /// The number that proves it.
    #[schema(required, value_type = FilledLine)]
    identification_number: Option<String>,
    /// The last day; none unless given.
    #[schema(value_type = Option<Day>)]
    end_date: Option<String>,
    /// Whether it counts; true unless given.
    is_active: Option<bool>,
}

impl From<CreateJurisdiction> for NewExemption {
    fn from(body: CreateJurisdiction) -> Self {
        Self {
            country: body.country.unwrap_or_default(),
            state: body.state.unwrap_or_default(),
            reason: body.reason.unwrap_or_default(),
            identification_type: body.identification_type.unwrap_or_default(),
            identification_number: body.identification_number.unwrap_or_default(),
            end_date: body.end_date.unwrap_or_default(),
            is_active: body.is_active,
        }
    }
}

/// One of them is needed at least; null is the same as left out.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommendaUpdateExemption, example = json!({ "is_active": false }))]
pub(super) struct UpdateJurisdiction {
    /// Why. It cannot be cleared.
    #[schema(required = false, value_type = ReasonOrNull)]
    reason: Option<String>,
    /// What kind of number it is. It cannot be cleared.
    #[schema(required = false, value_type = IdentificationTypeOrNull)]
    identification_type: Option<String>,
    /// The number that proves it; an empty text clears it.
    #[schema(value_type = Option<Line>)]
    identification_number: Option<String>,
    /// The last day; an empty text clears it.
    #[schema(value_type = Option<Day>)]
    end_date: Option<String>,
    /// Whether it counts.
    is_active: Option<bool>,
}

impl From<UpdateJurisdiction> for ExemptionChange {
    fn from(body: UpdateJurisdiction) -> Self {
        let UpdateJurisdiction { reason, identification_type, identification_number, end_date, is_active } = body;
        Self { reason, identification_type, identification_number, end_date, is_active }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommendaUpsertExemptions, example = json!({
    "jurisdictions": [{ "country": "US", "state": "CA", "end_date": "2027-12-31" }],
}))]
pub(super) struct UpsertJurisdictions {
    /// One entry a state.
    #[schema(required, value_type = Vec<UpsertJurisdiction>, min_items = 1, max_items = 60)]
    jurisdictions: Option<List<Object<UpsertJurisdiction>, MOST_STATES>>,
}

/// Of a state that the certificate names already, what is left out stays; another one needs reason and number.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommendaUpsertExemption)]
struct UpsertJurisdiction {
    #[schema(required, value_type = CommendaCountry)]
    country: Option<String>,
    #[schema(required, value_type = CommendaState)]
    state: Option<String>,
    #[schema(value_type = Option<CommendaReason>)]
    reason: Option<String>,
    #[schema(value_type = Option<IdentificationType>)]
    identification_type: Option<String>,
    /// The number that proves it.
    #[schema(value_type = Option<Line>)]
    identification_number: Option<String>,
    /// The last day.
    #[schema(value_type = Option<Day>)]
    end_date: Option<String>,
    /// Whether it counts.
    is_active: Option<bool>,
}

impl From<UpsertJurisdiction> for NewExemption {
    fn from(body: UpsertJurisdiction) -> Self {
        Self::from(CreateJurisdiction {
            country: body.country,
            state: body.state,
            reason: body.reason,
            identification_type: body.identification_type,
            identification_number: body.identification_number,
            end_date: body.end_date,
            is_active: body.is_active,
        })
    }
}

/// What a certificate says of one state, in Commenda's words.
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaExemption, example = json!({
    "country": "US", "state": "CA", "reason": "PURPOSE_RESALE", "identification_type": "STATE_TAX_ID",
    "identification_number": "12-3456789", "is_active": true, "is_expired": false, "end_date": "2025-12-31",
    "created_at": 1704067200,
}))]
pub(super) struct JurisdictionResponse {
    #[schema(value_type = CommendaCountry)]
    country: &'static str,
    #[schema(value_type = CommendaState)]
    state: &'static str,
    #[schema(value_type = CommendaReason)]
    reason: &'static str,
    /// Whether it counts: nobody has switched it off, and the certificate was not turned down.
    is_active: bool,
    /// The last day that the certificate states; null: none.
    #[schema(required)]
    end_date: Option<NaiveDate>,
    /// Null: there is no number.
    #[schema(required)]
    identification_type: Option<IdentificationType>,
    /// The number that proves it.
    #[schema(required)]
    identification_number: Option<String>,
    /// Whether its last day has passed, by what it states, by the state's law, and by your policy.
    is_expired: bool,
    /// When the certificate first said it, in seconds since 1970.
    created_at: i64,
}

impl JurisdictionResponse {
    pub(super) fn of(details: &CertificateDetails, line: &CertificateJurisdiction) -> Self {
        Self {
            country: "US",
            state: line.jurisdiction.postal_code(),
            reason: &line.reason.law().commenda,
            is_active: details.certificate.is_active_in(line),
            end_date: line.expires_on,
            identification_type: line.identification_type(),
            identification_number: line.number.clone(),
            is_expired: details.is_expired_in(line),
            created_at: unix(details.certificate.said_at(line)),
        }
    }

    fn in_state(details: &CertificateDetails, state: &str) -> Result<Self, Problem> {
        let state = jurisdiction(state);
        let line = details.certificate.jurisdictions.iter().find(|line| Some(line.jurisdiction) == state);
        Ok(Self::of(details, line.ok_or(Error::NoSuchExemption)?))
    }
}
