//! Purchases that the merchant reports: they keep certificates alive where a state wants one every twelve months.

use chrono::NaiveDate;
use domain::{CustomerId, Invalid, Jurisdiction, Problem, Role};

use crate::{Actor, Error, Result, Services, store};

/// A purchase that the merchant reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewPurchase {
    /// Where it was delivered to.
    pub jurisdiction: Jurisdiction,
    /// The day of the sale.
    pub purchased_on: NaiveDate,
}

/// How many purchases one call may hold.
pub const AT_ONCE: usize = 1_000;

/// Notes purchases of a customer. The same purchase twice is noted once.
pub async fn record(services: &Services, actor: &Actor, customer: CustomerId, purchases: &[NewPurchase]) -> Result<()> {
    actor.require(Role::Sales)?;
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    store::customers::find(&mut tx, actor, customer).await?.ok_or(Error::NotFound)?;
    let account = store::accounts::find(&mut tx, actor.account()).await?.ok_or(Error::NotFound)?;
    let today = account.day(now);
    if let Some(place) = purchases.iter().position(|purchase| purchase.purchased_on > today) {
        let day = purchases[place].purchased_on;
        let sentence = format!("{day} has not come yet; today is {today} in {}.", account.time_zone);
        return Err(Invalid::one(&format!("purchases[{place}].purchased_on"), Problem::Incorrect, sentence).into());
    }
    for purchase in purchases {
        let NewPurchase { jurisdiction, purchased_on } = *purchase;
        store::purchases::record(&mut tx, actor, customer, jurisdiction, purchased_on, now).await?;
    }
    Ok(tx.commit().await?)
}
