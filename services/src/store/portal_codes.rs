use chrono::{DateTime, Utc};
use domain::{AccountId, CustomerId, Language, PortalCodeId};

use super::{Tx, on};

/// A code that somebody asked for. The code itself follows from the key and the id.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Code {
    pub(crate) id: PortalCodeId,
    pub(crate) account_id: AccountId,
    pub(crate) email: String,
    pub(crate) language: Language,
    pub(crate) key_id: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
}

macro_rules! columns {
    () => {
        "id, account_id, email, language, key_id, created_at, expires_at"
    };
}

pub(crate) async fn insert(tx: &mut Tx, code: &Code) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(concat!(
        "insert into portal_codes (",
        columns!(),
        ", tries) values ($1, $2, $3, $4, $5, $6, $7, 0)"
    ))
    .bind(code.id)
    .bind(code.account_id)
    .bind(&code.email)
    .bind(code.language)
    .bind(&code.key_id)
    .bind(code.created_at)
    .bind(code.expires_at)
    .execute(conn)
    .await
    .map(drop))
}

/// A code by its id, which only the browser that asked and the job that mails know; the account is what is asked for.
pub(crate) async fn find(tx: &mut Tx, id: PortalCodeId) -> sqlx::Result<Option<Code>> {
    on!(tx, |conn| sqlx::query_as(concat!("select ", columns!(), " from portal_codes where id = $1"))
        .bind(id)
        .fetch_optional(conn)
        .await)
}

/// Counts a try before it is looked at. None: the code is used, too old, or was tried too often.
pub(crate) async fn count_try(
    tx: &mut Tx,
    id: PortalCodeId,
    most: i32,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Code>> {
    on!(tx, |conn| sqlx::query_as(concat!(
        "update portal_codes set tries = tries + 1
         where id = $1 and tries < $2 and used_at is null and expires_at > $3 returning ",
        columns!()
    ))
    .bind(id)
    .bind(most)
    .bind(now)
    .fetch_optional(conn)
    .await)
}

/// The code was right, once.
pub(crate) async fn use_up(tx: &mut Tx, code: &Code, now: DateTime<Utc>) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("update portal_codes set used_at = $1 where account_id = $2 and id = $3")
        .bind(now)
        .bind(code.account_id)
        .bind(code.id)
        .execute(conn)
        .await
        .map(drop))
}

/// The live customers of an account that have an address, newest first.
pub(crate) async fn customers_of(tx: &mut Tx, account: AccountId, email: &str) -> sqlx::Result<Vec<CustomerId>> {
    on!(tx, |conn| sqlx::query_scalar(
        "select id from customers where account_id = $1 and livemode = $2 and lower(email) = $3 and archived_at is null
         order by id desc limit 20"
    )
    .bind(account)
    .bind(true)
    .bind(email)
    .fetch_all(conn)
    .await)
}
