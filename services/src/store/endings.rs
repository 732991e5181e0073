//! What was told of certificates that come to their end, and when the sweep looks at them next.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{AccountId, CertificateId, Jurisdiction, certificate::Told};
use sqlx::QueryBuilder;

use super::{Tx, on, parsed, push_dial};
use crate::{Actor, world::Dial};

/// Up to `limit` approved certificates that the sweep has to look at by a dial, the most overdue first.
pub(crate) async fn due(tx: &mut Tx, dial: &Dial, limit: i64) -> sqlx::Result<Vec<(CertificateId, AccountId, bool)>> {
    on!(tx, |conn| {
        let mut query = QueryBuilder::new(
            "select id, account_id, livemode from certificates \
             where review = 'verified' and deleted_at is null and look_at <= ",
        );
        query.push_bind(dial.now);
        push_dial!(query, dial);
        query.push(" order by look_at limit ").push_bind(limit).build_query_as().fetch_all(conn).await
    })
}

/// What was told last of a certificate, state by state.
pub(crate) async fn told(tx: &mut Tx, actor: &Actor, id: CertificateId) -> sqlx::Result<Vec<(Jurisdiction, Told)>> {
    let rows: Vec<(String, Told)> = on!(tx, |conn| sqlx::query_as(
        "select jurisdiction, told from certificate_jurisdictions where account_id = $1 and certificate_id = $2"
    )
    .bind(actor.account())
    .bind(id)
    .fetch_all(conn)
    .await)?;
    rows.into_iter().map(|(code, told)| Ok((parsed("jurisdiction", &code)?, told))).collect()
}

/// Notes what is told of a state now. False: somebody else was faster.
pub(crate) async fn note(
    tx: &mut Tx,
    actor: &Actor,
    id: CertificateId,
    jurisdiction: Jurisdiction,
    (before, now): (Told, Told),
) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update certificate_jurisdictions set told = $1
         where account_id = $2 and certificate_id = $3 and jurisdiction = $4 and told = $5"
    )
    .bind(now)
    .bind(actor.account())
    .bind(id)
    .bind(jurisdiction.code())
    .bind(before)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Notes when to look at a certificate next.
pub(crate) async fn look_again(tx: &mut Tx, actor: &Actor, id: CertificateId, at: DateTime<Utc>) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update certificates set look_at = $1 where account_id = $2 and livemode = $3 and id = $4"
    )
    .bind(at)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .execute(conn)
    .await
    .map(drop))
}

/// Lets the sweep look at every approved certificate of an account, of both worlds: what they are worth has changed.
pub(crate) async fn look_at_all(tx: &mut Tx, account: AccountId, now: DateTime<Utc>) -> sqlx::Result<()> {
    on!(tx, |conn| {
        sqlx::query(
        "update certificates set look_at = $1 where account_id = $2 and livemode in (true, false) and review = 'verified'
         and deleted_at is null and look_at > $1"
    )
    .bind(now)
    .bind(account)
    .execute(conn)
    .await
    .map(drop)
    })
}

/// Sets the last day of a certificate of test mode in all its states, for an example.
pub(crate) async fn set_last_day(
    tx: &mut Tx,
    actor: &Actor,
    id: CertificateId,
    last_day: NaiveDate,
) -> sqlx::Result<()> {
    on!(&mut *tx, |conn| sqlx::query(
        "update certificate_jurisdictions set expires_on = $1
         where account_id = $2 and certificate_id = (select id from certificates where id = $3 and livemode = false)"
    )
    .bind(last_day)
    .bind(actor.account())
    .bind(id)
    .execute(conn)
    .await
    .map(drop))?;
    on!(tx, |conn| sqlx::query(
        "update certificates set look_at = created_at where account_id = $1 and livemode = false and id = $2"
    )
    .bind(actor.account())
    .bind(id)
    .execute(conn)
    .await
    .map(drop))
}

/// Lets the sweep look later at a certificate that is due.
pub(crate) async fn put_off(
    tx: &mut Tx,
    actor: &Actor,
    id: CertificateId,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update certificates set look_at = $1 where account_id = $2 and livemode = $3 and id = $4 and look_at <= $5"
    )
    .bind(until)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .bind(now)
    .execute(conn)
    .await
    .map(drop))
}
