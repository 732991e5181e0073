use chrono::{DateTime, NaiveDate, Utc};
use domain::{CustomerId, Jurisdiction, law::Purchases};
use sqlx::QueryBuilder;

use super::{Tx, on, parsed, push_list};
use crate::Actor;

#[derive(sqlx::FromRow)]
struct Row {
    customer_id: CustomerId,
    jurisdiction: String,
    first_on: NaiveDate,
    last_on: NaiveDate,
}

/// Notes a purchase: a new month, or a month whose first or last day it moves.
pub(crate) async fn record(
    tx: &mut Tx,
    actor: &Actor,
    customer: CustomerId,
    jurisdiction: Jurisdiction,
    day: NaiveDate,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    on!(tx, |conn| {
        sqlx::query(
        "insert into purchases (customer_id, jurisdiction, month, account_id, livemode, first_on, last_on, created_at)
         values ($1, $2, $3, $4, $5, $6, $6, $7)
         on conflict (customer_id, jurisdiction, month) do update set
             first_on = case when excluded.first_on < purchases.first_on then excluded.first_on else purchases.first_on end,
             last_on = case when excluded.last_on > purchases.last_on then excluded.last_on else purchases.last_on end"
    )
    .bind(customer)
    .bind(jurisdiction.code())
    .bind(day.format("%Y-%m").to_string())
    .bind(actor.account())
    .bind(actor.livemode())
    .bind(day)
    .bind(now)
    .execute(conn)
    .await
    .map(drop)
    })
}

/// The purchases of several customers as they were known at an instant, in the order of time; in all states or in some.
pub(crate) async fn of_customers(
    tx: &mut Tx,
    actor: &Actor,
    customers: &[CustomerId],
    jurisdictions: Option<&[Jurisdiction]>,
    known_at: DateTime<Utc>,
) -> sqlx::Result<Vec<(CustomerId, Jurisdiction, Purchases)>> {
    if customers.is_empty() {
        return Ok(vec![]);
    }
    let rows: Vec<Row> = on!(tx, |conn| {
        let mut query =
            QueryBuilder::new("select customer_id, jurisdiction, first_on, last_on from purchases where account_id = ");
        query.push_bind(actor.account()).push(" and livemode = ").push_bind(actor.livemode());
        query.push(" and created_at <= ").push_bind(known_at).push(" and customer_id in ");
        push_list!(query, customers.iter().copied());
        if let Some(jurisdictions) = jurisdictions {
            query.push(" and jurisdiction in ");
            push_list!(query, jurisdictions.iter().map(|jurisdiction| jurisdiction.code()));
        }
        query.push(" order by month").build_query_as().fetch_all(conn).await
    })?;
    rows.into_iter()
        .map(|row| {
            let purchases = Purchases { first_on: row.first_on, last_on: row.last_on };
            Ok((row.customer_id, parsed("jurisdiction", &row.jurisdiction)?, purchases))
        })
        .collect()
}
