//! Events as a list of their account and mode.

use chrono::{DateTime, Duration, Utc};
use domain::{CustomerId, Event, EventId, EventKind};
use sqlx::QueryBuilder;

use super::{Tx, events::Row, first_id, on, push_list};
use crate::Actor;

/// What the list is narrowed to; never without a kind.
#[derive(Debug, Clone)]
pub(crate) struct Filter {
    pub(crate) kinds: Vec<EventKind>,
    pub(crate) since: Option<EventId>,
    pub(crate) after: Option<EventId>,
    /// Only those before this id.
    pub(crate) before: Option<EventId>,
}

/// By so much the clocks of the servers that share a database may differ, and so long an event may take from its id to its row.
const SKEW: Duration = Duration::seconds(1);

/// The id before which no event comes in any more, by the clock of whoever asks; none: that is so of all. Several write at once
/// on PostgreSQL, and an event may have an earlier id than another one and a later commit: what may still be under way began
/// with the oldest transaction of this role's that has written something. SQLite has one writer, so ids and commits have one order.
pub(crate) async fn complete_before(tx: &mut Tx, now: DateTime<Utc>) -> sqlx::Result<Option<EventId>> {
    let Tx::Postgres(tx) = tx else { return Ok(None) };
    let oldest: Option<f64> = sqlx::query_scalar(
        "select extract(epoch from clock_timestamp() - min(xact_start))::float8 from pg_stat_activity
         where datname = current_database() and backend_xid is not null",
    )
    .fetch_one(&mut **tx)
    .await?;
    let under_way = Duration::milliseconds((oldest.unwrap_or_default().max(0.0) * 1_000.0).ceil() as i64);
    Ok(Some(EventId(first_id(now - under_way - SKEW))))
}

#[derive(sqlx::FromRow)]
struct WithPayload {
    #[sqlx(flatten)]
    event: Row,
    payload: Option<String>,
}

/// Newest first, or from an event on oldest first; each with the payload that was kept.
pub(crate) async fn list(
    tx: &mut Tx,
    actor: &Actor,
    filter: &Filter,
    limit: i64,
) -> sqlx::Result<Vec<(Event, Option<String>)>> {
    let rows: Vec<WithPayload> = on!(tx, |conn| {
        let mut query = QueryBuilder::new(
            "select id, kind, customer_id, request_id, certificate_id, actor, note, at, payload from events
             where account_id = ",
        );
        query.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode()).push(" and kind in ");
        push_list!(query, filter.kinds.iter().copied());
        if let Some(since) = filter.since {
            query.push(" and id > ").push_bind(since);
        }
        if let Some(after) = filter.after {
            query.push(if filter.since.is_some() { " and id > " } else { " and id < " }).push_bind(after);
        }
        if let Some(before) = filter.before {
            query.push(" and id < ").push_bind(before);
        }
        query.push(if filter.since.is_some() { " order by id limit " } else { " order by id desc limit " });
        query.push_bind(limit).build_query_as().fetch_all(conn).await
    })?;
    Ok(rows.into_iter().map(|row| (row.event.into(), row.payload)).collect())
}

/// Keeps what an event showed when it happened.
pub(crate) async fn keep(tx: &mut Tx, actor: &Actor, id: EventId, payload: &str) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("update events set payload = $1 where account_id = $2 and livemode = $3 and id = $4")
        .bind(payload)
        .bind(actor.account())
        .bind(actor.livemode())
        .bind(id)
        .execute(conn)
        .await
        .map(drop))
}

/// The newest event of a kind about a customer.
pub(crate) async fn newest(
    tx: &mut Tx,
    actor: &Actor,
    kind: EventKind,
    customer: CustomerId,
) -> sqlx::Result<Option<(Event, Option<String>)>> {
    let row: Option<WithPayload> = on!(tx, |conn| sqlx::query_as(
        "select id, kind, customer_id, request_id, certificate_id, actor, note, at, payload from events
         where account_id = $1 and livemode = $2 and kind = $3 and customer_id = $4 order by id desc limit 1"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(kind)
    .bind(customer)
    .fetch_optional(conn)
    .await)?;
    Ok(row.map(|row| (row.event.into(), row.payload)))
}
