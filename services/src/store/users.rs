use chrono::{DateTime, Utc};
use domain::{AccountId, Role, User, UserId};

use super::{Tx, on};

/// A user with what only sign-in may see.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Credentials {
    id: UserId,
    account_id: AccountId,
    email: String,
    name: String,
    role: Role,
    pub(crate) password_hash: Option<String>,
    pub(crate) link_generation: i32,
}

impl Credentials {
    pub(crate) fn user(&self) -> User {
        let Self { id, account_id, role, .. } = *self;
        User { id, account_id, role, email: self.email.clone(), name: self.name.clone() }
    }
}

macro_rules! select {
    ($rest:literal) => {
        concat!("select id, account_id, email, name, role, password_hash, link_generation from users ", $rest)
    };
}

pub(crate) async fn insert(tx: &mut Tx, user: &User, now: DateTime<Utc>) -> sqlx::Result<()> {
    on!(tx, |conn| sqlx::query(
        "insert into users (id, account_id, email, name, role, link_generation, created_at)
         values ($1, $2, $3, $4, $5, 1, $6)"
    )
    .bind(user.id)
    .bind(user.account_id)
    .bind(&user.email)
    .bind(&user.name)
    .bind(user.role)
    .bind(now)
    .execute(conn)
    .await
    .map(drop))
}

pub(crate) async fn find(tx: &mut Tx, account: AccountId, id: UserId) -> sqlx::Result<Option<Credentials>> {
    on!(tx, |conn| sqlx::query_as(select!("where account_id = $1 and id = $2"))
        .bind(account)
        .bind(id)
        .fetch_optional(conn)
        .await)
}

/// The one look-up before an account is known: an address signs in to one account only.
pub(crate) async fn find_by_email(tx: &mut Tx, email: &str) -> sqlx::Result<Option<Credentials>> {
    on!(tx, |conn| sqlx::query_as(select!("where email = $1")).bind(email).fetch_optional(conn).await)
}

/// The owners of an account, the first one first.
pub(crate) async fn owners(tx: &mut Tx, account: AccountId) -> sqlx::Result<Vec<Credentials>> {
    on!(tx, |conn| sqlx::query_as(select!("where account_id = $1 and role = 'owner' order by id"))
        .bind(account)
        .fetch_all(conn)
        .await)
}

/// Sets the password of a user whose link is of this generation, and ends the link. False: the link was used already.
pub(crate) async fn set_password(
    tx: &mut Tx,
    account: AccountId,
    id: UserId,
    generation: i32,
    hash: &str,
) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update users set password_hash = $1, link_generation = link_generation + 1
         where account_id = $2 and id = $3 and link_generation = $4"
    )
    .bind(hash)
    .bind(account)
    .bind(id)
    .bind(generation)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}
