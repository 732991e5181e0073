//! Certificates as programs change them; `certificates` reads them.

use chrono::{DateTime, Utc};
use domain::{Certificate, CertificateId, CustomerId};

use super::{Tx, on};
use crate::Actor;

/// Stores what a certificate says now, file and review included; new states are [inserted](super::certificate_jurisdictions::insert).
pub(crate) async fn update(tx: &mut Tx, certificate: &Certificate) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update certificates set review = $1, document_id = $2, certificate_number = $3, updated_at = $4,
         look_at = $4
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
    on!(tx, |conn| sqlx::query(
        "update certificates set deleted_at = $1, updated_at = $1
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
