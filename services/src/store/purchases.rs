use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::CustomerId;
use sqlx::QueryBuilder;

use super::{Tx, on};
use crate::{Actor, purchases::NewPurchase};

/// Notes the purchases that are not noted yet; the others keep the instant at which they became known.
pub(crate) async fn record(
    tx: &mut Tx,
    actor: &Actor,
    customer: CustomerId,
    purchases: &BTreeSet<NewPurchase>,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    if purchases.is_empty() {
        return Ok(());
    }
    on!(tx, |conn| {
        let mut query = QueryBuilder::new(
            "insert into purchases (customer_id, jurisdiction, purchased_on, account_id, livemode, created_at) ",
        );
        query.push_values(purchases, |mut row, purchase| {
            row.push_bind(customer)
                .push_bind(purchase.jurisdiction.code())
                .push_bind(purchase.purchased_on)
                .push_bind(actor.account())
                .push_bind(actor.livemode())
                .push_bind(now);
        });
        query.push(" on conflict (customer_id, jurisdiction, purchased_on) do nothing");
        query.build().execute(conn).await.map(drop)
    })
}
