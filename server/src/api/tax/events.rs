//! `/tax/events`: what happened, for programs that ask instead of being told.

use axum::{Json, extract::State, http::StatusCode};
use domain::{EventId, EventKind, webhook};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use services::{
    Page, Services,
    feed::{self, ListFilter, Shown},
};

use super::{
    Caller,
    error::Problem,
    extract::Query,
    filter::{page_cursor, page_limit},
    given, instant,
};

/// Events, newest first; with `since` those after an event, oldest first.
pub(super) async fn list_events(
    State(services): State<Services>,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<EventList>, Problem> {
    let kinds = given(query.kind.as_deref()).map(event_type).transpose()?.into_iter().collect();
    let (limit, after) = (page_limit(query.limit.as_deref())?, page_cursor(query.cursor.as_deref())?);
    let since = query.since.as_deref().map(event_id).transpose()?;
    Ok(Json(feed::list(&services, &actor, ListFilter { kinds, since, after, limit }).await?.into()))
}

fn event_id(text: &str) -> Result<EventId, Problem> {
    text.parse().map_err(|_| Problem::incorrect(format!("since: {text:?} is no id of an event, like evt_….")))
}

/// The type that a word names, or the list of those that there are.
pub(super) fn event_type(word: &str) -> Result<EventKind, Problem> {
    let unknown = || {
        let known: Vec<_> = webhook::event_types().map(EventKind::word).collect();
        let sentence = format!("type: there are no events {word:?}. There are {}.", known.join(", "));
        Problem::new(StatusCode::NOT_FOUND, "EVENT_TYPE_NOT_FOUND", sentence)
    };
    webhook::event_type(word).ok_or_else(unknown)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    #[serde(rename = "type")]
    kind: Option<String>,
    since: Option<String>,
    limit: Option<String>,
    cursor: Option<String>,
}

/// An event, with the object as a webhook shows it.
#[derive(Serialize)]
pub(super) struct EventResponse {
    id: String,
    object: &'static str,
    livemode: bool,
    #[serde(rename = "type")]
    kind: &'static str,
    created_at: String,
    note: Option<String>,
    data: Value,
}

impl From<Shown> for EventResponse {
    fn from(Shown { event, livemode, data }: Shown) -> Self {
        Self {
            id: event.id.to_string(),
            object: "tax.event",
            livemode,
            kind: event.kind.word(),
            created_at: instant(event.at),
            note: event.note,
            data,
        }
    }
}

/// A page of events.
#[derive(Serialize)]
pub(super) struct EventList {
    object: &'static str,
    events: Vec<EventResponse>,
    has_more: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

impl From<Page<Shown, EventId>> for EventList {
    fn from(page: Page<Shown, EventId>) -> Self {
        Self {
            object: "list",
            events: page.rows.into_iter().map(EventResponse::from).collect(),
            has_more: page.next_cursor.is_some(),
            next_cursor: page.next_cursor.map(|id| id.to_string()),
        }
    }
}
