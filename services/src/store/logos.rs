use chrono::{DateTime, Utc};
use domain::AccountId;

use super::{Tx, on};

/// The picture of this digest, if it is the account's.
pub(crate) async fn find(tx: &mut Tx, account: AccountId, sha256: &str) -> sqlx::Result<Option<Vec<u8>>> {
    on!(tx, |conn| sqlx::query_scalar("select png from logos where account_id = $1 and sha256 = $2")
        .bind(account)
        .bind(sha256)
        .fetch_optional(conn)
        .await)
}

/// Puts a logo in the place of whichever there was.
pub(crate) async fn save(
    tx: &mut Tx,
    account: AccountId,
    sha256: &str,
    png: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "insert into logos (account_id, sha256, png, created_at) values ($1, $2, $3, $4)
         on conflict (account_id) do update
         set sha256 = excluded.sha256, png = excluded.png, created_at = excluded.created_at"
    )
    .bind(account)
    .bind(sha256)
    .bind(png)
    .bind(now)
    .execute(conn)
    .await
    .map(drop))
}

/// Removes the account's logo; says whether there was one.
pub(crate) async fn delete(tx: &mut Tx, account: AccountId) -> sqlx::Result<bool> {
    let deleted = on!(tx, |conn| sqlx::query("delete from logos where account_id = $1")
        .bind(account)
        .execute(conn)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(deleted > 0)
}
