use chrono::{DateTime, Utc};
use domain::{RequestId, wizard::Draft};
use sqlx::types::Json;

use super::{Tx, on};
use crate::Actor;

/// What the buyer answered so far; none before the first answer. Whoever saves what it returns holds the request's row.
pub(crate) async fn find(tx: &mut Tx, actor: &Actor, request: RequestId) -> sqlx::Result<Option<Draft>> {
    let answers: Option<Json<Draft>> =
        on!(tx, |conn| sqlx::query_scalar("select answers from drafts where account_id = $1 and request_id = $2")
            .bind(actor.account())
            .bind(request)
            .fetch_optional(conn)
            .await)?;
    Ok(answers.map(|json| json.0))
}

pub(crate) async fn save(
    tx: &mut Tx,
    actor: &Actor,
    request: RequestId,
    draft: &Draft,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "insert into drafts (request_id, account_id, answers, updated_at) values ($1, $2, $3, $4)
         on conflict (request_id) do update set answers = excluded.answers, updated_at = excluded.updated_at"
    )
    .bind(request)
    .bind(actor.account())
    .bind(Json(draft))
    .bind(now)
    .execute(conn)
    .await
    .map(drop))
}
