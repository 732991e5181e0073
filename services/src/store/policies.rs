use chrono::{DateTime, Utc};
use domain::{AccountId, Policy, PolicyVersion};
use sqlx::types::Json;

use super::{Tx, on};

#[derive(sqlx::FromRow)]
struct Row {
    version: i32,
    policy: Json<Policy>,
    made_by: String,
    created_at: DateTime<Utc>,
}

impl From<Row> for PolicyVersion {
    fn from(row: Row) -> Self {
        Self {
            version: row.version,
            policy: row.policy.0,
            made_by: Some(row.made_by),
            created_at: Some(row.created_at),
        }
    }
}

/// The version that was in force at an instant; the default where there was none.
pub(crate) async fn at(tx: &mut Tx, account: AccountId, at: DateTime<Utc>) -> sqlx::Result<PolicyVersion> {
    let row: Option<Row> = on!(tx, |conn| sqlx::query_as(
        "select version, policy, made_by, created_at from policies
         where account_id = $1 and created_at <= $2 order by version desc limit 1"
    )
    .bind(account)
    .bind(at)
    .fetch_optional(conn)
    .await)?;
    Ok(row.map_or_else(PolicyVersion::initial, PolicyVersion::from))
}

/// All versions, newest first.
pub(crate) async fn list(tx: &mut Tx, account: AccountId, limit: i64) -> sqlx::Result<Vec<PolicyVersion>> {
    let rows: Vec<Row> = on!(tx, |conn| {
        sqlx::query_as(
        "select version, policy, made_by, created_at from policies where account_id = $1 order by version desc limit $2"
    )
    .bind(account)
    .bind(limit)
    .fetch_all(conn)
    .await
    })?;
    Ok(rows.into_iter().map(PolicyVersion::from).collect())
}

/// Adds a version. A version of that number that is there already is a conflict.
pub(crate) async fn insert(
    tx: &mut Tx,
    account: AccountId,
    version: i32,
    policy: &Policy,
    made_by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "insert into policies (account_id, version, policy, made_by, created_at) values ($1, $2, $3, $4, $5)"
    )
    .bind(account)
    .bind(version)
    .bind(Json(policy))
    .bind(made_by)
    .bind(now)
    .execute(conn)
    .await
    .map(drop))
}
