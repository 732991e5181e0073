//! Endpoints of webhooks: made, read, changed, given new secrets, tried out.

pub(super) mod deliveries;

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    WebhookEndpoint,
    webhook::{Dialect, DisabledBecause, EndpointStatus, NewEndpoint},
};
use serde::{Deserialize, Serialize};
use services::{
    Services, webhooks,
    webhooks::{Change, WithSecret},
};

use self::deliveries::DeliveryResponse;
use super::{
    Caller,
    body::Body,
    error::{Problem, or},
    extract::Path,
    instant,
};

/// Make an endpoint. Its secret is in this answer and in no other.
pub(super) async fn create_endpoint(
    State(services): State<Services>,
    Caller(actor): Caller,
    Body(body): Body<CreateEndpoint>,
) -> Result<(StatusCode, Json<EndpointWithSecret>), Problem> {
    let made = webhooks::create(&services, &actor, &body.into()).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// All endpoints, newest first; there are twenty at most.
pub(super) async fn list_endpoints(
    State(services): State<Services>,
    Caller(actor): Caller,
) -> Result<Json<EndpointList>, Problem> {
    let endpoints = webhooks::list(&services, &actor).await?;
    let webhook_endpoints = endpoints.into_iter().map(Into::into).collect();
    Ok(Json(EndpointList { object: "list", webhook_endpoints, has_more: false }))
}

/// Read an endpoint.
pub(super) async fn find_endpoint(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<Json<EndpointResponse>, Problem> {
    let id = id.parse().map_err(|_| no_endpoint())?;
    let details = webhooks::find(&services, &actor, id).await.map_err(|error| or(error, no_endpoint))?;
    Ok(Json(details.endpoint.into()))
}

/// Change an endpoint; what is left out stays.
pub(super) async fn update_endpoint(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<UpdateEndpoint>,
) -> Result<Json<EndpointResponse>, Problem> {
    let id = id.parse().map_err(|_| no_endpoint())?;
    let change = body.read()?;
    let endpoint = webhooks::change(&services, &actor, id, change).await.map_err(|error| or(error, no_endpoint))?;
    Ok(Json(endpoint.into()))
}

/// Delete an endpoint, with all that was sent to it.
pub(super) async fn delete_endpoint(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| no_endpoint())?;
    webhooks::delete(&services, &actor, id).await.map_err(|error| or(error, no_endpoint))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Make a new secret; for a day the one before it signs too.
pub(super) async fn rotate_secret(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<EndpointWithSecret>, Problem> {
    let id = id.parse().map_err(|_| no_endpoint())?;
    let made = webhooks::rotate_secret(&services, &actor, id, None).await;
    Ok(Json(made.map_err(|error| or(error, no_endpoint))?.into()))
}

/// Send `webhook.test` to an endpoint.
pub(super) async fn test_endpoint(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(Nothing {}): Body<Nothing>,
) -> Result<(StatusCode, Json<DeliveryResponse>), Problem> {
    let id = id.parse().map_err(|_| no_endpoint())?;
    let delivery = webhooks::test(&services, &actor, id).await.map_err(|error| or(error, no_endpoint))?;
    let details = webhooks::deliveries::find(&services, &actor, delivery).await?;
    Ok((StatusCode::CREATED, Json(details.delivery.into())))
}

pub(super) fn no_endpoint() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "WEBHOOK_ENDPOINT_NOT_FOUND",
        "webhook_endpoint_id: there is no webhook endpoint with this id for this key. Look at GET \
         /tax/webhook-endpoints; live and test keys see different endpoints.",
    )
}

/// A body that may hold no field.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CreateEndpoint {
    url: Option<String>,
    description: Option<String>,
    event_types: Option<Vec<String>>,
}

impl From<CreateEndpoint> for NewEndpoint {
    fn from(body: CreateEndpoint) -> Self {
        Self {
            url: body.url.unwrap_or_default(),
            description: body.description.unwrap_or_default(),
            event_types: body.event_types.unwrap_or_default(),
        }
    }
}

/// Null is the same as left out.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct UpdateEndpoint {
    url: Option<String>,
    description: Option<String>,
    event_types: Option<Vec<String>>,
    status: Option<String>,
}

impl UpdateEndpoint {
    fn read(self) -> Result<Change, Problem> {
        let Self { url, description, event_types, status } = self;
        let status = status.map(|status| status.parse()).transpose();
        let status = status.map_err(|error| Problem::incorrect(format!("status: {error}.")))?;
        Ok(Change { url, description, event_types, status, secret: None })
    }
}

#[derive(Serialize)]
pub(super) struct EndpointResponse {
    id: String,
    object: &'static str,
    url: String,
    description: String,
    event_types: Vec<&'static str>,
    status: EndpointStatus,
    disabled_because: Option<DisabledBecause>,
    failing_since: Option<String>,
    dialect: Dialect,
    created_at: String,
    updated_at: String,
    livemode: bool,
}

impl From<WebhookEndpoint> for EndpointResponse {
    fn from(endpoint: WebhookEndpoint) -> Self {
        Self {
            id: endpoint.id.to_string(),
            object: "webhook_endpoint",
            url: endpoint.url,
            description: endpoint.description,
            event_types: endpoint.event_types.into_iter().map(|kind| kind.word()).collect(),
            status: endpoint.status,
            disabled_because: endpoint.disabled_because,
            failing_since: endpoint.failing_since.map(instant),
            dialect: endpoint.dialect,
            created_at: instant(endpoint.created_at),
            updated_at: instant(endpoint.updated_at),
            livemode: endpoint.livemode,
        }
    }
}

/// An endpoint with the secret that was just made.
#[derive(Serialize)]
pub(super) struct EndpointWithSecret {
    #[serde(flatten)]
    endpoint: EndpointResponse,
    secret: String,
}

impl From<WithSecret> for EndpointWithSecret {
    fn from(made: WithSecret) -> Self {
        Self { endpoint: made.endpoint.into(), secret: made.secret }
    }
}

#[derive(Serialize)]
pub(super) struct EndpointList {
    object: &'static str,
    webhook_endpoints: Vec<EndpointResponse>,
    has_more: bool,
}
