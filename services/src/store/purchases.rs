use chrono::{DateTime, NaiveDate, Utc};
use domain::{CustomerId, Jurisdiction};

use super::{Tx, on};
use crate::Actor;

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
