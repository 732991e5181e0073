//! Events on their way to endpoints, and the attempts to hand them over.

use chrono::{DateTime, Utc};
use domain::{
    AccountId, EventId, EventKind, WebhookAttempt, WebhookAttemptId, WebhookDelivery, WebhookDeliveryId,
    WebhookEndpointId,
    webhook::{DeliveryStatus, NoAnswer},
};
use sqlx::QueryBuilder;

use super::{Tx, on, push_list};
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
        if let Some(status) = filter.status {
            query.push(" and status = ").push_bind(status);
        }
        if let Some(before) = filter.before {
            query.push(" and id < ").push_bind(before);
        }
        query.push(" order by id desc limit ").push_bind(limit).build_query_as().fetch_all(conn).await
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

/// Whether a delivery is due: a look that takes no lock.
pub(crate) async fn is_due(tx: &mut Tx, busy: &[WebhookEndpointId], now: DateTime<Utc>) -> sqlx::Result<bool> {
    let found: Option<i32> = on!(tx, |conn| {
        let mut query = QueryBuilder::new("select 1 from webhook_deliveries where next_attempt_at <= ");
        query.push_bind(now).push(" and (locked_until is null or locked_until <= ").push_bind(now).push(")");
        if !busy.is_empty() {
            query.push(" and endpoint_id not in ");
            push_list!(query, busy.iter().copied());
        }
        query.push(" limit 1").build_query_scalar().fetch_optional(conn).await
    })?;
    Ok(found.is_some())
}

/// Takes the delivery that is due longest, to an endpoint that is not busy, and keeps others from it until `locked_until`.
pub(crate) async fn claim(
    tx: &mut Tx,
    busy: &[WebhookEndpointId],
    now: DateTime<Utc>,
    locked_until: DateTime<Utc>,
) -> sqlx::Result<Option<WebhookDelivery>> {
    let skip_locked = tx.skip_locked();
    let row: Option<Row> = on!(tx, |conn| {
        let mut query = QueryBuilder::new("update webhook_deliveries set locked_until = ");
        query.push_bind(locked_until).push(" where id = (select id from webhook_deliveries where next_attempt_at <= ");
        query.push_bind(now).push(" and (locked_until is null or locked_until <= ").push_bind(now).push(")");
        if !busy.is_empty() {
            query.push(" and endpoint_id not in ");
            push_list!(query, busy.iter().copied());
        }
        query.push(" order by next_attempt_at limit 1").push(skip_locked).push(concat!(") returning ", columns!()));
        query.build_query_as().fetch_optional(conn).await
    })?;
    Ok(row.map(Into::into))
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

/// Notes what became of the delivery, and lets go of it. False: its endpoint was deleted meanwhile.
pub(crate) async fn settle(
    tx: &mut Tx,
    account: AccountId,
    id: WebhookDeliveryId,
    status: DeliveryStatus,
    next_attempt_at: Option<DateTime<Utc>>,
) -> sqlx::Result<bool> {
    let done = on!(tx, |conn| {
        sqlx::query(
        "update webhook_deliveries set status = $1, next_attempt_at = $2, locked_until = null, attempts = attempts + 1
         where account_id = $3 and id = $4"
    )
    .bind(status)
    .bind(next_attempt_at)
    .bind(account)
    .bind(id)
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Gives up all that waits for an endpoint.
pub(crate) async fn give_up(tx: &mut Tx, account: AccountId, endpoint: WebhookEndpointId) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update webhook_deliveries set status = 'failed', next_attempt_at = null, locked_until = null
         where account_id = $1 and endpoint_id = $2 and status = 'pending'"
    )
    .bind(account)
    .bind(endpoint)
    .execute(conn)
    .await
    .map(drop))
}

/// Lets all that waits for an endpoint wait at least until an instant.
pub(crate) async fn hold_back(
    tx: &mut Tx,
    account: AccountId,
    endpoint: WebhookEndpointId,
    until: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update webhook_deliveries set next_attempt_at = $1
         where account_id = $2 and endpoint_id = $3 and next_attempt_at < $1"
    )
    .bind(until)
    .bind(account)
    .bind(endpoint)
    .execute(conn)
    .await
    .map(drop))
}

/// Sends one delivery again, from the first pause on.
pub(crate) async fn replay(
    tx: &mut Tx,
    actor: &Actor,
    id: WebhookDeliveryId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update webhook_deliveries set status = 'pending', next_attempt_at = $1, attempts_before = attempts
         where account_id = $2 and livemode = $3 and id = $4"
    )
    .bind(now)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Which deliveries of an endpoint are sent again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    pub(crate) endpoint: WebhookEndpointId,
    pub(crate) since: DateTime<Utc>,
    /// not itself in it
    pub(crate) until: DateTime<Utc>,
    pub(crate) also_succeeded: bool,
}

/// Sends those that have come to an end again, and says how many there are.
pub(crate) async fn replay_range(tx: &mut Tx, actor: &Actor, range: Range, now: DateTime<Utc>) -> sqlx::Result<u64> {
    on!(tx, |conn| {
        let mut query = QueryBuilder::new("update webhook_deliveries set status = 'pending', next_attempt_at = ");
        query.push_bind(now).push(", attempts_before = attempts where account_id = ").push_bind(actor.account());
        query.push(" and livemode = ").push_bind(actor.livemode());
        query.push(" and endpoint_id = ").push_bind(range.endpoint);
        query.push(" and created_at >= ").push_bind(range.since).push(" and created_at < ").push_bind(range.until);
        query.push(if range.also_succeeded { " and status <> 'pending'" } else { " and status = 'failed'" });
        query.build().execute(conn).await.map(|done| done.rows_affected())
    })
}

/// Forgets the oldest of those that have come to an end before an instant, as many as `limit`; says how many.
pub(crate) async fn forget(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> sqlx::Result<u64> {
    on!(tx, |conn| sqlx::query(
        "delete from webhook_deliveries where id in
         (select id from webhook_deliveries where created_at < $1 and next_attempt_at is null
          order by created_at limit $2)"
    )
    .bind(before)
    .bind(limit)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))
}

/// Takes every delivery back from whoever held it.
pub(crate) async fn release_all(tx: &mut Tx) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("update webhook_deliveries set locked_until = null where locked_until is not null")
        .execute(conn)
        .await
        .map(drop))
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
