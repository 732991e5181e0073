//! Links to the buyer's home.

use axum::{Json, extract::State, http::StatusCode};
use domain::{CustomerId, Language, PortalSessionId};
use serde::{Deserialize, Serialize};
use services::{
    Error, Services, portal,
    portal::{Created, NewSession},
};
use utoipa::ToSchema;

use super::{
    Caller, Instant,
    body::Body,
    error::{Problem, or},
    extract::Path,
    instant,
};

/// Make a link to the home of a customer, where the buyer sees and renews its certificates.
#[utoipa::path(post, path = "/customers/{customer_id}/portal-sessions", request_body = CreatePortalSession, responses(
    (status = 201, body = PortalSessionResponse),
    (status = 409, description = "CUSTOMER_ARCHIVED"),
    (status = 400, description = "INVALID_RETURN_URL"),
))]
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
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "language": "en" }))]
pub(super) struct CreatePortalSession {
    /// Where the buyer goes back to; its host must be listed on the desk, under Storefront. No link back unless given.
    #[schema(value_type = Option<url::Url>)]
    return_url: Option<String>,
    /// What the home speaks; as the browser asks unless given.
    #[schema(value_type = Option<Language>)]
    language: Option<String>,
}

impl From<CreatePortalSession> for NewSession {
    fn from(body: CreatePortalSession) -> Self {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        Self { return_url: given(body.return_url), language: given(body.language) }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = PortalSession)]
pub(super) struct PortalSessionResponse {
    id: PortalSessionId,
    #[schema(example = "portal_session")]
    object: &'static str,
    customer_id: CustomerId,
    /// Leads the buyer to the customer's own page for an hour. Treat it as a password.
    #[schema(format = Uri)]
    url: String,
    #[schema(required, format = Uri)]
    return_url: Option<String>,
    #[schema(required)]
    language: Option<Language>,
    created_at: Instant,
    expires_at: Instant,
    livemode: bool,
}

impl From<Created> for PortalSessionResponse {
    fn from(Created { session, url }: Created) -> Self {
        Self {
            id: session.id,
            object: "portal_session",
            customer_id: session.customer_id,
            url,
            return_url: session.return_url,
            language: session.language,
            created_at: instant(session.created_at),
            expires_at: instant(session.expires_at),
            livemode: session.livemode,
        }
    }
}
