//! What happened, as a list: for programs that ask instead of being told, and for `certlane listen`.

use domain::{CustomerId, Event, EventId, EventKind, Role};
use serde_json::Value;

use crate::{Actor, Error, Page, Result, Services, store, store::feed::Filter, webhooks};

/// An event with what a webhook shows of it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The event.
    pub event: Event,
    /// Whether it is about live rows.
    pub livemode: bool,
    /// The object. In test mode as it was when it happened; in live mode as it is now.
    pub data: Value,
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// Only events of these kinds; none: every kind that webhooks tell.
    pub kinds: Vec<EventKind>,
    /// Only events after this one, and then the oldest first.
    pub since: Option<EventId>,
    /// The cursor of the page before.
    pub after: Option<EventId>,
    /// How many at most, 1 to 100.
    pub limit: usize,
}

/// Events that webhooks tell, newest first; those after an event oldest first, so that a program can go on where it was: there
/// an event is left out as long as one with an earlier id may still come.
pub async fn list(services: &Services, actor: &Actor, filter: ListFilter) -> Result<Page<Shown, EventId>> {
    actor.require(Role::Viewer)?;
    let limit = filter.limit.clamp(1, 100);
    let ListFilter { kinds, since, after, .. } = filter;
    let kinds = if kinds.is_empty() { domain::webhook::event_types().collect() } else { kinds };
    let now = services.clock.now();
    let mut tx = services.store.read().await?;
    let before = if since.is_some() { store::feed::complete_before(&mut tx, now).await? } else { None };
    let rows = store::feed::list(&mut tx, actor, &Filter { kinds, since, after, before }, limit as i64 + 1).await?;
    let page = Page::cut(rows, limit, |(event, _)| event.id);
    let mut rows = Vec::with_capacity(page.rows.len());
    for (event, kept) in page.rows {
        let data = match kept {
            Some(payload) => data_of(&payload)?,
            None => as_now(services, &mut tx, actor, &event).await?,
        };
        rows.push(Shown { event, livemode: actor.livemode(), data });
    }
    Ok(Page { rows, next_cursor: page.next_cursor })
}

fn data_of(payload: &str) -> Result<Value> {
    let mut payload: Value = serde_json::from_str(payload).map_err(Error::internal)?;
    Ok(payload["data"].take())
}

async fn as_now(services: &Services, tx: &mut store::Tx, actor: &Actor, event: &Event) -> Result<Value> {
    let Some(told) = webhooks::load(services, tx, actor, event).await? else { return Ok(Value::Null) };
    data_of(&(services.shape)(None, event, told).map_err(Error::internal)?)
}

/// The newest event of a kind about a customer.
pub(crate) async fn newest(services: &Services, actor: &Actor, kind: EventKind, customer: CustomerId) -> Result<Shown> {
    let mut tx = services.store.read().await?;
    let (event, kept) = store::feed::newest(&mut tx, actor, kind, customer).await?.ok_or(Error::NotFound)?;
    let data = kept.as_deref().map(data_of).transpose()?.unwrap_or_default();
    Ok(Shown { event, livemode: actor.livemode(), data })
}
