//! Webhooks in Commenda's words: made, listed, changed, deleted, tried out.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    WebhookEndpoint, WebhookEndpointId,
    webhook::{Dialect, EndpointStatus, NewEndpoint, Topic},
};
use serde::{Deserialize, Serialize};
use services::{Services, webhooks, webhooks::Change};

use super::{API_VERSION, Caller, Success, body::Body, extract::Path, unix};
use crate::api::problem::{Problem, or};

/// Make a webhook. Who sends no `secret` gets one, in this answer alone.
pub(super) async fn create_webhook(
    State(services): State<Services>,
    Caller(actor): Caller,
    Body(body): Body<WebhookBody>,
) -> Result<(StatusCode, Json<Success<WebhookWithSecret>>), Problem> {
    let chosen = body.secret.clone();
    let change = body.read()?;
    let new = NewEndpoint {
        url: change.url.unwrap_or_default(),
        description: change.description.unwrap_or_default(),
        event_types: change.event_types.unwrap_or_default(),
    };
    let made = webhooks::create_in(&services, &actor, Dialect::Commenda, &new, chosen.as_deref()).await;
    let made = made.map_err(in_our_words)?;
    let mut endpoint = made.endpoint;
    if change.status == Some(EndpointStatus::Disabled) {
        let off = Change { status: change.status, ..Change::default() };
        endpoint = webhooks::change(&services, &actor, endpoint.id, off).await?;
    }
    let secret = chosen.is_none().then_some(made.secret);
    let data = WebhookWithSecret { webhook: endpoint.into(), secret };
    Ok((StatusCode::CREATED, Json(Success { data, message: "Successfully created webhook." })))
}

/// All webhooks in Commenda's words, newest first; there are twenty at most.
pub(super) async fn list_webhooks(
    State(services): State<Services>,
    Caller(actor): Caller,
) -> Result<Json<Success<WebhookList>>, Problem> {
    let endpoints = webhooks::list(&services, &actor).await?;
    let ours = endpoints.into_iter().filter(|endpoint| endpoint.dialect == Dialect::Commenda);
    let data = WebhookList { webhooks: ours.map(Into::into).collect() };
    Ok(Json(Success { data, message: "Successfully fetched webhooks." }))
}

/// Change a webhook; what is left out stays.
pub(super) async fn update_webhook(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<WebhookBody>,
) -> Result<Json<Success<WebhookResponse>>, Problem> {
    let id = known(&id)?;
    let change = body.read()?;
    let endpoint = webhooks::change_in(&services, &actor, Dialect::Commenda, id, change).await.map_err(in_our_words);
    let data = endpoint.map_err(|error| or(error, Problem::no_such_webhook))?.into();
    Ok(Json(Success { data, message: "Successfully updated webhook." }))
}

