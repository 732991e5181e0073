use chrono::{DateTime, Utc};
use domain::{AccountId, ApiKeyId, Permission};

use super::{Store, Tx, on, question::Question};

/// A key, without its secret.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    pub(crate) id: ApiKeyId,
    pub(crate) account_id: AccountId,
    pub(crate) livemode: bool,
    pub(crate) permission: Permission,
}

/// A key with how far the clock of its account's test rows is ahead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) key: Row,
    pub(crate) test_ahead_seconds: i64,
}

pub(crate) async fn insert(tx: &mut Tx, key: &Row, hash: &[u8], now: DateTime<Utc>) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "insert into api_keys (id, account_id, livemode, permission, key_hash, created_at)
         values ($1, $2, $3, $4, $5, $6)"
    )
    .bind(key.id)
    .bind(key.account_id)
    .bind(key.livemode)
    .bind(key.permission)
    .bind(hash.to_vec())
    .bind(now)
    .execute(conn)
    .await
    .map(drop))
}

/// Which key this is, and whose; the account is what is being asked for.
pub(crate) async fn find(store: &Store, hash: &[u8]) -> sqlx::Result<Option<Found>> {
    let mut question = Question::new(
        "select api_keys.id, account_id, livemode, permission, test_ahead_seconds
         from api_keys join accounts on accounts.id = account_id where revoked_at is null and key_hash = ",
    );
    question.push_bind(hash.to_vec());
    let found = store.row(&question, |row| {
        let (id, account_id) = (ApiKeyId(row.next()?), AccountId(row.next()?));
        let key = Row { id, account_id, livemode: row.next()?, permission: row.word()? };
        Ok(Found { key, test_ahead_seconds: row.next()? })
    });
    found.await
}

/// Takes a key back; the first time counts. False: there is no such key. For the operator, who belongs to no account.
pub(crate) async fn revoke(tx: &mut Tx, hash: &[u8], now: DateTime<Utc>) -> sqlx::Result<bool> {
    let done =
        on!(tx, |conn| sqlx::query("update api_keys set revoked_at = coalesce(revoked_at, $1) where key_hash = $2")
            .bind(now)
            .bind(hash.to_vec())
            .execute(conn)
            .await
            .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
