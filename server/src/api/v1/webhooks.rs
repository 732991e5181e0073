//! Webhooks in Commenda's words: made, listed, changed, deleted, tried out.

use axum::{Json, extract::State, http::StatusCode};
use domain::{
    WebhookEndpoint, WebhookEndpointId,
    webhook::{Dialect, EndpointStatus, MOST_TYPES, NewEndpoint, Topic},
};
use serde::{Deserialize, Serialize};
use services::{
    Services, webhooks,
    webhooks::{Beginning, Change},
};
use utoipa::ToSchema;

use super::{
    super::describe::texts::{
        CommendaDeliveryId, CommendaStatus, CommendaVersion, CommendaWebhookId, Note, SecretOrNull, StatusOrNull,
        UrlOrNull, VersionOrNull, WebhookUrl,
    },
    API_VERSION, Caller, Success,
    body::{Body, List},
    extract::Path,
    unix,
};
use crate::api::problem::{Problem, or};

type WebhookAnswer = Success<WebhookResponse>;
type MadeAnswer = Success<WebhookWithSecret>;
type WebhooksAnswer = Success<WebhookList>;
type TriggeredAnswer = Success<Triggered>;

/// Make a webhook. Who sends no `secret` gets one, in this answer alone.
#[utoipa::path(post, path = "/webhooks", request_body = CreateWebhook, responses(
    (status = 201, description = "Successfully created webhook.", body = MadeAnswer),
    (status = 409, description = "TOO_MANY_WEBHOOK_ENDPOINTS"),
))]
pub(super) async fn create_webhook(
    State(services): State<Services>,
    Caller(actor): Caller,
    Body(body): Body<CreateWebhook>,
) -> Result<(StatusCode, Json<MadeAnswer>), Problem> {
    let chosen = body.secret.clone();
    let change = UpdateWebhook::from(body).read()?;
    let new = NewEndpoint {
        url: change.url.unwrap_or_default(),
        description: change.description.unwrap_or_default(),
        event_types: change.event_types.unwrap_or_default(),
    };
    let status = change.status.unwrap_or(EndpointStatus::Enabled);
    let beginning = Beginning { dialect: Dialect::Commenda, status, secret: chosen.as_deref() };
    let made = webhooks::create_in(&services, &actor, &new, beginning).await.map_err(in_our_words)?;
    let secret = chosen.is_none().then_some(made.secret);
    let data = WebhookWithSecret { webhook: made.endpoint.into(), secret };
    Ok((StatusCode::CREATED, Json(Success { data, message: "Successfully created webhook." })))
}

/// All webhooks in Commenda's words, newest first; there are twenty at most.
#[utoipa::path(get, path = "/webhooks", responses(
    (status = 200, description = "Successfully fetched webhooks.", body = WebhooksAnswer),
))]
pub(super) async fn list_webhooks(
    State(services): State<Services>,
    Caller(actor): Caller,
) -> Result<Json<WebhooksAnswer>, Problem> {
    let endpoints = webhooks::list(&services, &actor).await?;
    let ours = endpoints.into_iter().filter(|endpoint| endpoint.dialect == Dialect::Commenda);
    let data = WebhookList { webhooks: ours.map(Into::into).collect() };
    Ok(Json(Success { data, message: "Successfully fetched webhooks." }))
}

/// Change a webhook; what is left out stays.
#[utoipa::path(post, path = "/webhooks/{webhook_id}", request_body = UpdateWebhook, responses(
    (status = 200, description = "Successfully updated webhook.", body = WebhookAnswer),
))]
pub(super) async fn update_webhook(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(body): Body<UpdateWebhook>,
) -> Result<Json<WebhookAnswer>, Problem> {
    let id = known(&id)?;
    let change = body.read()?;
    let endpoint = webhooks::change_in(&services, &actor, Dialect::Commenda, id, change).await.map_err(in_our_words);
    let data = endpoint.map_err(|error| or(error, Problem::no_such_webhook))?.into();
    Ok(Json(Success { data, message: "Successfully updated webhook." }))
}