/// Delete a webhook, with all that was sent to it.
pub(super) async fn delete_webhook(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
) -> Result<StatusCode, Problem> {
    let deleted = webhooks::delete_in(&services, &actor, Dialect::Commenda, known(&id)?).await;
    deleted.map_err(|error| or(error, Problem::no_such_webhook))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Send a webhook an event of its first topic, about a certificate that does not exist.
pub(super) async fn trigger_test(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<Success<Triggered>>, Problem> {
    let sent = webhooks::test_in(&services, &actor, Dialect::Commenda, known(&id)?).await;
    let id = sent.map_err(|error| or(error, Problem::no_such_webhook))?.0.to_string();
    Ok(Json(Success { data: Triggered { id }, message: "Successfully triggered webhook." }))
}

fn known(id: &str) -> Result<WebhookEndpointId, Problem> {
    WebhookEndpointId::read(id).ok_or_else(Problem::no_such_webhook)
}

/// The body's names for what is wrong.
fn in_our_words(error: services::Error) -> services::Error {
    let services::Error::Invalid(mut invalid) = error else { return error };
    for wrong in &mut invalid.0 {
        if wrong.field == "description" {
            wrong.field = "name".to_owned();
        }
    }
    services::Error::Invalid(invalid)
}

/// A body that may hold no field.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// A webhook that is to be made, or what changes about one; null is the same as left out.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WebhookBody {
    /// `v1.0`.
    api_version: Option<String>,
    /// What it is for.
    name: Option<String>,
    /// What it is told; none: all topics.
    topics: Option<Vec<String>>,
    /// Where it listens, by HTTPS.
    url: Option<String>,
    /// What signs its events, of 16 to 256 characters.
    secret: Option<String>,
    /// `ENABLED` or `DISABLED`.
    status: Option<String>,
}

impl WebhookBody {
    fn read(self) -> Result<Change, Problem> {
        let mut problems = Vec::new();
        if self.api_version.is_some_and(|version| version != API_VERSION) {
            problems.push(Problem::in_body("INCORRECT_TYPE", "api_version", "Only v1.0 is spoken here."));
        }
        let event_types = self.topics.map(|topics| kinds(&mut problems, &topics));
        let status = self.status.and_then(|word| match word.as_str() {
            "ENABLED" => Some(EndpointStatus::Enabled),
            "DISABLED" => Some(EndpointStatus::Disabled),
            other => {
                let sentence = format!("{other:?} is not known: use one of ENABLED, DISABLED.");
                problems.push(Problem::in_body("INCORRECT_TYPE", "status", sentence));
                None
            }
        });
        let change = Change { url: self.url, description: self.name, event_types, status, secret: self.secret };
        Problem::all(problems).map_or(Ok(change), Err)
    }
}

/// The words of the events that topics stand for.
fn kinds(problems: &mut Vec<Problem>, topics: &[String]) -> Vec<String> {
    let mut kinds = Vec::new();
    for (place, word) in topics.iter().enumerate() {
        match word.parse::<Topic>() {
            Ok(topic) => kinds.extend(topic.kinds().iter().map(ToString::to_string)),
            Err(error) => {
                problems.push(Problem::in_body("INCORRECT_TYPE", &format!("topics[{place}]"), format!("{error}.")));
            }
        }
    }
    kinds
}

/// Commenda's webhook.
#[derive(Serialize)]
pub(super) struct WebhookResponse {
    /// The webhook, by a UUID; `/tax` puts `whe_` before it.
    id: String,
    /// `v1.0`.
    api_version: &'static str,
    /// What it is for.
    name: String,
    /// What it is told.
    topics: Vec<Topic>,
    /// Where it listens.
    url: String,
    /// `ENABLED` or `DISABLED`.
    status: &'static str,
    /// When it was made, in seconds since 1970.
    created_at: i64,
}

impl From<WebhookEndpoint> for WebhookResponse {
    fn from(endpoint: WebhookEndpoint) -> Self {
        let topics = match endpoint.event_types.as_slice() {
            [] => Topic::ALL.to_vec(),
            kinds => Topic::of_all(kinds),
        };
        Self {
            id: endpoint.id.0.to_string(),
            api_version: API_VERSION,
            name: endpoint.description,
            topics,
            url: endpoint.url,
            status: match endpoint.status {
                EndpointStatus::Enabled => "ENABLED",
                EndpointStatus::Disabled => "DISABLED",
            },
            created_at: unix(endpoint.created_at),
        }
    }
}

/// A webhook that was just made.
#[derive(Serialize)]
pub(super) struct WebhookWithSecret {
    #[serde(flatten)]
    webhook: WebhookResponse,
    /// What signs its events, where it was made here; it stands in this answer alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

/// All webhooks.
#[derive(Serialize)]
pub(super) struct WebhookList {
    /// The webhooks, newest first.
    webhooks: Vec<WebhookResponse>,
}

/// An event that was sent to try a webhook out.
#[derive(Serialize)]
pub(super) struct Triggered {
    /// The delivery, by a UUID; `/tax/webhook-deliveries` tells what became of it, with `whd_` before it.
    id: String,
}
