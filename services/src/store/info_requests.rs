use chrono::{DateTime, Utc};
use domain::{CertificateId, DocumentId, InfoField, InfoRequest, RequestId, Review};
use sqlx::types::Json;

use super::{Tx, on};
use crate::Actor;

#[derive(sqlx::FromRow)]
struct Row {
    certificate_id: CertificateId,
    fields: Json<Vec<InfoField>>,
    reason: String,
    document_id: Option<DocumentId>,
    asked_at: DateTime<Utc>,
}

impl From<Row> for InfoRequest {
    fn from(row: Row) -> Self {
        Self {
            certificate_id: row.certificate_id,
            fields: row.fields.0,
            reason: row.reason,
            document_id: row.document_id,
            asked_at: row.asked_at,
        }
    }
}

/// What is asked from now on; it takes the place of what was asked before.
pub(crate) async fn save(tx: &mut Tx, actor: &Actor, asked: &InfoRequest) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "insert into info_requests (certificate_id, account_id, fields, reason, document_id, asked_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (certificate_id) do update set fields = excluded.fields, reason = excluded.reason,
         document_id = excluded.document_id, asked_at = excluded.asked_at"
    )
    .bind(asked.certificate_id)
    .bind(actor.account())
    .bind(Json(&asked.fields))
    .bind(&asked.reason)
    .bind(asked.document_id)
    .bind(asked.asked_at)
    .execute(conn)
    .await
    .map(drop))
}

/// What is asked about a certificate, as long as the buyer has not answered and nobody has decided.
pub(crate) async fn find(tx: &mut Tx, actor: &Actor, certificate: CertificateId) -> sqlx::Result<Option<InfoRequest>> {
    let row: Option<Row> = on!(tx, |conn| sqlx::query_as(
        "select i.certificate_id, i.fields, i.reason, i.document_id, i.asked_at
         from info_requests i join certificates c on c.id = i.certificate_id
         where i.account_id = $1 and c.livemode = $2 and i.certificate_id = $3 and c.review = $4
         and c.deleted_at is null"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(certificate)
    .bind(Review::NeedsInfo)
    .fetch_optional(conn)
    .await)?;
    Ok(row.map(InfoRequest::from))
}

/// Whether a file is asked for about any certificate of a request.
pub(crate) async fn wants_file(tx: &mut Tx, actor: &Actor, request: RequestId) -> sqlx::Result<bool> {
    let asked: Vec<Json<Vec<InfoField>>> = on!(tx, |conn| sqlx::query_scalar(
        "select i.fields from info_requests i join certificates c on c.id = i.certificate_id
         where i.account_id = $1 and c.account_id = $1 and c.livemode = $2 and c.request_id = $3 and c.review = $4
         and c.deleted_at is null"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(request)
    .bind(Review::NeedsInfo)
    .fetch_all(conn)
    .await)?;
    Ok(asked.iter().any(|fields| fields.0.contains(&InfoField::File)))
}
