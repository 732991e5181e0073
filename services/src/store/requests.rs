use chrono::{DateTime, Utc};
use domain::{
    AccountId, CertificateId, CertificateRequest, CustomerId, DeliveryMethod, Document, EndedBecause, FaxNumber,
    Jurisdiction, Language, MailStatus, Reason, RequestId, RequestStatus,
};
use sqlx::{QueryBuilder, types::Json};

use super::{Tx, on, parsed_option, push_dial};
use crate::{Actor, world::Dial};

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: RequestId,
    account_id: AccountId,
    livemode: bool,
    customer_id: CustomerId,
    status: RequestStatus,
    delivery_method: DeliveryMethod,
    recipient: String,
    fax_number: Option<FaxNumber>,
    jurisdictions: Json<Vec<Jurisdiction>>,
    reasons: Json<Vec<Reason>>,
    certificate_type_id: Option<String>,
    message: Option<String>,
    cover_letter: String,
    generation: i32,
    certificate_id: Option<CertificateId>,
    email_status: Option<MailStatus>,
    language: Option<Language>,
    renews_certificate_id: Option<CertificateId>,
    ended_because: Option<EndedBecause>,
    expires_at: DateTime<Utc>,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<Row> for CertificateRequest {
    type Error = sqlx::Error;

    fn try_from(row: Row) -> sqlx::Result<Self> {
        Ok(Self {
            id: row.id,
            account_id: row.account_id,
            livemode: row.livemode,
            customer_id: row.customer_id,
            status: row.status,
            delivery_method: row.delivery_method,
            recipient: row.recipient,
            fax_number: row.fax_number,
            jurisdictions: row.jurisdictions.0,
            reasons: row.reasons.0,
            certificate_type: parsed_option("certificate_type_id", row.certificate_type_id)?,
            message: row.message,
            cover_letter: row.cover_letter,
            generation: row.generation,
            certificate_id: row.certificate_id,
            email_status: row.email_status,
            language: row.language,
            renews_certificate_id: row.renews_certificate_id,
            ended_because: row.ended_because,
            expires_at: row.expires_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}

macro_rules! columns {
    () => {
        "id, account_id, livemode, customer_id, status, delivery_method, recipient, fax_number, jurisdictions, reasons, certificate_type_id, \
         message, cover_letter, generation, certificate_id, email_status, language, \
         renews_certificate_id, ended_because, expires_at, created_at, updated_at"
    };
}
pub(super) use columns;

pub(crate) async fn insert(tx: &mut Tx, request: &CertificateRequest) -> sqlx::Result<()> {
    on!(tx, |conn| {
        sqlx::query(concat!(
        "insert into certificate_requests (",
        columns!(),
        ", code) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, \
         $22, $23)"
    ))
    .bind(request.id)
    .bind(request.account_id)
    .bind(request.livemode)
    .bind(request.customer_id)
    .bind(request.status)
    .bind(request.delivery_method)
    .bind(&request.recipient)
    .bind(&request.fax_number)
    .bind(Json(&request.jurisdictions))
    .bind(Json(&request.reasons))
    .bind(request.certificate_type.map(|kind| kind.id()))
    .bind(&request.message)
    .bind(&request.cover_letter)
    .bind(request.generation)
    .bind(request.certificate_id)
    .bind(request.email_status)
    .bind(request.language)
    .bind(request.renews_certificate_id)
    .bind(request.ended_because)
    .bind(request.expires_at)
    .bind(request.created_at)
    .bind(request.updated_at)
    .bind(request.code())
    .execute(conn)
    .await
    .map(drop)
    })
}

pub(crate) async fn find(tx: &mut Tx, actor: &Actor, id: RequestId) -> sqlx::Result<Option<CertificateRequest>> {
    find_with(tx, actor, id, "").await
}

/// The same, kept as read until the transaction ends.
pub(crate) async fn find_for_update(
    tx: &mut Tx,
    actor: &Actor,
    id: RequestId,
) -> sqlx::Result<Option<CertificateRequest>> {
    let for_update = tx.for_update();
    find_with(tx, actor, id, for_update).await
}

async fn find_with(
    tx: &mut Tx,
    actor: &Actor,
    id: RequestId,
    lock: &'static str,
) -> sqlx::Result<Option<CertificateRequest>> {
    let row: Option<Row> = on!(tx, |conn| QueryBuilder::new(concat!(
        "select ",
        columns!(),
        " from certificate_requests where account_id = "
    ))
    .push_bind(actor.account())
    .push(" and livemode = ")
    .push_bind(actor.livemode())
    .push(" and id = ")
    .push_bind(id)
    .push(lock)
    .build_query_as()
    .fetch_optional(conn)
    .await)?;
    row.map(CertificateRequest::try_from).transpose()
}

/// The request that a signed link names; the mode is what the link does not say.
pub(crate) async fn find_by_link(
    tx: &mut Tx,
    account: AccountId,
    id: RequestId,
) -> sqlx::Result<Option<CertificateRequest>> {
    let row: Option<Row> = on!(tx, |conn| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from certificate_requests where account_id = $1 and id = $2"
    ))
    .bind(account)
    .bind(id)
    .fetch_optional(conn)
    .await)?;
    row.map(CertificateRequest::try_from).transpose()
}

/// The requests of a code, in any account: there is hardly ever more than one.
pub(crate) async fn find_by_code(tx: &mut Tx, code: &str) -> sqlx::Result<Vec<CertificateRequest>> {
    let rows: Vec<Row> = on!(tx, |conn| {
        sqlx::query_as(concat!("select ", columns!(), " from certificate_requests where code = $1 limit 10"))
            .bind(code)
            .fetch_all(conn)
            .await
    })?;
    rows.into_iter().map(CertificateRequest::try_from).collect()
}

/// Ends a pending request, by the buyer's certificate where one ends it. False: another end was faster.
pub(crate) async fn end(
    tx: &mut Tx,
    actor: &Actor,
    id: RequestId,
    status: RequestStatus,
    certificate: Option<CertificateId>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update certificate_requests set status = $1, certificate_id = $2, updated_at = $3
         where account_id = $4 and livemode = $5 and id = $6 and status = 'pending' and expires_at > $3"
    )
    .bind(status)
    .bind(certificate)
    .bind(now)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Cancels the requests of a customer that can still be answered, and says which.
pub(crate) async fn cancel_open(
    tx: &mut Tx,
    actor: &Actor,
    customer: CustomerId,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<RequestId>> {
    on!(tx, |conn| sqlx::query_scalar(
        "update certificate_requests set status = 'canceled', updated_at = $1
         where account_id = $2 and livemode = $3 and customer_id = $4 and status = 'pending' and expires_at > $1
         returning id"
    )
    .bind(now)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(customer)
    .fetch_all(conn)
    .await)
}

/// Lets a pending request end later. False: it has ended already.
pub(crate) async fn extend(
    tx: &mut Tx,
    actor: &Actor,
    id: RequestId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update certificate_requests set expires_at = $1, updated_at = $2
         where account_id = $3 and livemode = $4 and id = $5 and status = 'pending' and expires_at > $2"
    )
    .bind(until)
    .bind(now)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Notes whom the invitation of a pending request goes to once more; that an earlier one bounced does not count any more.
/// False: the request has ended already.
pub(crate) async fn readdress(tx: &mut Tx, actor: &Actor, request: &CertificateRequest) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update certificate_requests set recipient = $1, generation = $2, email_status = $3, updated_at = $4,
         reminders_stopped = case when reminders_stopped = 'bounced' then null else reminders_stopped end
         where account_id = $5 and livemode = $6 and id = $7 and status = 'pending' and expires_at > $4"
    )
    .bind(&request.recipient)
    .bind(request.generation)
    .bind(request.email_status)
    .bind(request.updated_at)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request.id)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Ends a pending request because of what the buyer answered. False: another end was faster.