/// Delete a webhook, with all that was sent to it.
#[utoipa::path(delete, path = "/webhooks/{webhook_id}", responses((status = 204)))]
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
#[utoipa::path(post, path = "/webhooks/test/trigger/{webhook_id}", request_body = Nothing, responses(
    (status = 200, description = "Successfully triggered webhook.", body = TriggeredAnswer),
    (status = 409, description = "WEBHOOK_ENDPOINT_DISABLED"),
))]
pub(super) async fn trigger_test(
    State(services): State<Services>,
    Caller(actor): Caller,
    Path(id): Path,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<TriggeredAnswer>, Problem> {
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

/// The body of an action that needs none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommendaNothing)]
pub(super) struct Nothing {}

/// All but the address may be left out; null is the same as that.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommendaCreateWebhook, example = json!({
    "api_version": "v1.0", "name": "verifications", "url": "https://erp.example.com/commenda", "status": "ENABLED",
    "topics": ["EXEMPTION_CERTIFICATES.VERIFICATION.SUCCEEDED", "EXEMPTION_CERTIFICATES.VERIFICATION.FAILED"],
}))]
pub(super) struct CreateWebhook {
    #[schema(required = false, value_type = VersionOrNull)]
    api_version: Option<String>,
    /// What it is for.
    #[schema(value_type = Option<Note>)]
    name: Option<String>,
    /// What it is told; none: all topics.
    #[schema(value_type = Option<Vec<Topic>>, max_items = 60)]
    topics: Option<List<String, MOST_TYPES>>,
    /// Where it listens.
    #[schema(required, value_type = WebhookUrl)]
    url: Option<String>,
    /// What signs its events; one is made unless given.
    #[schema(required = false, value_type = SecretOrNull)]
    secret: Option<String>,
    /// `ENABLED` unless given.
    #[schema(required = false, value_type = StatusOrNull)]
    status: Option<String>,
}

impl From<CreateWebhook> for UpdateWebhook {
    fn from(body: CreateWebhook) -> Self {
        let CreateWebhook { api_version, name, topics, url, secret, status } = body;
        Self { api_version, name, topics, url, secret, status }
    }
}

/// Everything may be left out, and null is the same as that.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CommendaUpdateWebhook, example = json!({ "status": "DISABLED" }))]
pub(super) struct UpdateWebhook {
    #[schema(required = false, value_type = VersionOrNull)]
    api_version: Option<String>,
    /// What it is for; an empty text clears it.
    #[schema(value_type = Option<Note>)]
    name: Option<String>,
    /// What it is told; an empty list: all topics.
    #[schema(value_type = Option<Vec<Topic>>, max_items = 60)]
    topics: Option<List<String, MOST_TYPES>>,
    /// Where it listens. It cannot be cleared.
    #[schema(required = false, value_type = UrlOrNull)]
    url: Option<String>,
    /// What signs its events from now on.
    #[schema(required = false, value_type = SecretOrNull)]
    secret: Option<String>,
    #[schema(required = false, value_type = StatusOrNull)]
    status: Option<String>,
}

impl UpdateWebhook {
    fn read(self) -> Result<Change, Problem> {
        let mut problems = Vec::new();
        if self.api_version.is_some_and(|version| version != API_VERSION) {
            problems.push(Problem::in_body("INCORRECT_TYPE", "api_version", "Only v1.0 is spoken here."));
        }
        let event_types = self.topics.map(|topics| kinds(&mut problems, &topics.0));
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
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaWebhook, example = json!({
    "id": "2535af08-a139-4d0c-9827-1651e46dfbcf", "api_version": "v1.0", "name": "verifications",
    "topics": ["EXEMPTION_CERTIFICATES.VERIFICATION.SUCCEEDED"], "url": "https://erp.example.com/commenda",
    "status": "ENABLED", "created_at": 1727284490,
}))]
pub(super) struct WebhookResponse {
    #[schema(value_type = CommendaWebhookId)]
    id: String,
    #[schema(value_type = CommendaVersion)]
    api_version: &'static str,
    /// What it is for.
    name: String,
    /// What it is told.
    topics: Vec<Topic>,
    /// Where it listens.
    #[schema(format = Uri)]
    url: String,
    #[schema(value_type = CommendaStatus)]
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
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaWebhookWithSecret)]
pub(super) struct WebhookWithSecret {
    #[serde(flatten)]
    webhook: WebhookResponse,
    /// What signs its events, where it was made here; it stands in this answer alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, pattern = "^whsec_", example = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD")]
    secret: Option<String>,
}

/// All webhooks.
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaWebhookList)]
pub(super) struct WebhookList {
    /// The webhooks, newest first.
    webhooks: Vec<WebhookResponse>,
}

/// An event that was sent to try a webhook out.
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaTriggered)]
pub(super) struct Triggered {
    #[schema(value_type = CommendaDeliveryId)]
    id: String,
}
