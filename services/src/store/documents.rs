use chrono::{DateTime, Utc};
use domain::{AccountId, Document, DocumentId, MediaType, RequestId, Scan};

use super::{Tx, on};
use crate::Actor;

#[derive(sqlx::FromRow)]
struct Row {
    id: DocumentId,
    account_id: AccountId,
    livemode: bool,
    request_id: Option<RequestId>,
    storage_key: String,
    file_name: String,
    media_type: MediaType,
    size: i64,
    sha256: String,
    pages: Option<i32>,
    scan: Scan,
    created_at: DateTime<Utc>,
}

impl From<Row> for Document {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            account_id: row.account_id,
            livemode: row.livemode,
            request_id: row.request_id,
            key: row.storage_key,
            file_name: row.file_name,
            media_type: row.media_type,
            size: row.size,
            sha256: row.sha256,
            pages: row.pages,
            scan: row.scan,
            created_at: row.created_at,
        }
    }
}

macro_rules! columns {
    () => {
        "id, account_id, livemode, request_id, storage_key, file_name, media_type, size, sha256, pages, scan, created_at"
    };
}

/// Announces a document whose object is about to be stored; nobody finds it before [`mark_stored`].
pub(crate) async fn announce(tx: &mut Tx, document: &Document) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(concat!(
        "insert into documents (",
        columns!(),
        ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    ))
    .bind(document.id)
    .bind(document.account_id)
    .bind(document.livemode)
    .bind(document.request_id)
    .bind(&document.key)
    .bind(&document.file_name)
    .bind(document.media_type)
    .bind(document.size)
    .bind(&document.sha256)
    .bind(document.pages)
    .bind(document.scan)
    .bind(document.created_at)
    .execute(conn)
    .await
    .map(drop))
}

/// The object is stored whole. False: a sweep has given it up meanwhile.
pub(crate) async fn mark_stored(
    tx: &mut Tx,
    account: AccountId,
    id: DocumentId,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update documents set stored_at = $1 where account_id = $2 and id = $3 and stored_at is null"
    )
    .bind(now)
    .bind(account)
    .bind(id)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

pub(crate) async fn find(tx: &mut Tx, actor: &Actor, id: DocumentId) -> sqlx::Result<Option<Document>> {
    let row: Option<Row> = on!(tx, |conn| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from documents where account_id = $1 and livemode = $2 and id = $3 and stored_at is not null"
    ))
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .fetch_optional(conn)
    .await)?;
    Ok(row.map(Document::from))
}

/// A document that waits for the scanner, or that the scanner has found a virus in.
pub(crate) async fn find_held(tx: &mut Tx, account: AccountId, id: DocumentId) -> sqlx::Result<Option<Document>> {
    let row: Option<Row> = on!(tx, |conn| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from documents where account_id = $1 and id = $2 and stored_at is not null and scan in ($3, $4)"
    ))
    .bind(account)
    .bind(id)
    .bind(Scan::Waiting)
    .bind(Scan::Infected)
    .fetch_optional(conn)
    .await)?;
    Ok(row.map(Document::from))
}

/// Keeps what the scanner says about a document that waited for it. False: it does not wait any more.
pub(crate) async fn settle_scan(tx: &mut Tx, document: &Document, outcome: Scan) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update documents set scan = $1 where account_id = $2 and id = $3 and stored_at is not null and scan = $4"
    )
    .bind(outcome)
    .bind(document.account_id)
    .bind(document.id)
    .bind(Scan::Waiting)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Uploads of all accounts that began before an instant and never ended.
pub(crate) async fn unfinished(tx: &mut Tx, before: DateTime<Utc>, limit: i64) -> sqlx::Result<Vec<Document>> {
    let rows: Vec<Row> = on!(tx, |conn| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from documents where stored_at is null and created_at < $1 order by created_at limit $2"
    ))
    .bind(before)
    .bind(limit)
    .fetch_all(conn)
    .await)?;
    Ok(rows.into_iter().map(Document::from).collect())
}

/// An upload that is no document yet, or not any more.
pub(crate) async fn find_unfinished(tx: &mut Tx, account: AccountId, id: DocumentId) -> sqlx::Result<Option<Document>> {
    let row: Option<Row> = on!(tx, |conn| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from documents where account_id = $1 and id = $2 and stored_at is null"
    ))
    .bind(account)
    .bind(id)
    .fetch_optional(conn)
    .await)?;
    Ok(row.map(Document::from))
}

/// The document is none any more. False: there is none, or a certificate refers to it.
pub(crate) async fn give_up(tx: &mut Tx, account: AccountId, id: DocumentId) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update documents set stored_at = null where account_id = $1 and id = $2 and stored_at is not null
         and not exists (select 1 from certificates where certificates.document_id = documents.id)"
    )
    .bind(account)
    .bind(id)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// Removes an upload that is no document.
pub(crate) async fn delete_unfinished(tx: &mut Tx, account: AccountId, id: DocumentId) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query("delete from documents where account_id = $1 and id = $2 and stored_at is null")
        .bind(account)
        .bind(id)
        .execute(conn)
        .await
        .map(drop))
}
