//! What waits for its next attempt: found, held while it is on its way, and settled.
//!
//! Whoever changes what waits, except for taking and releasing it, locks the row of the endpoint first
//! (`store::webhooks::find_for_update`). So on PostgreSQL too an attempt, a replay and a switch come one after the other.

use chrono::{DateTime, Utc};
use domain::{AccountId, WebhookDelivery, WebhookDeliveryId, WebhookEndpointId, webhook::DeliveryStatus};
use sqlx::QueryBuilder;

use super::{
    super::{Tx, on, push_list},
    Row, columns,
};

/// A delivery as it was when a worker took it, and until when it is the worker's.
#[derive(Debug, Clone)]
pub(crate) struct Claimed {
    pub(crate) delivery: WebhookDelivery,
    pub(crate) locked_until: DateTime<Utc>,
}

/// The delivery that is due longest of each endpoint that takes some now and is not busy, as many as `limit`; a look that
/// takes no lock. It goes from endpoint to endpoint along the index of what waits, and passes the queues of busy ones over:
/// however long they are, others are not found later.
pub(crate) async fn due(
    tx: &mut Tx,
    busy: &[WebhookEndpointId],
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<WebhookDeliveryId>> {
    on!(tx, |conn| {
        let mut query = QueryBuilder::new(
            "with recursive waiting (endpoint_id) as (
                 select endpoint_id from (select endpoint_id from webhook_deliveries
                     where next_attempt_at is not null order by endpoint_id limit 1) as first
                 union all
                 select (select endpoint_id from webhook_deliveries
                     where next_attempt_at is not null and endpoint_id > waiting.endpoint_id
                     order by endpoint_id limit 1)
                 from waiting where waiting.endpoint_id is not null
             ),
             earliest (id) as (
                 select (select id from webhook_deliveries
                     where endpoint_id = webhook_endpoints.id and next_attempt_at <= ",
        );
        query.push_bind(now).push(" and (locked_until is null or locked_until <= ").push_bind(now);
        query.push(
            ") order by next_attempt_at limit 1)
             from waiting cross join webhook_endpoints
             where webhook_endpoints.id = waiting.endpoint_id and status = 'enabled' and deleted_at is null
                 and (held_until is null or held_until <= ",
        );
        query.push_bind(now).push(")");
        if !busy.is_empty() {
            query.push(" and webhook_endpoints.id not in ");
            push_list!(query, busy.iter().copied());
        }
        query.push(
            ") select webhook_deliveries.id from earliest cross join webhook_deliveries
             where webhook_deliveries.id = earliest.id order by next_attempt_at limit ",
        );
        query.push_bind(limit).build_query_scalar().fetch_all(conn).await
    })
}

/// Takes a delivery that is due, and keeps others from it until `locked_until`. None: somebody else was faster.
pub(crate) async fn claim(
    tx: &mut Tx,
    id: WebhookDeliveryId,
    now: DateTime<Utc>,
    locked_until: DateTime<Utc>,
) -> sqlx::Result<Option<Claimed>> {
    let skip_locked = tx.skip_locked();
    let row: Option<Row> = on!(tx, |conn| {
        let mut query = QueryBuilder::new("update webhook_deliveries set locked_until = ");
        query.push_bind(locked_until).push(" where id = (select id from webhook_deliveries where id = ").push_bind(id);
        query.push(" and next_attempt_at <= ").push_bind(now);
        query.push(" and (locked_until is null or locked_until <= ").push_bind(now).push(")");
        query.push(skip_locked).push(concat!(") returning ", columns!()));
        query.build_query_as().fetch_optional(conn).await
    })?;
    Ok(row.map(|row| Claimed { delivery: row.into(), locked_until }))
}

/// Notes what became of a delivery, and lets go of it. False: it is not as it was when it was taken, since it was sent again
/// by hand, given up, taken over or removed meanwhile; then that counts, and the attempt decides nothing.
pub(crate) async fn settle(
    tx: &mut Tx,
    claimed: &Claimed,
    status: DeliveryStatus,
    next_attempt_at: Option<DateTime<Utc>>,
) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update webhook_deliveries set status = $1, next_attempt_at = $2, locked_until = null, attempts = attempts + 1
         where account_id = $3 and id = $4 and locked_until = $5 and next_attempt_at = $6"
    )
    .bind(status)
    .bind(next_attempt_at)
    .bind(claimed.delivery.account_id)
    .bind(claimed.delivery.id)
    .bind(claimed.locked_until)
    .bind(claimed.delivery.next_attempt_at)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Counts an attempt that decides nothing any more as one of those before, so that what comes has ten of its own, and lets go
/// unless somebody else holds the delivery by now. False: it was removed.
pub(crate) async fn count_late(tx: &mut Tx, claimed: &Claimed) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update webhook_deliveries set attempts = attempts + 1, attempts_before = attempts_before + 1,
             locked_until = nullif(locked_until, $1)
         where account_id = $2 and id = $3"
    )
    .bind(claimed.locked_until)
    .bind(claimed.delivery.account_id)
    .bind(claimed.delivery.id)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Gives up the earliest of what waits for an endpoint, as many as `limit`; says how many.
pub(crate) async fn give_up(
    tx: &mut Tx,
    account: AccountId,
    endpoint: WebhookEndpointId,
    limit: i64,
) -> sqlx::Result<u64> {
    on!(tx, |conn| sqlx::query(
        "update webhook_deliveries set status = 'failed', next_attempt_at = null, locked_until = null
         where next_attempt_at is not null and id in
             (select id from webhook_deliveries
              where account_id = $1 and endpoint_id = $2 and next_attempt_at is not null
              order by next_attempt_at limit $3)"
    )
    .bind(account)
    .bind(endpoint)
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
