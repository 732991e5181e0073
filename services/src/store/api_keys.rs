use chrono::{DateTime, Utc};
use domain::{AccountId, ApiKeyId};

use super::{Tx, on};

pub(crate) async fn insert(
    tx: &mut Tx,
    account: AccountId,
    livemode: bool,
    id: ApiKeyId,
    hash: &[u8],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "insert into api_keys (id, account_id, livemode, key_hash, created_at) values ($1, $2, $3, $4, $5)"
    )
    .bind(id)
    .bind(account)
    .bind(livemode)
    .bind(hash.to_vec())
    .bind(now)
    .execute(conn)
    .await
    .map(drop))
}

/// Which key this is, and whose; the account is what is being asked for.
pub(crate) async fn find(tx: &mut Tx, hash: &[u8]) -> sqlx::Result<Option<(ApiKeyId, AccountId, bool)>> {
    on!(tx, |conn| sqlx::query_as(
        "select id, account_id, livemode from api_keys where key_hash = $1 and revoked_at is null"
    )
    .bind(hash.to_vec())
    .fetch_optional(conn)
    .await)
}
