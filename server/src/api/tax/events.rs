//! `/tax/events`: what happened, for programs that ask instead of being told.

use axum::{Json, extract::State};
use domain::{EventId, EventKind, webhook};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use services::{
    Page, Services,
    feed::{self, ListFilter, Shown},
};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::describe::texts::EventType,
    Caller, Instant,
    error::Problem,
    extract::{Query, page_limit},
    filter::page_cursor,
    instant,
};

/// Events, newest first; with `since` those after an event, oldest first.
#[utoipa::path(get, path = "/events", params(ListQuery), responses((status = 200, body = EventList)))]
pub(super) async fn list_events(
    State(services): State<Services>,
    Caller(actor): Caller,
    Query(query): Query<ListQuery>,
) -> Result<Json<EventList>, Problem> {
    let kinds = query.kind.as_deref().map(event_type).transpose().map_err(Problem::incorrect)?.into_iter().collect();
    let (limit, after) = (page_limit(query.limit.as_deref())?, page_cursor(query.cursor.as_deref())?);
    let since = query.since.as_deref().map(event_id).transpose()?;
    Ok(Json(feed::list(&services, &actor, ListFilter { kinds, since, after, limit }).await?.into()))
}

fn event_id(text: &str) -> Result<EventId, Problem> {
    text.parse().map_err(|_| Problem::incorrect(format!("since: {text:?} is no id of an event, like evt_….")))
}

/// The type that a word names; else the sentence with the list of those that there are.
pub(super) fn event_type(word: &str) -> Result<EventKind, String> {
    let unknown = || {
        let known: Vec<_> = webhook::event_types().map(EventKind::word).collect();
        format!("type: there are no events {word:?}. There are {}.", known.join(", "))
    };
    webhook::event_type(word).ok_or_else(unknown)
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ListQuery {
    /// Only events of this type.
    #[serde(rename = "type")]
    #[param(inline, value_type = Option<EventType>)]
    kind: Option<String>,
    /// Only events after this one, the oldest of them first.
    #[param(inline, value_type = Option<EventId>)]
    since: Option<String>,
    /// How many rows a page has.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 10)]
    limit: Option<String>,
    /// The `next_cursor` of the page before.
    #[param(inline, value_type = Option<EventId>)]
    cursor: Option<String>,
}

/// An event, with the object as a webhook shows it.
#[derive(Serialize, ToSchema)]
pub(super) struct EventResponse {
    id: EventId,
    #[schema(example = "tax.event")]
    object: &'static str,
    /// Whether it is about live rows.
    livemode: bool,
    /// What happened.
    #[serde(rename = "type")]
    #[schema(value_type = EventType)]
    kind: &'static str,
    created_at: Instant,
    /// What somebody said about it.
    #[schema(required)]
    note: Option<String>,
    /// The object that it happened to, as a webhook shows it.
    #[schema(value_type = Object)]
    data: Value,
}

impl From<Shown> for EventResponse {
    fn from(Shown { event, livemode, data }: Shown) -> Self {
        Self {
            id: event.id,
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
#[derive(Serialize, ToSchema)]
pub(super) struct EventList {
    #[schema(example = "list")]
    object: &'static str,
    events: Vec<EventResponse>,
    /// Whether a page follows.
    has_more: bool,
    /// Left out on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    next_cursor: Option<EventId>,
}

impl From<Page<Shown, EventId>> for EventList {
    fn from(page: Page<Shown, EventId>) -> Self {
        Self {
            object: "list",
            events: page.rows.into_iter().map(EventResponse::from).collect(),
            has_more: page.next_cursor.is_some(),
            next_cursor: page.next_cursor,
        }
    }
}
