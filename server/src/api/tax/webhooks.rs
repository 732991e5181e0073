//! Endpoints of webhooks: made, read, changed, given new secrets, tried out.

pub(super) mod deliveries;

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    EventKind, WebhookEndpoint, WebhookEndpointId,
    webhook::{Dialect, DisabledBecause, EndpointStatus, MOST_TYPES, NewEndpoint},
};
use serde::{Deserialize, Serialize};
use services::{
    Services, webhooks,
    webhooks::{Change, WithSecret},
};
use utoipa::ToSchema;

use self::deliveries::DeliveryResponse;
use super::{
    super::describe::texts::{EventType, Note, WebhookUrl},
    Caller, Instant,
    body::{Body, Judge, Judged, List},
    certificate_requests::Nothing,
    error::{Problem, or},
    extract::Path,
    given, instant,
};

/// Make an endpoint. Its secret is in this answer and in no other.
#[utoipa::path(post, path = "/webhook-endpoints", request_body = CreateEndpoint, responses(
    (status = 201, body = EndpointWithSecret),
    (status = 409, description = "TOO_MANY_WEBHOOK_ENDPOINTS"),
))]
pub(super) async fn create_endpoint(
    State(services): State<Services>,
    Caller(actor): Caller,
    Judged(body): Judged<CreateEndpoint>,
) -> Result<(StatusCode, Json<EndpointWithSecret>), Problem> {
    let made = webhooks::create(&services, &actor, &body.into()).await?;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// All endpoints, newest first; there are twenty at most.
#[utoipa::path(get, path = "/webhook-endpoints", responses((status = 200, body = EndpointList)))]
pub(super) async fn list_endpoints(
    State(services): State<Services>,
    Caller(actor): Caller,
) -> Result<Json<EndpointList>, Problem> {
    let endpoints = webhooks::list(&services, &actor).await?;
    let webhook_endpoints = endpoints.into_iter().map(Into::into).collect();
    Ok(Json(EndpointList { object: "list", webhook_endpoints, has_more: false }))
}

/// Read an endpoint.
#[utoipa::path(get, path = "/webhook-endpoints/{webhook_endpoint_id}", responses((status = 200, body = EndpointResponse)))]
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
#[utoipa::path(patch, path = "/webhook-endpoints/{webhook_endpoint_id}", request_body = UpdateEndpoint, responses((status = 200, body = EndpointResponse)))]
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
#[utoipa::path(delete, path = "/webhook-endpoints/{webhook_endpoint_id}", responses((status = 204)))]
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
#[utoipa::path(post, path = "/webhook-endpoints/{webhook_endpoint_id}/rotate-secret", request_body = Nothing, responses((status = 200, body = EndpointWithSecret)))]
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
#[utoipa::path(post, path = "/webhook-endpoints/{webhook_endpoint_id}/test", request_body = Nothing, responses(
    (status = 201, body = DeliveryResponse),
    (status = 409, description = "WEBHOOK_ENDPOINT_DISABLED"),
))]
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

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "url": "https://erp.example.com/hooks", "event_types": ["request.fulfilled"] }))]
pub(super) struct CreateEndpoint {
    /// Where it listens.
    #[schema(required, value_type = WebhookUrl)]
    url: Option<String>,
    /// What it is for.
    #[schema(value_type = Option<Note>)]
    description: Option<String>,
    /// What it is told; everything unless given.
    #[schema(value_type = Option<Vec<EventType>>, max_items = 60)]
    event_types: Option<List<String, MOST_TYPES>>,
}

impl Judge for CreateEndpoint {
    fn judge(self) -> Option<Problem> {
        NewEndpoint::from(self).check().err().map(Into::into)
    }
}

impl From<CreateEndpoint> for NewEndpoint {
    fn from(body: CreateEndpoint) -> Self {
        Self {
            url: body.url.unwrap_or_default(),
            description: body.description.unwrap_or_default(),
            event_types: body.event_types.unwrap_or_default().0,
        }
    }
}

/// Null is the same as left out, and so is an empty text but for the description.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "status": "disabled" }))]
pub(super) struct UpdateEndpoint {
    /// Where it listens.
    #[schema(value_type = Option<WebhookUrl>)]
    url: Option<String>,
    /// What it is for.
    #[schema(value_type = Option<Note>)]
    description: Option<String>,
    /// What it is told; an empty list is everything.
    #[schema(value_type = Option<Vec<EventType>>, max_items = 60)]
    event_types: Option<List<String, MOST_TYPES>>,
    /// Whether it is told at all.
    #[schema(value_type = Option<EndpointStatus>)]
    status: Option<String>,
}

impl UpdateEndpoint {
    fn read(self) -> Result<Change, Problem> {
        let Self { url, description, event_types, status } = self;
        let url = url.filter(|url| !url.is_empty());
        let status = given(status.as_deref()).map(str::parse).transpose();
        let status = status.map_err(|error| Problem::incorrect(format!("status: {error}.")))?;
        let event_types = event_types.map(|types| types.0);
        Ok(Change { url, description, event_types, status, secret: None })
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = WebhookEndpoint)]
pub(super) struct EndpointResponse {
    id: WebhookEndpointId,
    #[schema(example = "webhook_endpoint")]
    object: &'static str,
    #[schema(format = Uri)]
    url: String,
    description: String,
    /// What it is told; empty: everything.
    event_types: Vec<EventKind>,
    status: EndpointStatus,
    #[schema(required)]
    disabled_because: Option<DisabledBecause>,
    /// Since when no attempt has succeeded; null: the last one has, or there was none.
    #[schema(required)]
    failing_since: Option<Instant>,
    dialect: Dialect,
    created_at: Instant,
    updated_at: Instant,
    livemode: bool,
}

impl From<WebhookEndpoint> for EndpointResponse {
    fn from(endpoint: WebhookEndpoint) -> Self {
        Self {
            id: endpoint.id,
            object: "webhook_endpoint",
            url: endpoint.url,
            description: endpoint.description,
            event_types: endpoint.event_types,
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
#[derive(Serialize, ToSchema)]
pub(super) struct EndpointWithSecret {
    #[serde(flatten)]
    endpoint: EndpointResponse,
    /// What the deliveries are signed with.
    #[schema(pattern = "^whsec_")]
    secret: String,
}

impl From<WithSecret> for EndpointWithSecret {
    fn from(made: WithSecret) -> Self {
        Self { endpoint: made.endpoint.into(), secret: made.secret }
    }
}

#[derive(Serialize, ToSchema)]
pub(super) struct EndpointList {
    #[schema(example = "list")]
    object: &'static str,
    webhook_endpoints: Vec<EndpointResponse>,
    has_more: bool,
}
