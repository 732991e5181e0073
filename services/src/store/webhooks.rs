//! Endpoints of webhooks, and what their secrets follow from.

use chrono::{DateTime, Utc};
use domain::{
    AccountId, EventKind, WebhookEndpoint, WebhookEndpointId,
    webhook::{Dialect, DisabledBecause, EndpointStatus},
};
use sqlx::{QueryBuilder, types::Json};

use super::{Tx, on};
use crate::Actor;

#[derive(sqlx::FromRow)]
struct Row {
    id: WebhookEndpointId,
    account_id: AccountId,
    livemode: bool,
    dialect: Dialect,
    url: String,
    description: String,
    event_types: Json<Vec<EventKind>>,
    status: EndpointStatus,
    disabled_because: Option<DisabledBecause>,
    failing_since: Option<DateTime<Utc>>,
    held_until: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<Row> for WebhookEndpoint {
    fn from(row: Row) -> Self {
        let Row { id, account_id, livemode, dialect, url, description, event_types, .. } = row;
        let Row { status, disabled_because, failing_since, held_until, created_at, updated_at, .. } = row;
        Self {
            id,
            account_id,
            livemode,
            dialect,
            url,
            description,
            event_types: event_types.0,
            status,
            disabled_because,
            failing_since,
            held_until,
            created_at,
            updated_at,
        }
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, account_id, livemode, dialect, url, description, event_types, status, disabled_because, \
             failing_since, held_until, created_at, updated_at from webhook_endpoints \
             where account_id = $1 and livemode = $2 and deleted_at is null ",
            $rest
        )
    };
}

pub(crate) async fn insert(tx: &mut Tx, endpoint: &WebhookEndpoint) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "insert into webhook_endpoints (id, account_id, livemode, dialect, url, description, event_types, status,
             disabled_because, failing_since, held_until, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    )
    .bind(endpoint.id)
    .bind(endpoint.account_id)
    .bind(endpoint.livemode)
    .bind(endpoint.dialect)
    .bind(&endpoint.url)
    .bind(&endpoint.description)
    .bind(Json(&endpoint.event_types))
    .bind(endpoint.status)
    .bind(endpoint.disabled_because)
    .bind(endpoint.failing_since)
    .bind(endpoint.held_until)
    .bind(endpoint.created_at)
    .bind(endpoint.updated_at)
    .execute(conn)
    .await
    .map(drop))
}

pub(crate) async fn find(tx: &mut Tx, actor: &Actor, id: WebhookEndpointId) -> sqlx::Result<Option<WebhookEndpoint>> {
    let row: Option<Row> = on!(tx, |conn| sqlx::query_as(select!("and id = $3"))
        .bind(actor.account())
        .bind(actor.livemode())
        .bind(id)
        .fetch_optional(conn)
        .await)?;
    Ok(row.map(Into::into))
}

/// The same, and nobody else changes the endpoint, or what waits for it, before the end of the transaction.
pub(crate) async fn find_for_update(
    tx: &mut Tx,
    actor: &Actor,
    id: WebhookEndpointId,
) -> sqlx::Result<Option<WebhookEndpoint>> {
    let lock = tx.for_no_key_update();
    let row: Option<Row> = on!(tx, |conn| {
        let mut query = QueryBuilder::new(select!("and id = $3"));
        let query = query.push(lock).build_query_as().bind(actor.account()).bind(actor.livemode()).bind(id);
        query.fetch_optional(conn).await
    })?;
    Ok(row.map(Into::into))
}

/// All endpoints of an account and a mode, newest first; there are few.
pub(crate) async fn list(tx: &mut Tx, actor: &Actor) -> sqlx::Result<Vec<WebhookEndpoint>> {
    let rows: Vec<Row> = on!(tx, |conn| sqlx::query_as(select!("order by id desc"))
        .bind(actor.account())
        .bind(actor.livemode())
        .fetch_all(conn)
        .await)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// Saves what a merchant can change, and whether it is told at all.
pub(crate) async fn update(tx: &mut Tx, endpoint: &WebhookEndpoint) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update webhook_endpoints set url = $1, description = $2, event_types = $3, status = $4,
             disabled_because = $5, failing_since = $6, held_until = $7, updated_at = $8
         where account_id = $9 and livemode = $10 and id = $11"
    )
    .bind(&endpoint.url)
    .bind(&endpoint.description)
    .bind(Json(&endpoint.event_types))
    .bind(endpoint.status)
    .bind(endpoint.disabled_because)
    .bind(endpoint.failing_since)
    .bind(endpoint.held_until)
    .bind(endpoint.updated_at)
    .bind(endpoint.account_id)
    .bind(endpoint.livemode)
    .bind(endpoint.id)
    .execute(conn)
    .await
    .map(drop))
}

/// Notes that an attempt has succeeded.
pub(crate) async fn note_success(tx: &mut Tx, account: AccountId, id: WebhookEndpointId) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update webhook_endpoints set failing_since = null
         where account_id = $1 and id = $2 and failing_since is not null"
    )
    .bind(account)
    .bind(id)
    .execute(conn)
    .await
    .map(drop))
}

