//! Customers: the buyers of the merchant.

use domain::{Customer, CustomerId, EventKind, NewCustomer, Refusal, Role};

use crate::{
    Actor, Error, Result, Services,
    events::{self, About},
    store,
    store::conflicts_on,
};

/// How many customers a search shows.
const SEARCH_LIMIT: i64 = 20;

/// Adds a customer.
pub async fn create(services: &Services, actor: &Actor, new: &NewCustomer) -> Result<Customer> {
    actor.require(Role::Sales)?;
    let new = new.check()?;
    let now = services.clock.now();
    let customer = Customer {
        id: CustomerId(services.clock.uuid()),
        account_id: actor.account(),
        livemode: actor.livemode(),
        name: new.name,
        email: new.email,
        reference_customer_id: Some(new.reference_customer_id).filter(|reference| !reference.is_empty()),
        is_tax_exempt: new.is_tax_exempt,
        address: new.address,
        created_at: now,
        updated_at: now,
    };
    let mut tx = services.store.write().await?;
    store::customers::insert(&mut tx, &customer).await.map_err(|error| {
        let taken = conflicts_on(&error, "customers", "reference_customer_id");
        if taken { Refusal::DuplicateCustomer.into() } else { Error::from(error) }
    })?;
    let about = About { customer: Some(customer.id), ..About::default() };
    events::record(services, &mut tx, actor, EventKind::CustomerCreated, about, None, now).await?;
    tx.commit().await?;
    Ok(customer)
}

/// A customer by its id.
pub async fn find(services: &Services, actor: &Actor, id: CustomerId) -> Result<Customer> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    store::customers::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)
}

/// A customer by the merchant's own number for it, if there is one.
pub async fn find_by_reference(services: &Services, actor: &Actor, reference: &str) -> Result<Option<Customer>> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    Ok(store::customers::find_by_reference(&mut tx, actor, reference).await?)
}

/// The newest customers whose name, e-mail address or reference holds the text.
pub async fn search(services: &Services, actor: &Actor, text: &str) -> Result<Vec<Customer>> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    Ok(store::customers::search(&mut tx, actor, text.trim(), SEARCH_LIMIT).await?)
}
