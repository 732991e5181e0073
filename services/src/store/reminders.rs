//! The columns of accounts and requests that say when buyers are reminded.

use chrono::{DateTime, Utc};
use domain::{AccountId, Cadence, RequestId, reminders::ReminderStop};
use sqlx::{QueryBuilder, types::Json};

use super::{Tx, on, push_dial};
use crate::{Actor, world::Dial};

/// How far the reminders of a request are.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Progress {
    /// What the request itself says; none: as the account says.
    reminders: Option<Json<Cadence>>,
    /// When the sweep looks at it next.
    pub(crate) remind_at: Option<DateTime<Utc>>,
    /// When the last one was written.
    pub(crate) reminded_at: Option<DateTime<Utc>>,
    reminders_sent: i32,
    /// Who ended them.
    pub(crate) reminders_stopped: Option<ReminderStop>,
}

impl Progress {
    /// How many were written.
    pub(crate) fn sent(&self) -> u32 {
        self.reminders_sent.unsigned_abs()
    }

    /// The request's own cadence, else that of its account.
    pub(crate) fn cadence(&self, accounts: Cadence) -> Cadence {
        self.reminders.clone().map_or(accounts, |own| own.0)
    }
}

/// When the buyers of an account are reminded, unless a request says otherwise.
pub(crate) async fn cadence(tx: &mut Tx, account: AccountId) -> sqlx::Result<Cadence> {
    let found: Option<Option<Json<Cadence>>> =
        on!(tx, |conn| sqlx::query_scalar("select reminders from accounts where id = $1")
            .bind(account)
            .fetch_optional(conn)
            .await)?;
    Ok(found.flatten().map(|cadence| cadence.0).unwrap_or_default())
}

/// Changes it, and lets the sweep look at every open request that follows it.
pub(crate) async fn set_cadence(
    tx: &mut Tx,
    account: AccountId,
    cadence: &Cadence,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(&mut *tx, |conn| sqlx::query("update accounts set reminders = $1 where id = $2")
        .bind(Json(cadence))
        .bind(account)
        .execute(conn)
        .await
        .map(drop))?;
    on!(tx, |conn| sqlx::query(
        "update certificate_requests set remind_at = $1
         where account_id = $2 and livemode in (true, false) and status = 'pending' and delivery_method = 'email'
         and reminders is null
         and reminders_stopped is null"
    )
    .bind(now)
    .bind(account)
    .execute(conn)
    .await
    .map(drop))
}

pub(crate) async fn find(tx: &mut Tx, actor: &Actor, request: RequestId) -> sqlx::Result<Option<Progress>> {
    on!(tx, |conn| sqlx::query_as(
        "select reminders, remind_at, reminded_at, reminders_sent, reminders_stopped from certificate_requests
         where account_id = $1 and livemode = $2 and id = $3"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .fetch_optional(conn)
    .await)
}

/// Keeps a request's own cadence, where it has one.
pub(crate) async fn set_own_cadence(
    tx: &mut Tx,
    actor: &Actor,
    request: RequestId,
    cadence: Option<&Cadence>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update certificate_requests set reminders = $1 where account_id = $2 and livemode = $3 and id = $4"
    )
    .bind(cadence.map(Json))
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .execute(conn)
    .await
    .map(drop))
}

/// Notes when to look next; none: there is nothing more to send.
pub(crate) async fn look_again(
    tx: &mut Tx,
    actor: &Actor,
    request: RequestId,
    at: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update certificate_requests set remind_at = $1 where account_id = $2 and livemode = $3 and id = $4"
    )
    .bind(at)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .execute(conn)
    .await
    .map(drop))
}

/// Lets the sweep look later at a request that is due.
pub(crate) async fn put_off(
    tx: &mut Tx,
    actor: &Actor,
    request: RequestId,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update certificate_requests set remind_at = $1
         where account_id = $2 and livemode = $3 and id = $4 and remind_at <= $5"
    )
    .bind(until)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .bind(now)
    .execute(conn)
    .await
    .map(drop))
}

/// Counts a reminder that was just written.
pub(crate) async fn count(tx: &mut Tx, actor: &Actor, request: RequestId, now: DateTime<Utc>) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update certificate_requests set reminders_sent = reminders_sent + 1, reminded_at = $1
         where account_id = $2 and livemode = $3 and id = $4"
    )
    .bind(now)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .execute(conn)
    .await
    .map(drop))
}

/// Ends the reminders of an open request. What the buyer said stays, whoever else stops them. False: nothing changed.
pub(crate) async fn stop(tx: &mut Tx, actor: &Actor, request: RequestId, by: ReminderStop) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update certificate_requests set reminders_stopped = $1, remind_at = null
         where account_id = $2 and livemode = $3 and id = $4 and status = 'pending'
         and (reminders_stopped is null or (reminders_stopped <> $1 and $1 = 'buyer'))"
    )
    .bind(by)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Up to `limit` open requests that the sweep has to look at by a dial, the most overdue first.
pub(crate) async fn due(tx: &mut Tx, dial: &Dial, limit: i64) -> sqlx::Result<Vec<(RequestId, AccountId, bool)>> {
    on!(tx, |conn| {
        let mut query = QueryBuilder::new(
            "select id, account_id, livemode from certificate_requests where status = 'pending' and remind_at <= ",
        );
        query.push_bind(dial.now);
        push_dial!(query, dial);
        query.push(" order by remind_at limit ").push_bind(limit).build_query_as().fetch_all(conn).await
    })
}
