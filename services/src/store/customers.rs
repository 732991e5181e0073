use chrono::{DateTime, Utc};
use domain::{AccountId, Customer, CustomerId, FaxNumber, customer::Address};
use sqlx::types::Json;
use uuid::Uuid;

use super::{Tx, bulk::rows, on, push_list};
use crate::Actor;

#[derive(sqlx::FromRow)]
struct Row {
    id: CustomerId,
    account_id: AccountId,
    livemode: bool,
    name: String,
    email: String,
    fax_number: Option<FaxNumber>,
    reference_customer_id: Option<String>,
    is_tax_exempt: bool,
    address: Json<Address>,
    country: Option<String>,
    business_identification_number: Option<String>,
    created_at: DateTime<Utc>,
    archived_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
}

impl From<Row> for Customer {
    fn from(row: Row) -> Self {
        let Row {
            id,
            account_id,
            livemode,
            name,
            email,
            fax_number,
            reference_customer_id,
            is_tax_exempt,
            address,
            country,
            business_identification_number,
            created_at,
            archived_at,
            updated_at,
        } = row;
        Self {
            id,
            account_id,
            livemode,
            name,
            email,
            fax_number,
            reference_customer_id,
            is_tax_exempt,
            address: address.0,
            country,
            business_identification_number,
            created_at,
            archived_at,
            updated_at,
        }
    }
}

macro_rules! columns {
    () => {
        "id, account_id, livemode, name, email, fax_number, reference_customer_id, is_tax_exempt, address, country, \
         business_identification_number, created_at, archived_at, updated_at"
    };
}

pub(crate) async fn insert(tx: &mut Tx, customer: &Customer) -> sqlx::Result<()> {
    let search_text = search_text(customer);
    on!(tx, |conn| sqlx::query(concat!(
        "insert into customers (",
        columns!(),
        ", search_text) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
    ))
    .bind(customer.id)
    .bind(customer.account_id)
    .bind(customer.livemode)
    .bind(&customer.name)
    .bind(&customer.email)
    .bind(&customer.fax_number)
    .bind(&customer.reference_customer_id)
    .bind(customer.is_tax_exempt)
    .bind(Json(&customer.address))
    .bind(&customer.country)
    .bind(&customer.business_identification_number)
    .bind(customer.created_at)
    .bind(customer.archived_at)
    .bind(customer.updated_at)
    .bind(&search_text)
    .execute(conn)
    .await
    .map(drop))
}

fn search_text(customer: &Customer) -> String {
    let reference = customer.reference_customer_id.as_deref().unwrap_or_default();
    format!("{} {} {reference}", customer.name, customer.email).to_lowercase()
}

pub(crate) async fn find(tx: &mut Tx, actor: &Actor, id: CustomerId) -> sqlx::Result<Option<Customer>> {
    find_with(tx, actor, id, "").await
}

/// The same, kept as read until the transaction ends.
pub(crate) async fn find_for_update(tx: &mut Tx, actor: &Actor, id: CustomerId) -> sqlx::Result<Option<Customer>> {
    let for_update = tx.for_update();
    find_with(tx, actor, id, for_update).await
}

async fn find_with(tx: &mut Tx, actor: &Actor, id: CustomerId, lock: &'static str) -> sqlx::Result<Option<Customer>> {
    let row: Option<Row> = on!(tx, |conn| {
        let mut query = sqlx::QueryBuilder::new(concat!("select ", columns!(), " from customers where account_id = "));
        query.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode());
        query.push(" and id = ").push_bind(id).push(lock).build_query_as().fetch_optional(conn).await
    })?;
    Ok(row.map(Customer::from))
}

/// Stores what the merchant changed.
pub(crate) async fn update(tx: &mut Tx, customer: &Customer) -> sqlx::Result<()> {
    let search_text = search_text(customer);
    on!(tx, |conn| sqlx::query(
        "update customers set name = $1, email = $2, fax_number = $3, reference_customer_id = $4, is_tax_exempt = $5,
         address = $6, country = $7, business_identification_number = $8, updated_at = $9, search_text = $10
         where account_id = $11 and livemode = $12 and id = $13"
    )
    .bind(&customer.name)
    .bind(&customer.email)
    .bind(&customer.fax_number)
    .bind(&customer.reference_customer_id)
    .bind(customer.is_tax_exempt)
    .bind(Json(&customer.address))
    .bind(&customer.country)
    .bind(&customer.business_identification_number)
    .bind(customer.updated_at)
    .bind(&search_text)
    .bind(customer.account_id)
    .bind(customer.livemode)
    .bind(customer.id)
    .execute(conn)
    .await
    .map(drop))
}

/// Puts a customer away; its reference is free again. False: it was put away before.
pub(crate) async fn archive(tx: &mut Tx, actor: &Actor, id: CustomerId, now: DateTime<Utc>) -> sqlx::Result<bool> {
    on!(tx, |conn| sqlx::query(
        "update customers set archived_at = $1, updated_at = $1, archived_reference = reference_customer_id,
         reference_customer_id = null where account_id = $2 and livemode = $3 and id = $4 and archived_at is null"
    )
    .bind(now)
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(id)
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1))
}

/// What a list may be narrowed to; nothing of it: all that are not archived.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Filter<'a> {
    pub(crate) reference: Option<&'a str>,
    pub(crate) email: Option<&'a str>,
    pub(crate) name_prefix: Option<&'a str>,
    pub(crate) before: Option<CustomerId>,
}

impl Filter<'_> {
    fn names_nobody(&self) -> bool {
        [self.reference, self.email, self.name_prefix].into_iter().flatten().any(names_nobody)
    }
}

