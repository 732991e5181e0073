use chrono::{DateTime, Utc};
use domain::{AccountId, UserId};

use super::{Tx, on};

pub(crate) async fn insert(
    tx: &mut Tx,
    token_hash: &[u8],
    user: UserId,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "insert into sessions (token_hash, user_id, created_at, expires_at) values ($1, $2, $3, $4)"
    )
    .bind(token_hash.to_vec())
    .bind(user)
    .bind(now)
    .bind(expires_at)
    .execute(conn)
    .await
    .map(drop))
}

/// Whose session it is, and whether it shows live rows; the role is read afresh on each use, so that a change counts at once.
pub(crate) async fn find(
    tx: &mut Tx,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<Option<(AccountId, UserId, bool)>> {
    on!(tx, |conn| sqlx::query_as(
        "select users.account_id, users.id, sessions.livemode
         from sessions join users on users.id = sessions.user_id
         where sessions.token_hash = $1 and sessions.expires_at > $2"
    )
    .bind(token_hash.to_vec())
    .bind(now)
    .fetch_optional(conn)
    .await)
}

/// Chooses which rows a session shows.
pub(crate) async fn set_mode(tx: &mut Tx, token_hash: &[u8], livemode: bool) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("update sessions set livemode = $1 where token_hash = $2")
        .bind(livemode)
        .bind(token_hash.to_vec())
        .execute(conn)
        .await
        .map(drop))
}

pub(crate) async fn delete(tx: &mut Tx, token_hash: &[u8]) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("delete from sessions where token_hash = $1")
        .bind(token_hash.to_vec())
        .execute(conn)
        .await
        .map(drop))
}

/// Ends every session of a user.
pub(crate) async fn delete_of(tx: &mut Tx, user: UserId) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("delete from sessions where user_id = $1").bind(user).execute(conn).await.map(drop))
}

pub(crate) async fn delete_expired(tx: &mut Tx, now: DateTime<Utc>) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("delete from sessions where expires_at <= $1").bind(now).execute(conn).await.map(drop))
}
