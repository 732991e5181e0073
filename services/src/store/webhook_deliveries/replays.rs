//! Sending again by hand.

use chrono::{DateTime, Duration, Utc};
use domain::{WebhookDeliveryId, WebhookEndpointId, webhook::DeliveryStatus};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{
    super::{Tx, Window, on, push_list},
    push_of_status,
};
use crate::Actor;

/// Sends one delivery again, from the first pause on. One that is on its way right now is sent when that attempt has ended.
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

impl Range {
    fn status(self) -> &'static str {
        if self.also_succeeded { " and status <> 'pending'" } else { " and status = 'failed'" }
    }
}

/// Those of a range that have come to an end, the oldest after `after` first; a look that takes no lock.
pub(crate) async fn to_replay(
    tx: &mut Tx,
    actor: &Actor,
    range: Range,
    after: Option<WebhookDeliveryId>,
    limit: i64,
) -> sqlx::Result<Vec<WebhookDeliveryId>> {
    let (first, last) = Window { from: Some(range.since), until: Some(range.until) }.ids(Duration::zero());
    let after = after.map_or(first.unwrap_or_default(), |after| after.0);
    let before = last.unwrap_or(Uuid::max());
    on!(tx, |conn| {
        let mut query = QueryBuilder::new("select id from webhook_deliveries where endpoint_id = ");
        query.push_bind(range.endpoint).push(" and account_id = ").push_bind(actor.account());
        query.push(" and livemode = ").push_bind(actor.livemode());
        query.push(" and created_at >= ").push_bind(range.since).push(" and created_at < ").push_bind(range.until);
        if range.also_succeeded {
            query.push(" and status <> 'pending' and id > ").push_bind(after).push(" and id < ").push_bind(before);
            query.push(" order by id");
        } else {
            push_of_status!(query, DeliveryStatus::Failed, after, before).push(" order by status, id");
        }
        query.push(" limit ").push_bind(limit).build_query_scalar().fetch_all(conn).await
    })
}

/// Sends those of them again that have still come to an end, and says how many there are; never without an id.
pub(crate) async fn replay_portion(
    tx: &mut Tx,
    actor: &Actor,
    range: Range,
    ids: &[WebhookDeliveryId],
    now: DateTime<Utc>,
) -> sqlx::Result<u64> {
    on!(tx, |conn| {
        let mut query = QueryBuilder::new("update webhook_deliveries set status = 'pending', next_attempt_at = ");
        query.push_bind(now).push(", attempts_before = attempts where account_id = ").push_bind(actor.account());
        query.push(" and livemode = ").push_bind(actor.livemode()).push(range.status()).push(" and id in ");
        push_list!(query, ids.iter().copied());
        query.build().execute(conn).await.map(|done| done.rows_affected())
    })
}
