use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::{CustomerId, SnapshotId};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Tx, bulk::rows, on, push_list};
use crate::Actor;

/// An answer on its way into the table.
pub(crate) struct NewSnapshot<'a> {
    pub(crate) id: SnapshotId,
    pub(crate) customer: CustomerId,
    pub(crate) answer: &'a str,
}

/// Which of these stand already. Ids are digests that hold the account, so no other tenant's can be among them.
pub(crate) async fn present(tx: &mut Tx, actor: &Actor, ids: &[SnapshotId]) -> sqlx::Result<HashSet<SnapshotId>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let select = tx.select_bulk(&tx.bulk_id("id"));
    let text = on!(tx, |conn| {
        let mut query = QueryBuilder::new(select);
        query.push(" from exemption_snapshots where account_id = ").push_bind(actor.account()).push(" and id in ");
        push_list!(query, ids.iter().copied());
        query.build_query_scalar().fetch_one(conn).await
    })?;
    Ok(rows::<(Uuid,)>(text)?.into_iter().map(|(id,)| SnapshotId(id)).collect())
}

/// Keeps the answers that do not stand yet.
pub(crate) async fn insert(
    tx: &mut Tx,
    actor: &Actor,
    snapshots: &[NewSnapshot<'_>],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| {
        let mut query = QueryBuilder::new(
            "insert into exemption_snapshots (id, account_id, livemode, customer_id, answer, created_at) ",
        );
        query.push_values(snapshots, |mut row, snapshot| {
            row.push_bind(snapshot.id)
                .push_bind(actor.account())
                .push_bind(actor.livemode())
                .push_bind(snapshot.customer)
                .push_bind(snapshot.answer)
                .push_bind(now);
        });
        query.push(" on conflict (id) do nothing").build().execute(conn).await.map(drop)
    })
}

/// An answer as it was given, and when for the first time.
pub(crate) async fn find(tx: &mut Tx, actor: &Actor, id: SnapshotId) -> sqlx::Result<Option<(String, DateTime<Utc>)>> {
    on!(tx, |conn| sqlx::query_as(
        "select answer, created_at from exemption_snapshots where account_id = $1 and livemode = $2 and id = $3"
    )
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .fetch_optional(conn)
    .await)
}
