use chrono::{DateTime, Utc};
use domain::{CertificateId, CustomerId, Event, EventId, EventKind, RequestId};

use super::{Tx, on, push_list};
use crate::Actor;

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: EventId,
    kind: EventKind,
    customer_id: Option<CustomerId>,
    request_id: Option<RequestId>,
    certificate_id: Option<CertificateId>,
    actor: String,
    note: Option<String>,
    at: DateTime<Utc>,
}

impl From<Row> for Event {
    fn from(row: Row) -> Self {
        let Row { id, kind, customer_id, request_id, certificate_id, actor, note, at } = row;
        Self { id, kind, customer_id, request_id, certificate_id, actor, note, at }
    }
}

pub(crate) async fn insert(tx: &mut Tx, actor: &Actor, event: &Event) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "insert into events (id, account_id, livemode, kind, customer_id, request_id, certificate_id, actor, note, at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    )
    .bind(event.id)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(event.kind)
    .bind(event.customer_id)
    .bind(event.request_id)
    .bind(event.certificate_id)
    .bind(&event.actor)
    .bind(&event.note)
    .bind(event.at)
    .execute(conn)
    .await
    .map(drop))
}

/// What happened to a request, in order.
pub(crate) async fn of_request(tx: &mut Tx, actor: &Actor, request: RequestId) -> sqlx::Result<Vec<Event>> {
    let rows: Vec<Row> = on!(tx, |conn| sqlx::query_as(
        "select id, kind, customer_id, request_id, certificate_id, actor, note, at from events
         where account_id = $1 and livemode = $2 and request_id = $3 order by at, id"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .fetch_all(conn)
    .await)?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// Whether the request was created by somebody of this name.
pub(crate) async fn is_created_by(tx: &mut Tx, actor: &Actor, request: RequestId, name: &str) -> sqlx::Result<bool> {
    let found: Option<String> = on!(tx, |conn| sqlx::query_scalar(
        "select actor from events where account_id = $1 and livemode = $2 and request_id = $3 and kind = $4 limit 1"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .bind(EventKind::RequestCreated)
    .fetch_optional(conn)
    .await)?;
    Ok(found.as_deref() == Some(name))
}

/// The requests of a customer that somebody of this name created.
pub(crate) async fn created_by(
    tx: &mut Tx,
    actor: &Actor,
    customer: CustomerId,
    name: &str,
) -> sqlx::Result<Vec<RequestId>> {
    on!(tx, |conn| sqlx::query_scalar(
        "select request_id from events
         where account_id = $1 and livemode = $2 and customer_id = $3 and kind = $4 and actor = $5"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(customer)
    .bind(EventKind::RequestCreated)
    .bind(name)
    .fetch_all(conn)
    .await)
}

/// What happened to the certificates of several customers until an instant, in order: the certificate, the kind, the note.
pub(crate) async fn of_certificates(
    tx: &mut Tx,
    actor: &Actor,
    customers: &[CustomerId],
    until: DateTime<Utc>,
) -> sqlx::Result<Vec<(CertificateId, EventKind, Option<String>)>> {
    if customers.is_empty() {
        return Ok(vec![]);
    }
    on!(tx, |conn| {
        let mut query = sqlx::QueryBuilder::new("select certificate_id, kind, note from events where account_id = ");
        query.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode());
        query.push(" and certificate_id is not null and at <= ").push_bind(until).push(" and customer_id in ");
        push_list!(query, customers.iter().copied());
        query.push(" order by at, id").build_query_as().fetch_all(conn).await
    })
}

/// When something happened last to live rows, in any account: a machine's clock cannot be before that.
pub(crate) async fn newest_at(tx: &mut Tx) -> sqlx::Result<Option<DateTime<Utc>>> {
    on!(tx, |conn| sqlx::query_scalar("select at from events where livemode order by id desc limit 1")
        .fetch_optional(conn)
        .await)
}
