use chrono::{DateTime, Duration, Utc};
use domain::{Account, AccountId, Profile, customer::Address};
use sqlx::types::Json;

use super::{Tx, on};

#[derive(sqlx::FromRow)]
struct Row {
    id: AccountId,
    name: String,
    contact_email: String,
    contact_name: String,
    contact_phone: String,
    address: Json<Address>,
    time_zone: String,
    expiring_window_days: i32,
    profile_version: i32,
    logo: Option<String>,
    test_ahead_seconds: i64,
    created_at: DateTime<Utc>,
}

impl From<Row> for Account {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            name: row.name,
            contact_email: row.contact_email,
            contact_name: row.contact_name,
            contact_phone: row.contact_phone,
            address: row.address.0,
            time_zone: row.time_zone,
            expiring_window_days: row.expiring_window_days,
            profile_version: row.profile_version,
            logo: row.logo,
            test_ahead: Duration::seconds(row.test_ahead_seconds),
            created_at: row.created_at,
        }
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
        "select id, name, contact_email, contact_name, contact_phone, address, time_zone, expiring_window_days,
                profile_version, logos.sha256 as logo, test_ahead_seconds, accounts.created_at
         from accounts left join logos on logos.account_id = accounts.id where id = $1"
    )
    .bind(id)
    .fetch_optional(conn)
    .await)?;
    Ok(row.map(Account::from))
}

/// Lets nobody else who asks so into an account before the end of the transaction: for what is counted before a row is added.
pub(crate) async fn lock(tx: &mut Tx, id: AccountId) -> sqlx::Result<()> {
    let lock = tx.for_no_key_update();
    on!(tx, |conn| {
        let mut query = sqlx::QueryBuilder::new("select 1 from accounts where id = ");
        query.push_bind(id).push(lock).build().execute(conn).await.map(drop)
    })
}

/// Changes what the merchant says of itself, unless somebody else did after this version.
pub(crate) async fn save_profile(tx: &mut Tx, id: AccountId, from: i32, profile: &Profile) -> sqlx::Result<bool> {
    let saved = on!(tx, |conn| sqlx::query(
        "update accounts set name = $3, address = $4, contact_name = $5, contact_email = $6, contact_phone = $7,
                time_zone = $8, profile_version = profile_version + 1
         where id = $1 and profile_version = $2"
    )
    .bind(id)
    .bind(from)
    .bind(&profile.name)
    .bind(Json(&profile.address))
    .bind(&profile.contact_name)
    .bind(&profile.contact_email)
    .bind(&profile.contact_phone)
    .bind(&profile.time_zone)
    .execute(conn)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(saved == 1)
}
