//! What a certificate says of one state: added, changed, or several at once.

use axum::{Json, extract::State, http::StatusCode};
use chrono::NaiveDate;
use domain::{
    CertificateJurisdiction, IdentificationType,
    filing::{ExemptionChange, NewExemption},
};
use serde::{Deserialize, Serialize};
use services::{Error, Services, certificates::CertificateDetails, filings};

use super::{
    Caller, Success,
    body::{Body, Object},
    certificates::{CertificateResponse, known, refused},
    extract::{Path, Two},
    jurisdiction, unix,
};
use crate::api::problem::Problem;

/// Let a certificate say something of one more state.
pub(super) async fn create_jurisdiction(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<CreateJurisdiction>,
) -> Result<(StatusCode, Json<Success<JurisdictionResponse>>), Problem> {
    let new = NewExemption::from(body);
    let details = filings::add_exemption(&services, &actor, known(&id)?, &new).await.map_err(refused)?;
    let data = JurisdictionResponse::in_state(&details, &format!("US_{}", new.state.trim()))?;
    Ok((StatusCode::CREATED, Json(Success { data, message: "Successfully created exemption." })))
}

/// Change what a certificate says of a state.
pub(super) async fn update_jurisdiction(
    State(services): State<Services>,
    Caller(actor): Caller,
    Two(id, state): Two,
    Body(body): Body<UpdateJurisdiction>,
) -> Result<Json<Success<JurisdictionResponse>>, Problem> {
    let id = known(&id)?;
    let place = jurisdiction(&state).ok_or(Error::NoSuchExemption)?;
    let details = filings::change_exemption(&services, &actor, id, place, &body.into()).await.map_err(refused)?;
    let data = JurisdictionResponse::in_state(&details, &state)?;
    Ok(Json(Success { data, message: "Successfully updated exemption." }))
}

/// Add some states and change others: all of them, or none.
pub(super) async fn upsert_jurisdictions(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<UpsertJurisdictions>,
) -> Result<Json<Success<CertificateResponse>>, Problem> {
    let states: Vec<_> = body.jurisdictions.unwrap_or_default().into_iter().map(|one| one.0.into()).collect();
    let details = filings::upsert_exemptions(&services, &actor, known(&id)?, &states).await.map_err(refused)?;
    Ok(Json(Success { data: details.into(), message: "Successfully updated exemptions." }))
}

/// What a certificate says of one state.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateJurisdiction {
    /// `US`.
    country: Option<String>,
    /// The state's code, as `CA`.
    state: Option<String>,
    /// `PURPOSE_RESALE`, `ENTITY_TYPE_NON_PROFIT`, `GOVERNMENT`, `MANUFACTURER`, `AGRICULTURAL` or `OTHER`.
    reason: Option<String>,
    /// `FEIN`, `STATE_TAX_ID` or `FEDERAL_TAX_ID`.
    identification_type: Option<String>,
    /// The number that proves it.
    identification_number: Option<String>,
    /// The last day, as `2026-12-31`.
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

/// What changes of a state; at least one of them. Null is the same as left out, an empty text clears.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct UpdateJurisdiction {
    /// `PURPOSE_RESALE`, `ENTITY_TYPE_NON_PROFIT`, `GOVERNMENT`, `MANUFACTURER`, `AGRICULTURAL` or `OTHER`.
    reason: Option<String>,
    /// `FEIN`, `STATE_TAX_ID` or `FEDERAL_TAX_ID`.
    identification_type: Option<String>,
    /// The number that proves it.
    identification_number: Option<String>,
    /// The last day, as `2026-12-31`.
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

/// Several states at once. Of one that is there already, what is left out stays.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UpsertJurisdictions {
    /// One entry a state.
    jurisdictions: Option<Vec<Object<CreateJurisdiction>>>,
}

/// Commenda's exemption in one jurisdiction.
#[derive(Serialize)]
pub(super) struct JurisdictionResponse {
    /// `US`.
    country: &'static str,
    /// The state's code, as `CA`.
    state: &'static str,
    /// Commenda's code of the reason.
    reason: &'static str,
    /// Whether it counts: nobody has switched it off, and the certificate was not turned down.
    is_active: bool,
    /// The last day that the certificate states; null: none.
    end_date: Option<NaiveDate>,
    /// What kind of number it is; null: there is no number.
    identification_type: Option<IdentificationType>,
    /// The number that proves it.
    identification_number: Option<String>,
    /// Whether its last day has passed, by what it states, by the state's law, and by the merchant's policy.
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