pub(crate) async fn decline(
    tx: &mut Tx,
    actor: &Actor,
    id: RequestId,
    because: EndedBecause,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update certificate_requests set status = 'invalid', ended_because = $5, updated_at = $1
         where account_id = $2 and livemode = $3 and id = $4 and status = 'pending' and expires_at > $1"
    )
    .bind(now)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .bind(because)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Ends up to `limit` requests that are overdue by a dial, and says which.
pub(crate) async fn expire(
    tx: &mut Tx,
    dial: &Dial,
    limit: i64,
) -> sqlx::Result<Vec<(RequestId, AccountId, bool, CustomerId)>> {
    let skip_locked = tx.skip_locked();
    on!(tx, |conn| {
        let mut query = QueryBuilder::new(
            "update certificate_requests set status = 'invalid', ended_because = 'expired', updated_at = ",
        );
        query.push_bind(dial.now);
        query.push(" where id in (select id from certificate_requests where status = 'pending' and expires_at <= ");
        query.push_bind(dial.now);
        push_dial!(query, dial);
        query.push(" order by expires_at limit ").push_bind(limit).push(skip_locked);
        query.push(") returning id, account_id, livemode, customer_id").build_query_as().fetch_all(conn).await
    })
}

/// Notes how far the invitation has come.
pub(crate) async fn set_email_status(
    tx: &mut Tx,
    actor: &Actor,
    id: RequestId,
    status: MailStatus,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| {
        sqlx::query(
        "update certificate_requests set email_status = $1, updated_at = $2 where account_id = $3 and livemode = $4 and id = $5"
    )
    .bind(status)
    .bind(now)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .execute(conn)
    .await
    .map(drop)
    })
}

