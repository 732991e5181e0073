//! Events on their way to endpoints, and the attempts to hand them over.

mod queue;
mod replays;

use chrono::{DateTime, Utc};
use domain::{
    AccountId, EventId, EventKind, WebhookAttempt, WebhookAttemptId, WebhookDelivery, WebhookDeliveryId,
    WebhookEndpointId,
    webhook::{DeliveryStatus, NoAnswer},
};
use sqlx::QueryBuilder;
use uuid::Uuid;

pub(crate) use self::{
    queue::{Claimed, claim, count_late, due, give_up, release_all, settle},
    replays::{Range, replay, replay_portion, to_replay},
};
use super::{Tx, on};
use crate::Actor;

#[derive(sqlx::FromRow)]
struct Row {
    id: WebhookDeliveryId,
    account_id: AccountId,
    livemode: bool,
    endpoint_id: WebhookEndpointId,
    event_id: EventId,
    kind: EventKind,
    payload: String,
    status: DeliveryStatus,
    attempts: i32,
    attempts_before: i32,
    next_attempt_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl From<Row> for WebhookDelivery {
    fn from(row: Row) -> Self {
        let Row { id, account_id, livemode, endpoint_id, event_id, kind, payload, .. } = row;
        let Row { status, attempts, attempts_before, next_attempt_at, created_at, .. } = row;
        Self {
            id,
            account_id,
            livemode,
            endpoint_id,
            event_id,
            kind,
            payload,
            status,
            attempts,
            attempts_before,
            next_attempt_at,
            created_at,
        }
    }
}

macro_rules! columns {
    () => {
        "id, account_id, livemode, endpoint_id, event_id, kind, payload, status, attempts, attempts_before, \
         next_attempt_at, created_at"
    };
}
use columns;

/// Narrows a query to one status, and to the ids between two. Both are one place in the index of these: SQLite, which keeps no
/// statistics, would else take the index of the ids alone for as good, and look at all that has another status.
macro_rules! push_of_status {
    ($query:expr, $status:expr, $after:expr, $before:expr) => {{
        $query.push(" and (status, id) > (").push_bind($status).push(", ").push_bind($after);
        $query.push(") and (status, id) < (").push_bind($status).push(", ").push_bind($before).push(")")
    }};
}
use push_of_status;

pub(crate) async fn insert(tx: &mut Tx, delivery: &WebhookDelivery) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(concat!(
        "insert into webhook_deliveries (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    ))
    .bind(delivery.id)
    .bind(delivery.account_id)
    .bind(delivery.livemode)
    .bind(delivery.endpoint_id)
    .bind(delivery.event_id)
    .bind(delivery.kind)
    .bind(&delivery.payload)
    .bind(delivery.status)
    .bind(delivery.attempts)
    .bind(delivery.attempts_before)
    .bind(delivery.next_attempt_at)
    .bind(delivery.created_at)
    .execute(conn)
    .await
    .map(drop))
}

pub(crate) async fn find(tx: &mut Tx, actor: &Actor, id: WebhookDeliveryId) -> sqlx::Result<Option<WebhookDelivery>> {
    let row: Option<Row> = on!(tx, |conn| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from webhook_deliveries where account_id = $1 and livemode = $2 and id = $3"
    ))
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .fetch_optional(conn)
    .await)?;
    Ok(row.map(Into::into))
}

/// What a list of deliveries is narrowed to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filter {
    pub(crate) endpoint: WebhookEndpointId,
    pub(crate) status: Option<DeliveryStatus>,
    pub(crate) before: Option<WebhookDeliveryId>,
}

/// What was sent to an endpoint, newest first.
pub(crate) async fn list(tx: &mut Tx, actor: &Actor, filter: Filter, limit: i64) -> sqlx::Result<Vec<WebhookDelivery>> {
    let rows: Vec<Row> = on!(tx, |conn| {
        let mut query =
            QueryBuilder::new(concat!("select ", columns!(), " from webhook_deliveries where endpoint_id = "));
        query.push_bind(filter.endpoint).push(" and account_id = ").push_bind(actor.account());
        query.push(" and livemode = ").push_bind(actor.livemode());
        let before = filter.before.map_or(Uuid::max(), |before| before.0);
        match filter.status {
            Some(status) => push_of_status!(query, status, Uuid::nil(), before).push(" order by status desc, id desc"),
            None => query.push(" and id < ").push_bind(before).push(" order by id desc"),
        };
        query.push(" limit ").push_bind(limit).build_query_as().fetch_all(conn).await
    })?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The attempts of a delivery, in order.
pub(crate) async fn attempts(
    tx: &mut Tx,
    account: AccountId,
    delivery: WebhookDeliveryId,
) -> sqlx::Result<Vec<WebhookAttempt>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        id: WebhookAttemptId,
        at: DateTime<Utc>,
        duration_ms: i32,
        status_code: Option<i32>,
        error: Option<NoAnswer>,
        answer: String,
    }
    let rows: Vec<Row> = on!(tx, |conn| sqlx::query_as(
        "select id, at, duration_ms, status_code, error, answer from webhook_attempts
         where account_id = $1 and delivery_id = $2 order by id"
    )
    .bind(account)
    .bind(delivery)
    .fetch_all(conn)
    .await)?;
    let attempt = |Row { id, at, duration_ms, status_code, error, answer }| WebhookAttempt {
        id,
        at,
        duration_ms,
        status_code,
        error,
        answer,
    };
    Ok(rows.into_iter().map(attempt).collect())
}

/// Notes an attempt.
pub(crate) async fn insert_attempt(
    tx: &mut Tx,
    account: AccountId,
    delivery: WebhookDeliveryId,
    attempt: &WebhookAttempt,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "insert into webhook_attempts (id, account_id, delivery_id, at, duration_ms, status_code, error, answer)
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(attempt.id)
    .bind(account)
    .bind(delivery)
    .bind(attempt.at)
    .bind(attempt.duration_ms)
    .bind(attempt.status_code)
    .bind(attempt.error)
    .bind(&attempt.answer)
    .execute(conn)
    .await
    .map(drop))
}

/// Forgets the oldest of those that have come to an end before an instant, as many as `limit`; says how many.
pub(crate) async fn forget(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> sqlx::Result<u64> {
    on!(tx, |conn| sqlx::query(
        "delete from webhook_deliveries where next_attempt_at is null and id in
         (select id from webhook_deliveries where created_at < $1 and next_attempt_at is null
          order by created_at limit $2)"
    )
    .bind(before)
    .bind(limit)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))
}

/// Whether one that has come to an end is older than an instant: a look that takes no lock.
pub(crate) async fn any_older(tx: &mut Tx, before: DateTime<Utc>) -> sqlx::Result<bool> {
    let found: Option<i32> = on!(tx, |conn| sqlx::query_scalar(
        "select 1 from webhook_deliveries where created_at < $1 and next_attempt_at is null limit 1"
    )
    .bind(before)
    .fetch_optional(conn)
    .await)?;
    Ok(found.is_some())
}

/// Removes some of what was sent to an endpoint, as many as `limit`; says how many.
pub(crate) async fn remove(
    tx: &mut Tx,
    account: AccountId,
    endpoint: WebhookEndpointId,
    limit: i64,
) -> sqlx::Result<u64> {
    on!(tx, |conn| sqlx::query(
        "delete from webhook_deliveries where id in
         (select id from webhook_deliveries where account_id = $1 and endpoint_id = $2 order by id limit $3)"
    )
    .bind(account)
    .bind(endpoint)
    .bind(limit)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))
}

#[cfg(test)]
mod tests;
