use chrono::{DateTime, Utc};
use domain::{CertificateId, CertificateRequest, CustomerId, RequestId};

use super::{Tx, on, requests};
use crate::Actor;

/// Keeps the customer's row until the transaction ends, so that two clicks open one request. False: there is none.
pub(crate) async fn hold(tx: &mut Tx, actor: &Actor, customer: CustomerId) -> sqlx::Result<bool> {
    let lock = tx.for_update();
    let found: Option<CustomerId> = on!(tx, |conn| {
        sqlx::QueryBuilder::new("select id from customers where account_id = ")
            .push_bind(actor.account())
            .push(" and livemode = ")
            .push_bind(actor.livemode())
            .push(" and id = ")
            .push_bind(customer)
            .push(lock)
            .build_query_scalar()
            .fetch_optional(conn)
            .await
    })?;
    Ok(found.is_some())
}

/// The requests of a customer that can be answered, newest first.
pub(crate) async fn open(
    tx: &mut Tx,
    actor: &Actor,
    customer: CustomerId,
    now: DateTime<Utc>,
    limit: i64,
) -> sqlx::Result<Vec<CertificateRequest>> {
    let rows: Vec<requests::Row> = on!(tx, |conn| sqlx::query_as(concat!(
        "select ",
        requests::columns!(),
        " from certificate_requests where account_id = $1 and livemode = $2 and customer_id = $3
         and status = 'pending' and expires_at > $4 order by id desc limit $5"
    ))
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(customer)
    .bind(now)
    .bind(limit)
    .fetch_all(conn)
    .await)?;
    rows.into_iter().map(CertificateRequest::try_from).collect()
}

/// The renewals of a customer that can be answered, oldest first: which certificate, by which request.
pub(crate) async fn open_renewals(
    tx: &mut Tx,
    actor: &Actor,
    customer: CustomerId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<(CertificateId, RequestId)>> {
    on!(tx, |conn| sqlx::query_as(
        "select renews_certificate_id, id from certificate_requests
         where account_id = $1 and livemode = $2 and customer_id = $3 and renews_certificate_id is not null
         and status = 'pending' and expires_at > $4 order by id"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(customer)
    .bind(now)
    .fetch_all(conn)
    .await)
}
