//! What was sent to an endpoint, attempt by attempt, and sending it again.

use axum::{Json, extract::State, http::StatusCode};
use chrono::{DateTime, Utc};
use domain::{
    EventId, EventKind, WebhookAttempt, WebhookAttemptId, WebhookDelivery, WebhookDeliveryId, WebhookEndpointId,
    webhook::{DeliveryStatus, NoAnswer},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use services::{
    Page, Services,
    webhooks::deliveries::{self, DeliveryDetails, ListFilter, ReplayRange},
};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        super::describe::texts::{ExactMoment, Replayable},
        Caller, Instant,
        body::Body,
        error::{Problem, or},
        extract::{Path, Query, page_limit},
        filter::page_cursor,
        given, instant,
    },
    Nothing, no_endpoint,
};

/// Deliveries to an endpoint, newest first.
#[utoipa::path(get, path = "/webhook-endpoints/{webhook_endpoint_id}/deliveries", params(ListQuery), responses((status = 200, body = DeliveryList)))]
pub(in crate::api::tax) async fn list_deliveries(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(endpoint): Path,
    Query(query): Query<ListQuery>,
) -> Result<Json<DeliveryList>, Problem> {
    let endpoint = endpoint.parse().map_err(|_| no_endpoint())?;
    let status = query.status.as_deref().map(str::parse).transpose();
    let status: Option<DeliveryStatus> = status.map_err(|error| Problem::incorrect(format!("status: {error}.")))?;
    let (limit, after) = (page_limit(query.limit.as_deref())?, page_cursor(query.cursor.as_deref())?);
    let filter = ListFilter { endpoint, status, after, limit };
    let page = deliveries::list(&services, &actor, filter).await.map_err(|error| or(error, no_endpoint))?;
    Ok(Json(page.into()))
}

/// Read a delivery, with what was sent and every attempt.
#[utoipa::path(get, path = "/webhook-deliveries/{webhook_delivery_id}", responses((status = 200, body = DeliveryWithAttempts)))]
pub(in crate::api::tax) async fn find_delivery(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<Json<DeliveryWithAttempts>, Problem> {
    let id = id.parse().map_err(|_| no_delivery())?;
    let details = deliveries::find(&services, &actor, id).await.map_err(|error| or(error, no_delivery))?;
    Ok(Json(details.into()))
}

/// Send a delivery again, with the same `webhook-id`.
#[utoipa::path(post, path = "/webhook-deliveries/{webhook_delivery_id}/replay", request_body = Nothing, responses(
    (status = 200, body = DeliveryResponse),
    (status = 409, description = "WEBHOOK_ENDPOINT_DISABLED"),
))]
pub(in crate::api::tax) async fn replay_delivery(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<DeliveryResponse>, Problem> {
    let id = id.parse().map_err(|_| no_delivery())?;
    let delivery = deliveries::replay(&services, &actor, id).await.map_err(|error| or(error, no_delivery))?;
    Ok(Json(delivery.into()))
}

/// Send the deliveries of a range of time again: those that failed, or all.
#[utoipa::path(post, path = "/webhook-endpoints/{webhook_endpoint_id}/replay", request_body = Replay, responses(
    (status = 200, body = Replayed),
    (status = 409, description = "WEBHOOK_ENDPOINT_DISABLED"),
))]
pub(in crate::api::tax) async fn replay_range(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(endpoint): Path,
    Body(body): Body<Replay>,
) -> Result<Json<Replayed>, Problem> {
    let id = endpoint.parse().map_err(|_| no_endpoint())?;
    let range = body.read()?;
    let replayed = deliveries::replay_range(&services, &actor, id, range).await;
    let replayed = replayed.map_err(|error| or(error, no_endpoint))?;
    Ok(Json(Replayed { object: "webhook_replay", endpoint_id: id, replayed }))
}

fn no_delivery() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "WEBHOOK_DELIVERY_NOT_FOUND",
        "webhook_delivery_id: there is no webhook delivery with this id for this key. Look at GET \
         /tax/webhook-endpoints/{id}/deliveries.",
    )
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(in crate::api::tax) struct ListQuery {
    /// What became of them.
    #[param(inline, value_type = Option<DeliveryStatus>)]
    status: Option<String>,
    /// How many rows a page has.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 10)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(inline, value_type = Option<WebhookDeliveryId>)]
    cursor: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "since": "2026-05-01T00:00:00Z" }))]
pub(in crate::api::tax) struct Replay {
    /// Events from then on.
    #[schema(required, value_type = ExactMoment)]
    since: Option<String>,
    /// Events before; up to now unless given.
    #[schema(value_type = Option<ExactMoment>)]
    until: Option<String>,
    /// Which: `failed` unless given.
    #[schema(value_type = Option<Replayable>)]
    status: Option<String>,
}

