//! Certificates as programs change them and as time ends them; `certificates` reads them.

use chrono::{DateTime, Utc};
use domain::{AccountId, Certificate, CertificateId, CustomerId};

use super::{Tx, on};
use crate::Actor;

/// Stores what a certificate says now, file and review included; new states are [inserted](super::certificates::insert_jurisdiction).
pub(crate) async fn update(tx: &mut Tx, certificate: &Certificate) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update certificates set review = $1, document_id = $2, certificate_number = $3, updated_at = $4,
         expiry_told_at = null, expiry_look_at = null
         where account_id = $5 and livemode = $6 and id = $7 and deleted_at is null"
    )
    .bind(certificate.review)
    .bind(certificate.document_id)
    .bind(&certificate.certificate_number)
    .bind(certificate.updated_at)
    .bind(certificate.account_id)
    .bind(certificate.livemode)
    .bind(certificate.id)
    .execute(conn)
    .await
    .map(drop))
}

/// Takes a certificate away; it is found no more. False: somebody was faster.
pub(crate) async fn delete(tx: &mut Tx, actor: &Actor, id: CertificateId, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let done = on!(tx, |conn| sqlx::query(
        "update certificates set deleted_at = $1, updated_at = $1
         where account_id = $2 and livemode = $3 and id = $4 and deleted_at is null"
    )
    .bind(now)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Approved certificates of all accounts, whose end nobody was told and that are to be looked at by now.
pub(crate) async fn due_for_expiry(
    tx: &mut Tx,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<(CertificateId, AccountId, bool)>> {
    on!(tx, |conn| sqlx::query_as(
        "select id, account_id, livemode from certificates
         where review = 'verified' and deleted_at is null and expiry_told_at is null
         and (expiry_look_at is null or expiry_look_at <= $1) limit $2"
    )
    .bind(now)
    .bind(limit)
    .fetch_all(conn)
    .await)
}

/// Notes when a certificate is looked at next; none: its end is told now. False: it has changed since it was looked at, or
/// somebody else was faster.
pub(crate) async fn note_expiry(
    tx: &mut Tx,
    certificate: &Certificate,
    next: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let done = on!(tx, |conn| sqlx::query(
        "update certificates set expiry_look_at = $1, expiry_told_at = $2
         where account_id = $3 and livemode = $4 and id = $5 and review = 'verified' and updated_at = $6
         and deleted_at is null and expiry_told_at is null"
    )
    .bind(next)
    .bind(if next.is_none() { Some(now) } else { None })
    .bind(certificate.account_id)
    .bind(certificate.livemode)
    .bind(certificate.id)
    .bind(certificate.updated_at)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// How many states the certificates of a customer name, each certificate counted for itself.
pub(crate) async fn count_exemptions(tx: &mut Tx, actor: &Actor, customer: CustomerId) -> sqlx::Result<i64> {
    on!(tx, |conn| sqlx::query_scalar(
        "select count(*) from certificates c join certificate_jurisdictions l on l.certificate_id = c.id
         where c.account_id = $1 and c.livemode = $2 and c.customer_id = $3 and c.deleted_at is null"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(customer)
    .fetch_one(conn)
    .await)
}
