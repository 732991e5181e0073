//! Purchases that the merchant reports: they keep certificates alive where a state wants one every twelve months.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{CustomerId, Jurisdiction, Role};

use crate::{Actor, Error, Result, Services, store};

/// A day of purchases that the merchant reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewPurchase {
    /// Where it was delivered to.
    pub jurisdiction: Jurisdiction,
    /// The day of the sale.
    pub purchased_on: NaiveDate,
}

/// How many purchases one call may hold.
pub const AT_ONCE: usize = 1_000;

/// Notes purchases of a customer; how many different ones these were. One that is known already stays as it is and
/// counts too, so that a call that is repeated answers the same.
pub async fn record(
    services: &Services,
    actor: &Actor,
    customer: CustomerId,
    purchases: &[NewPurchase],
) -> Result<usize> {
    actor.require(Role::Sales)?;
    let mut tx = services.store.write().await?;
    let now = services.clock.now_for(actor); // when it is our turn to write: nobody could know of them before
    store::customers::find(&mut tx, actor, customer).await?.ok_or(Error::NotFound)?;
    let account = store::accounts::find(&mut tx, actor.account()).await?.ok_or(Error::NotFound)?;
    for (place, purchase) in purchases.iter().enumerate() {
        account.has_come(&format!("purchases[{place}].purchased_on"), purchase.purchased_on, now)?;
    }
    let different: BTreeSet<_> = purchases.iter().copied().collect();
    store::purchases::record(&mut tx, actor, customer, &different, now).await?;
    tx.commit().await?;
    Ok(different.len())
}
