use chrono::{DateTime, Utc};
use domain::{Account, AccountId, customer::Address};
use sqlx::types::Json;

use super::{Tx, on};

#[derive(sqlx::FromRow)]
struct Row {
    id: AccountId,
    name: String,
    contact_email: String,
    contact_name: String,
    address: Json<Address>,
    time_zone: String,
    expiring_window_days: i32,
    created_at: DateTime<Utc>,
}

impl From<Row> for Account {
    fn from(row: Row) -> Self {
        let Row { id, name, contact_email, contact_name, address, time_zone, expiring_window_days, created_at } = row;
        Self { id, name, contact_email, contact_name, address: address.0, time_zone, expiring_window_days, created_at }
    }
}

pub(crate) async fn insert(tx: &mut Tx, account: &Account) -> sqlx::Result<()> {
    on!(tx, |conn| {
        sqlx::query(
        "insert into accounts (id, name, contact_email, contact_name, address, time_zone, expiring_window_days, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    )
    .bind(account.id)
    .bind(&account.name)
    .bind(&account.contact_email)
    .bind(&account.contact_name)
    .bind(Json(&account.address))
    .bind(&account.time_zone)
    .bind(account.expiring_window_days)
    .bind(account.created_at)
    .execute(conn)
    .await
    .map(drop)
    })
}

pub(crate) async fn find(tx: &mut Tx, id: AccountId) -> sqlx::Result<Option<Account>> {
    let row: Option<Row> = on!(tx, |conn| sqlx::query_as(
        "select id, name, contact_email, contact_name, address, time_zone, expiring_window_days, created_at
         from accounts where id = $1"
    )
    .bind(id)
    .fetch_optional(conn)
    .await)?;
    Ok(row.map(Account::from))
}
