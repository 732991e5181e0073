use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Tx, on};
use crate::Actor;

/// A key that a call was made with, and how far that call is.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Row {
    pub(crate) claim: Uuid,
    pub(crate) called: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) locked_until: DateTime<Utc>,
    /// When the work was done for good; none: not yet.
    pub(crate) committed_at: Option<DateTime<Utc>>,
    pub(crate) body_hash: Option<Vec<u8>>,
    pub(crate) status: Option<i32>,
    pub(crate) answer: Option<Vec<u8>>,
}

/// A claim on a key that is to be taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NewClaim<'a> {
    pub(crate) key: &'a str,
    pub(crate) claim: Uuid,
    pub(crate) called: &'a str,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) locked_until: DateTime<Utc>,
}

pub(crate) async fn find(tx: &mut Tx, actor: &Actor, key: &str) -> sqlx::Result<Option<Row>> {
    on!(tx, |conn| sqlx::query_as(
        "select claim, called, created_at, locked_until, committed_at, body_hash, status, answer from idempotency_keys
         where account_id = $1 and livemode = $2 and key = $3"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(key)
    .fetch_optional(conn)
    .await)
}

/// Claims a key that nobody has used. False: somebody was faster.
pub(crate) async fn insert(tx: &mut Tx, actor: &Actor, new: NewClaim<'_>) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "insert into idempotency_keys (account_id, livemode, key, claim, called, created_at, locked_until)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(new.key)
    .bind(new.claim)
    .bind(new.called)
    .bind(new.created_at)
    .bind(new.locked_until)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Takes a key over from a claim that is void. False: somebody was faster.
pub(crate) async fn take_over(tx: &mut Tx, actor: &Actor, from: Uuid, new: NewClaim<'_>) -> sqlx::Result<bool> {
    let done = on!(tx, |conn| {
        sqlx::query(
        "update idempotency_keys set claim = $1, called = $2, created_at = $3, locked_until = $4, committed_at = null,
         body_hash = null, status = null, answer = null
         where account_id = $5 and livemode = $6 and key = $7 and claim = $8"
    )
    .bind(new.claim)
    .bind(new.called)
    .bind(new.created_at)
    .bind(new.locked_until)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(new.key)
    .bind(from)
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
    })?;
    Ok(done == 1)
}

/// Notes, in the transaction of the work, that it is done. False: the claim was taken over, so it must not be.
pub(crate) async fn mark_committed(tx: &mut Tx, actor: &Actor, claim: Uuid, now: DateTime<Utc>) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update idempotency_keys set committed_at = $1 where account_id = $2 and livemode = $3 and claim = $4"
    )
    .bind(now)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(claim)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Keeps the answer for whoever asks again.
pub(crate) async fn keep_answer(
    tx: &mut Tx,
    actor: &Actor,
    claim: Uuid,
    body_hash: &[u8],
    status: i32,
    answer: &[u8],
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update idempotency_keys set body_hash = $1, status = $2, answer = $3
         where account_id = $4 and livemode = $5 and claim = $6"
    )
    .bind(body_hash.to_vec())
    .bind(status)
    .bind(answer.to_vec())
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(claim)
    .execute(conn)
    .await
    .map(drop))
}

/// Frees a key whose call changed nothing.
pub(crate) async fn release(tx: &mut Tx, actor: &Actor, claim: Uuid) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "delete from idempotency_keys where account_id = $1 and livemode = $2 and claim = $3 and committed_at is null"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(claim)
    .execute(conn)
    .await
    .map(drop))
}

/// Lets go of the keys of calls that nobody answers any more, in all accounts.
pub(crate) async fn release_all(tx: &mut Tx, now: DateTime<Utc>) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update idempotency_keys set locked_until = $1 where status is null and locked_until > $1"
    )
    .bind(now)
    .execute(conn)
    .await
    .map(drop))
}

/// Forgets the keys of all accounts that are older than an instant.
pub(crate) async fn forget(tx: &mut Tx, before: DateTime<Utc>) -> sqlx::Result<u64> {
    on!(tx, |conn| sqlx::query("delete from idempotency_keys where created_at < $1")
        .bind(before)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))
}