/// Notes that an attempt has failed, and says since when none has succeeded.
pub(crate) async fn note_failure(
    tx: &mut Tx,
    account: AccountId,
    id: WebhookEndpointId,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<DateTime<Utc>>> {
    on!(tx, |conn| sqlx::query_scalar(
        "update webhook_endpoints set failing_since = coalesce(failing_since, $1)
         where account_id = $2 and id = $3 returning failing_since"
    )
    .bind(now)
    .bind(account)
    .bind(id)
    .fetch_optional(conn)
    .await)
}

/// Switches an endpoint off.
pub(crate) async fn disable(
    tx: &mut Tx,
    account: AccountId,
    id: WebhookEndpointId,
    because: DisabledBecause,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update webhook_endpoints set status = 'disabled', disabled_because = $1, updated_at = $2
         where account_id = $3 and id = $4"
    )
    .bind(because)
    .bind(now)
    .bind(account)
    .bind(id)
    .execute(conn)
    .await
    .map(drop))
}

/// Lets all that waits for an endpoint wait at least until an instant; none: no longer than it would by itself.
pub(crate) async fn hold(
    tx: &mut Tx,
    account: AccountId,
    id: WebhookEndpointId,
    until: Option<DateTime<Utc>>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("update webhook_endpoints set held_until = $1 where account_id = $2 and id = $3")
        .bind(until)
        .bind(account)
        .bind(id)
        .execute(conn)
        .await
        .map(drop))
}

/// Takes an endpoint from everybody, with its secrets. False: somebody else did so before.
pub(crate) async fn delete(
    tx: &mut Tx,
    actor: &Actor,
    id: WebhookEndpointId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on!(&mut *tx, |conn| sqlx::query("delete from webhook_secrets where account_id = $1 and endpoint_id = $2")
        .bind(actor.account())
        .bind(id)
        .execute(conn)
        .await
        .map(drop))?;
    on!(tx, |conn| sqlx::query(
        "update webhook_endpoints set deleted_at = $1
         where account_id = $2 and livemode = $3 and id = $4 and deleted_at is null"
    )
    .bind(now)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// One that is disabled and that something waits for all the same, whosever it is; and whether it is live.
pub(crate) async fn disabled_with_queue(tx: &mut Tx) -> sqlx::Result<Option<(AccountId, bool, WebhookEndpointId)>> {
    on!(tx, |conn| sqlx::query_as(
        "select account_id, livemode, id from webhook_endpoints
         where status = 'disabled' and deleted_at is null and exists
             (select 1 from webhook_deliveries
              where endpoint_id = webhook_endpoints.id and next_attempt_at is not null)
         limit 1"
    )
    .fetch_optional(conn)
    .await)
}

/// One that was deleted before an instant and is not removed yet, whosever it is.
pub(crate) async fn deleted(
    tx: &mut Tx,
    before: DateTime<Utc>,
) -> sqlx::Result<Option<(AccountId, WebhookEndpointId)>> {
    on!(tx, |conn| sqlx::query_as(
        "select account_id, id from webhook_endpoints where deleted_at <= $1 order by deleted_at limit 1"
    )
    .bind(before)
    .fetch_optional(conn)
    .await)
}

/// Removes an endpoint that was deleted, and that nothing is left of.
pub(crate) async fn remove(tx: &mut Tx, account: AccountId, id: WebhookEndpointId) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "delete from webhook_endpoints where account_id = $1 and id = $2 and deleted_at is not null"
    )
    .bind(account)
    .bind(id)
    .execute(conn)
    .await
    .map(drop))
}

/// What a secret is derived from; the secret itself is not stored.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Secret {
    pub(crate) generation: i32,
    pub(crate) key_id: String,
    pub(crate) salt: Vec<u8>,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) ends_at: Option<DateTime<Utc>>,
    /// The secret itself, sealed, where the merchant chose it; then nothing is derived.
    pub(crate) sealed: Option<Vec<u8>>,
}

/// The secrets that sign at an instant, newest first.
pub(crate) async fn secrets(
    tx: &mut Tx,
    account: AccountId,
    endpoint: WebhookEndpointId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Secret>> {
    on!(tx, |conn| sqlx::query_as(
        "select generation, key_id, salt, created_at, ends_at, sealed from webhook_secrets
         where account_id = $1 and endpoint_id = $2 and (ends_at is null or ends_at > $3) order by generation desc"
    )
    .bind(account)
    .bind(endpoint)
    .bind(now)
    .fetch_all(conn)
    .await)
}

/// Puts a secret into force, as the successor of the one before, which counts until `before_ends_at`; older ones go. False:
/// somebody else was faster.
pub(crate) async fn insert_secret(
    tx: &mut Tx,
    account: AccountId,
    endpoint: WebhookEndpointId,
    secret: &Secret,
    before_ends_at: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = on!(tx, |conn| sqlx::query(
        "insert into webhook_secrets (endpoint_id, generation, account_id, key_id, salt, created_at, sealed)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (endpoint_id, generation) do nothing"
    )
    .bind(endpoint)
    .bind(secret.generation)
    .bind(account)
    .bind(&secret.key_id)
    .bind(&secret.salt)
    .bind(secret.created_at)
    .bind(&secret.sealed)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?;
    if done == 0 {
        return Ok(false);
    }
    on!(tx, |conn| sqlx::query(
        "delete from webhook_secrets where account_id = $1 and endpoint_id = $2 and generation < $3"
    )
    .bind(account)
    .bind(endpoint)
    .bind(secret.generation - 1)
    .execute(conn)
    .await
    .map(drop))?;
    on!(tx, |conn| sqlx::query(
        "update webhook_secrets set ends_at = $1 where account_id = $2 and endpoint_id = $3 and generation < $4"
    )
    .bind(before_ends_at)
    .bind(account)
    .bind(endpoint)
    .bind(secret.generation)
    .execute(conn)
    .await
    .map(drop))?;
    Ok(true)
}
