use chrono::{DateTime, Utc};
use domain::{AccountId, ReturnHost, Storefront};
use sqlx::types::Json;

use super::{Tx, on};

/// What the merchant decided; nothing, where there is no row.
pub(crate) async fn find(tx: &mut Tx, account: AccountId) -> sqlx::Result<Storefront> {
    let row: Option<(Json<Vec<ReturnHost>>, bool)> =
        on!(tx, |conn| sqlx::query_as("select return_hosts, adds_customers from storefronts where account_id = $1")
            .bind(account)
            .fetch_optional(conn)
            .await)?;
    Ok(row.map(|(hosts, adds_customers)| Storefront { return_hosts: hosts.0, adds_customers }).unwrap_or_default())
}

pub(crate) async fn save(
    tx: &mut Tx,
    account: AccountId,
    storefront: &Storefront,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| {
        sqlx::query(
        "insert into storefronts (account_id, return_hosts, adds_customers, updated_at) values ($1, $2, $3, $4)
         on conflict (account_id) do update
         set return_hosts = excluded.return_hosts, adds_customers = excluded.adds_customers, updated_at = excluded.updated_at"
    )
    .bind(account)
    .bind(Json(&storefront.return_hosts))
    .bind(storefront.adds_customers)
    .bind(now)
    .execute(conn)
    .await
    .map(drop)
    })
}

/// What a secret is derived from, and since when; the secret itself is not stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Secret {
    pub(crate) livemode: bool,
    pub(crate) generation: i32,
    pub(crate) key_id: String,
    pub(crate) made_by: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) ends_at: Option<DateTime<Utc>>,
}

/// The secrets of an account that count at an instant, newest first.
pub(crate) async fn secrets(tx: &mut Tx, account: AccountId, now: DateTime<Utc>) -> sqlx::Result<Vec<Secret>> {
    on!(tx, |conn| sqlx::query_as(
        "select livemode, generation, key_id, made_by, created_at, ends_at from storefront_secrets
         where account_id = $1 and (ends_at is null or ends_at > $2) order by generation desc"
    )
    .bind(account)
    .bind(now)
    .fetch_all(conn)
    .await)
}

/// Puts a secret into force, as the successor of the one before. False: somebody else was faster.
pub(crate) async fn insert_secret(tx: &mut Tx, account: AccountId, secret: &Secret) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "insert into storefront_secrets (account_id, livemode, generation, key_id, made_by, created_at)
         values ($1, $2, $3, $4, $5, $6) on conflict (account_id, livemode, generation) do nothing"
    )
    .bind(account)
    .bind(secret.livemode)
    .bind(secret.generation)
    .bind(&secret.key_id)
    .bind(&secret.made_by)
    .bind(secret.created_at)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Lets the secrets before a generation count until an instant, unless they end earlier.
pub(crate) async fn end_secrets(
    tx: &mut Tx,
    account: AccountId,
    livemode: bool,
    before: i32,
    ends_at: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update storefront_secrets set ends_at = $1
         where account_id = $2 and livemode = $3 and generation < $4 and ends_at is null"
    )
    .bind(ends_at)
    .bind(account)
    .bind(livemode)
    .bind(before)
    .execute(conn)
    .await
    .map(drop))
}

/// Notes that a link was used. False: it was used before.
pub(crate) async fn use_token(
    tx: &mut Tx,
    account: AccountId,
    livemode: bool,
    token_hash: &[u8],
    expires_at: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "insert into storefront_tokens (account_id, livemode, token_hash, expires_at) values ($1, $2, $3, $4)
         on conflict (account_id, livemode, token_hash) do nothing"
    )
    .bind(account)
    .bind(livemode)
    .bind(token_hash.to_vec())
    .bind(expires_at)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Whether a link was used before: a look that uses nothing up.
pub(crate) async fn is_used(tx: &mut Tx, account: AccountId, livemode: bool, token_hash: &[u8]) -> sqlx::Result<bool> {
    let found: Option<i32> = on!(tx, |conn| sqlx::query_scalar(
        "select 1 from storefront_tokens where account_id = $1 and livemode = $2 and token_hash = $3"
    )
    .bind(account)
    .bind(livemode)
    .bind(token_hash.to_vec())
    .fetch_optional(conn)
    .await)?;
    Ok(found.is_some())
}
