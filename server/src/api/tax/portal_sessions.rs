//! Links to the buyer's home.

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use services::{
    Error, Services, portal,
    portal::{Created, NewSession},
};

use super::{
    Caller,
    body::Body,
    error::{Problem, or},
    extract::Path,
    instant,
};

/// Make a link to the home of a customer.
pub(super) async fn create_portal_session(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(customer): Path,
    Body(body): Body<CreatePortalSession>,
) -> Result<(StatusCode, Json<PortalSessionResponse>), Problem> {
    let customer = customer.parse().map_err(|_| Problem::no_customer())?;
    let created = portal::create(&services, &actor, customer, &body.into()).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(created.into())))
}

/// An address that is not allowed has a type of its own, since it is mended on the desk and not in the call.
fn refused(error: Error) -> Problem {
    match error {
        Error::Invalid(invalid) if invalid.of("return_url").is_some() => {
            let sentence = invalid.of("return_url").unwrap_or_default();
            Problem::new(StatusCode::BAD_REQUEST, "INVALID_RETURN_URL", format!("return_url: {sentence}"))
        }
        error => or(error, Problem::no_customer),
    }
}

/// Everything has a default.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CreatePortalSession {
    return_url: Option<String>,
    language: Option<String>,
}

impl From<CreatePortalSession> for NewSession {
    fn from(body: CreatePortalSession) -> Self {
        Self { return_url: body.return_url, language: body.language }
    }
}

#[derive(Serialize)]
pub(super) struct PortalSessionResponse {
    id: String,
    object: &'static str,
    customer_id: String,
    url: String,
    return_url: Option<String>,
    language: Option<&'static str>,
    created_at: String,
    expires_at: String,
    livemode: bool,
}

impl From<Created> for PortalSessionResponse {
    fn from(Created { session, url }: Created) -> Self {
        Self {
            id: session.id.to_string(),
            object: "portal_session",
            customer_id: session.customer_id.to_string(),
            url,
            return_url: session.return_url,
            language: session.language.map(|language| language.word()),
            created_at: instant(session.created_at),
            expires_at: instant(session.expires_at),
            livemode: session.livemode,
        }
    }
}
