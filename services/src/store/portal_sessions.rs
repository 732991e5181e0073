use chrono::{DateTime, Utc};
use domain::{AccountId, CustomerId, Language, PortalSession, PortalSessionId};

use super::{Tx, on};
use crate::Actor;

#[derive(sqlx::FromRow)]
struct Row {
    id: PortalSessionId,
    account_id: AccountId,
    livemode: bool,
    customer_id: CustomerId,
    return_url: Option<String>,
    language: Option<Language>,
    email: Option<String>,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    ended_at: Option<DateTime<Utc>>,
}

impl From<Row> for PortalSession {
    fn from(row: Row) -> Self {
        let Row { id, account_id, livemode, customer_id, return_url, language, email, .. } = row;
        let Row { created_at, expires_at, ended_at, .. } = row;
        Self { id, account_id, livemode, customer_id, return_url, language, email, created_at, expires_at, ended_at }
    }
}

macro_rules! columns {
    () => {
        "id, account_id, livemode, customer_id, return_url, language, email, created_at, expires_at, ended_at"
    };
}

pub(crate) async fn insert(tx: &mut Tx, session: &PortalSession) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(concat!(
        "insert into portal_sessions (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    ))
    .bind(session.id)
    .bind(session.account_id)
    .bind(session.livemode)
    .bind(session.customer_id)
    .bind(&session.return_url)
    .bind(session.language)
    .bind(&session.email)
    .bind(session.created_at)
    .bind(session.expires_at)
    .bind(session.ended_at)
    .execute(conn)
    .await
    .map(drop))
}

/// The session that a signed link or cookie names, ended or not; the mode is what the token does not say.
pub(crate) async fn find(tx: &mut Tx, account: AccountId, id: PortalSessionId) -> sqlx::Result<Option<PortalSession>> {
    let row: Option<Row> = on!(tx, |conn| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from portal_sessions where account_id = $1 and id = $2"
    ))
    .bind(account)
    .bind(id)
    .fetch_optional(conn)
    .await)?;
    Ok(row.map(PortalSession::from))
}

/// From now on the visit is about another customer with the same proved address.
pub(crate) async fn set_customer(
    tx: &mut Tx,
    actor: &Actor,
    id: PortalSessionId,
    customer: CustomerId,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update portal_sessions set customer_id = $1 where account_id = $2 and livemode = $3 and id = $4"
    )
    .bind(customer)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .execute(conn)
    .await
    .map(drop))
}

/// Ends a session, its link and its cookies; one that has ended already is fine.
pub(crate) async fn end(tx: &mut Tx, actor: &Actor, id: PortalSessionId, now: DateTime<Utc>) -> sqlx::Result<()> {
    on!(tx, |conn| {
        sqlx::query(
            "update portal_sessions set ended_at = $1
             where account_id = $2 and livemode = $3 and id = $4 and ended_at is null",
        )
        .bind(now)
        .bind(actor.account())
        .bind(actor.livemode())
        .bind(id)
        .execute(conn)
        .await
        .map(drop)
    })
}

/// Removes sessions, used links and codes of all accounts that ended before.
pub(crate) async fn delete_expired(tx: &mut Tx, before: DateTime<Utc>) -> sqlx::Result<()> {
    for statement in [
        "delete from portal_sessions where expires_at <= $1",
        "delete from storefront_tokens where expires_at <= $1",
        "delete from portal_codes where expires_at <= $1",
    ] {
        on!(&mut *tx, |conn| sqlx::query(statement).bind(before).execute(conn).await.map(drop))?;
    }
    Ok(())
}