/// Newest first.
pub(crate) async fn list(tx: &mut Tx, actor: &Actor, filter: Filter<'_>, limit: i64) -> sqlx::Result<Vec<Customer>> {
    if filter.names_nobody() {
        return Ok(vec![]);
    }
    let rows: Vec<Row> = on!(tx, |conn| {
        let mut query = sqlx::QueryBuilder::new(concat!("select ", columns!(), " from customers where account_id = "));
        query.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode());
        query.push(" and archived_at is null");
        if let Some(reference) = filter.reference {
            query.push(" and reference_customer_id = ").push_bind(reference.to_owned());
        }
        if let Some(email) = filter.email {
            query.push(" and lower(email) = ").push_bind(email.to_lowercase());
        }
        if let Some(prefix) = filter.name_prefix {
            // The text begins with the name.
            query.push(" and search_text like ").push_bind(format!("{}%", escaped(prefix))).push(" escape '\\'");
        }
        if let Some(before) = filter.before {
            query.push(" and id < ").push_bind(before);
        }
        query.push(" order by id desc limit ").push_bind(limit).build_query_as().fetch_all(conn).await
    })?;
    Ok(rows.into_iter().map(Customer::from).collect())
}

/// A text in lower case that means itself in a `like`.
fn escaped(text: &str) -> String {
    text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

pub(crate) async fn find_by_reference(tx: &mut Tx, actor: &Actor, reference: &str) -> sqlx::Result<Option<Customer>> {
    if names_nobody(reference) {
        return Ok(None);
    }
    let row: Option<Row> = on!(tx, |conn| sqlx::query_as(concat!(
        "select ",
        columns!(),
        " from customers where account_id = $1 and livemode = $2 and reference_customer_id = $3"
    ))
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(reference)
    .fetch_optional(conn)
    .await)?;
    Ok(row.map(Customer::from))
}

/// More characters than name, address and reference of any customer have together. SQLite refuses patterns of 50,000 bytes.
const LONGEST_SOUGHT: usize = 2_000;

/// Whether no row can hold a text: it is too long, or has the character that PostgreSQL refuses even in a question.
fn names_nobody(text: &str) -> bool {
    text.contains('\0') || text.chars().nth(LONGEST_SOUGHT).is_some()
}

/// A customer by its id alone: for the operator, who belongs to no account.
pub(crate) async fn find_in_any_account(tx: &mut Tx, id: CustomerId) -> sqlx::Result<Option<Customer>> {
    let row: Option<Row> =
        on!(tx, |conn| sqlx::query_as(concat!("select ", columns!(), " from customers where id = $1"))
            .bind(id)
            .fetch_optional(conn)
            .await)?;
    Ok(row.map(Customer::from))
}

/// The ids of those of these customers that the actor has: by their ids and by the merchant's own numbers.
pub(crate) async fn resolve(
    tx: &mut Tx,
    actor: &Actor,
    ids: &[CustomerId],
    references: &[&str],
) -> sqlx::Result<Vec<(CustomerId, Option<String>)>> {
    let references: Vec<_> = references.iter().filter(|reference| !names_nobody(reference)).collect();
    let select = tx.select_bulk(&format!("{}, reference_customer_id", tx.bulk_id("id")));
    // Not "or": an index serves one side of it alone.
    let text = on!(tx, |conn| {
        let mut query = sqlx::QueryBuilder::new(select);
        query.push(" from (select id, reference_customer_id from customers where account_id = ");
        query.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode()).push(" and id in ");
        push_list!(query, ids.iter().copied());
        query.push(" union select id, reference_customer_id from customers where account_id = ");
        query.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode());
        query.push(" and reference_customer_id in ");
        push_list!(query, references.into_iter().copied());
        query.push(") found").build_query_scalar().fetch_one(conn).await
    })?;
    Ok(rows::<(Uuid, Option<String>)>(text)?.into_iter().map(|(id, reference)| (CustomerId(id), reference)).collect())
}

/// The newest customers whose name, address or reference holds the text, all of them for an empty one; before a cursor.
pub(crate) async fn search(
    tx: &mut Tx,
    actor: &Actor,
    text: &str,
    before: Option<CustomerId>,
    limit: i64,
) -> sqlx::Result<Vec<Customer>> {
    if names_nobody(text) {
        return Ok(vec![]);
    }
    let escaped = escaped(text);
    let rows: Vec<Row> = on!(tx, |conn| {
        let mut query = sqlx::QueryBuilder::new(concat!("select ", columns!(), " from customers where account_id = "));
        query.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode());
        query.push(" and archived_at is null and search_text like ");
        query.push_bind(format!("%{escaped}%")).push(" escape '\\'");
        if let Some(before) = before {
            query.push(" and id < ").push_bind(before);
        }
        query.push(" order by id desc limit ").push_bind(limit).build_query_as().fetch_all(conn).await
    })?;
    Ok(rows.into_iter().map(Customer::from).collect())
}

/// The customers of these ids, in no order.
pub(crate) async fn find_all(tx: &mut Tx, actor: &Actor, ids: &[CustomerId]) -> sqlx::Result<Vec<Customer>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let rows: Vec<Row> = on!(tx, |conn| {
        let mut query = sqlx::QueryBuilder::new(concat!("select ", columns!(), " from customers where account_id = "));
        query.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode()).push(" and id in ");
        push_list!(query, ids.iter().copied());
        query.build_query_as().fetch_all(conn).await
    })?;
    Ok(rows.into_iter().map(Customer::from).collect())
}