impl Replay {
    fn read(&self) -> Result<ReplayRange, Problem> {
        let since = given(self.since.as_deref())
            .ok_or_else(|| Problem::missing("since: say from when on, as 2026-05-01T00:00:00Z."))?;
        let also_succeeded = match given(self.status.as_deref()).unwrap_or("failed") {
            "failed" => false,
            "all" => true,
            other => return Err(Problem::incorrect(format!("status: {other:?} is not known: use failed or all."))),
        };
        let until = given(self.until.as_deref()).map(|until| moment("until", until)).transpose()?;
        Ok(ReplayRange { since: moment("since", since)?, until, also_succeeded })
    }
}

fn moment(name: &str, text: &str) -> Result<DateTime<Utc>, Problem> {
    let read = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc());
    read.map_err(|_| Problem::incorrect(format!("{name}: {text:?} is no instant like 2026-05-01T00:00:00Z.")))
}

#[derive(Serialize, ToSchema)]
#[schema(as = WebhookDelivery)]
pub(in crate::api::tax) struct DeliveryResponse {
    id: WebhookDeliveryId,
    #[schema(example = "webhook_delivery")]
    object: &'static str,
    endpoint_id: WebhookEndpointId,
    /// The `webhook-id` of every attempt.
    event_id: EventId,
    event_type: EventKind,
    status: DeliveryStatus,
    attempt_count: i32,
    /// When the next one is due; null: none is.
    #[schema(required)]
    next_attempt_at: Option<Instant>,
    /// When the event happened.
    created_at: Instant,
    livemode: bool,
}

impl From<WebhookDelivery> for DeliveryResponse {
    fn from(delivery: WebhookDelivery) -> Self {
        Self {
            id: delivery.id,
            object: "webhook_delivery",
            endpoint_id: delivery.endpoint_id,
            event_id: delivery.event_id,
            event_type: delivery.kind,
            status: delivery.status,
            attempt_count: delivery.attempts,
            next_attempt_at: delivery.next_attempt_at.map(instant),
            created_at: instant(delivery.created_at),
            livemode: delivery.livemode,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(in crate::api::tax) struct DeliveryWithAttempts {
    #[serde(flatten)]
    delivery: DeliveryResponse,
    /// What was sent: the event, and the thing as it was then.
    #[schema(value_type = serde_json::Map<String, Value>)]
    payload: Value,
    attempts: Vec<AttemptResponse>,
}

/// One try of a delivery.
#[derive(Serialize, ToSchema)]
#[schema(as = WebhookAttempt)]
struct AttemptResponse {
    id: WebhookAttemptId,
    at: Instant,
    duration_ms: i32,
    /// The status of the answer; null: there was none.
    #[schema(required)]
    status_code: Option<i32>,
    /// Why there was none.
    #[schema(required)]
    error: Option<NoAnswer>,
    /// The first 4 kB of the answer's body, as text.
    response_body: String,
}

impl From<WebhookAttempt> for AttemptResponse {
    fn from(attempt: WebhookAttempt) -> Self {
        Self {
            id: attempt.id,
            at: instant(attempt.at),
            duration_ms: attempt.duration_ms,
            status_code: attempt.status_code,
            error: attempt.error,
            response_body: attempt.answer,
        }
    }
}

impl From<DeliveryDetails> for DeliveryWithAttempts {
    fn from(details: DeliveryDetails) -> Self {
        Self {
            payload: serde_json::from_str(&details.delivery.payload).unwrap_or_default(),
            attempts: details.attempts.into_iter().map(Into::into).collect(),
            delivery: details.delivery.into(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(in crate::api::tax) struct DeliveryList {
    #[schema(example = "list")]
    object: &'static str,
    webhook_deliveries: Vec<DeliveryResponse>,
    has_more: bool,
    /// Left out on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_cursor: Option<WebhookDeliveryId>,
}

impl From<Page<WebhookDelivery, WebhookDeliveryId>> for DeliveryList {
    fn from(page: Page<WebhookDelivery, WebhookDeliveryId>) -> Self {
        Self {
            object: "list",
            has_more: page.next_cursor.is_some(),
            next_cursor: page.next_cursor,
            webhook_deliveries: page.rows.into_iter().map(Into::into).collect(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(in crate::api::tax) struct Replayed {
    #[schema(example = "webhook_replay")]
    object: &'static str,
    endpoint_id: WebhookEndpointId,
    /// How many are sent again.
    replayed: u64,
}