/// Notes the language that the buyer reads: mails follow it.
pub(crate) async fn set_language(tx: &mut Tx, actor: &Actor, id: RequestId, language: Language) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "update certificate_requests set language = $1
         where account_id = $2 and livemode = $3 and id = $4 and (language is null or language <> $1)"
    )
    .bind(language)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .execute(conn)
    .await
    .map(drop))
}

/// What a buyer does for the first time once; each has a column that keeps when.
#[derive(Debug, Clone, Copy)]
pub(crate) enum First {
    Opening,
    Answer,
}

/// Counts a file that is about to be stored. False: the request has had its share of files or bytes.
pub(crate) async fn count_file(tx: &mut Tx, file: &Document, files: i32, bytes: i64) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update certificate_requests set stored_files = stored_files + 1, stored_bytes = stored_bytes + $1
         where account_id = $2 and id = $3 and stored_files < $4 and stored_bytes + $1 <= $5"
    )
    .bind(file.size)
    .bind(file.account_id)
    .bind(file.request_id)
    .bind(files)
    .bind(bytes)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Notes when the buyer did it for the first time. False: it was not the first time.
pub(crate) async fn note_first(
    tx: &mut Tx,
    actor: &Actor,
    id: RequestId,
    first: First,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let column = match first {
        First::Opening => "opened_at",
        First::Answer => "started_at",
    };
    on!(tx, |conn| QueryBuilder::new("update certificate_requests set ")
        .push(column)
        .push(" = ")
        .push_bind(now)
        .push(" where account_id = ")
        .push_bind(actor.account())
        .push(" and livemode = ")
        .push_bind(actor.livemode())
        .push(" and id = ")
        .push_bind(id)
        .push(" and ")
        .push(column)
        .push(" is null")
        .build()
        .execute(conn)
        .await
        .map(|done| done.rows_affected() == 1))
}

/// Whether the sweep has anything to do: a look that takes no lock.
pub(crate) async fn any_overdue(tx: &mut Tx, dial: &Dial) -> sqlx::Result<bool> {
    let found: Option<i32> = on!(tx, |conn| {
        let mut query =
            QueryBuilder::new("select 1 from certificate_requests where status = 'pending' and expires_at <= ");
        query.push_bind(dial.now);
        push_dial!(query, dial);
        query.push(" limit 1").build_query_scalar().fetch_optional(conn).await
    })?;
    Ok(found.is_some())
}
