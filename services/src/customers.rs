//! Customers: the buyers of the merchant.

use std::collections::{HashMap, HashSet};

use domain::{Customer, CustomerChange, CustomerId, EventKind, NewCustomer, Refusal, Role, invalid::visible};

use crate::{
    Actor, Error, Page, Result, Services,
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
    let now = services.clock.now_for(actor);
    let customer = Customer {
        id: CustomerId(services.clock.uuid()),
        account_id: actor.account(),
        livemode: actor.livemode(),
        name: new.name,
        email: new.email,
        fax_number: new.fax_number.parse().ok(),
        reference_customer_id: Some(new.reference_customer_id).filter(|reference| !reference.is_empty()),
        is_tax_exempt: new.is_tax_exempt,
        address: new.address,
        country: Some(new.country).filter(|country| !country.is_empty()),
        business_identification_number: Some(new.business_identification_number).filter(|number| !number.is_empty()),
        created_at: now,
        archived_at: None,
        updated_at: now,
    };
    let mut tx = services.store.write().await?;
    store::customers::insert(&mut tx, &customer).await.map_err(or_duplicate)?;
    let about = About { customer: Some(customer.id), ..About::default() };
    events::record(services, &mut tx, actor, EventKind::CustomerCreated, about, None, now).await?;
    tx.commit().await?;
    Ok(customer)
}

fn or_duplicate(error: sqlx::Error) -> Error {
    let taken = conflicts_on(&error, "customers", "reference_customer_id");
    if taken { Refusal::DuplicateCustomer.into() } else { error.into() }
}

/// Changes what the merchant says of a customer; what was asked already stays as it was asked.
pub async fn update(services: &Services, actor: &Actor, id: CustomerId, change: &CustomerChange) -> Result<Customer> {
    actor.require(Role::Sales)?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let before = store::customers::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    before.here()?;
    let after = before.changed(change, now)?;
    let fields = before.differences(&after);
    if fields.is_empty() {
        tx.commit().await?;
        return Ok(before);
    }
    store::customers::update(&mut tx, &after).await.map_err(or_duplicate)?;
    let about = About { customer: Some(id), ..About::default() };
    let note = Some(fields.join(", "));
    events::record(services, &mut tx, actor, EventKind::CustomerUpdated, about, note, now).await?;
    tx.commit().await?;
    Ok(after)
}

/// Puts a customer away: its open requests are canceled and its visits end. What it gave stays, for audits, and its
/// reference is free for another customer. Doing it twice is fine.
pub async fn archive(services: &Services, actor: &Actor, id: CustomerId) -> Result<Customer> {
    actor.require(Role::Sales)?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let before = store::customers::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    if before.archived_at.is_some() || !store::customers::archive(&mut tx, actor, id, now).await? {
        tx.commit().await?;
        return Ok(before);
    }
    for request in store::requests::cancel_open(&mut tx, actor, id, now).await? {
        let about = About::request(id, request);
        events::record(services, &mut tx, actor, EventKind::RequestCanceled, about, None, now).await?;
    }
    let about = About { customer: Some(id), ..About::default() };
    let note = before.reference_customer_id.clone();
    events::record(services, &mut tx, actor, EventKind::CustomerArchived, about, note, now).await?;
    tx.commit().await?;
    Ok(Customer { reference_customer_id: None, archived_at: Some(now), updated_at: now, ..before })
}

/// A customer by its id.
pub async fn find(services: &Services, actor: &Actor, id: CustomerId) -> Result<Customer> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read_once().await?;
    store::customers::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)
}

/// A customer by the merchant's own number for it, if there is one.
pub async fn find_by_reference(services: &Services, actor: &Actor, reference: &str) -> Result<Option<Customer>> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read_once().await?;
    Ok(store::customers::find_by_reference(&mut tx, actor, &visible(reference)).await?)
}

/// How somebody names a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CustomerName {
    /// By our id.
    Id(CustomerId),
    /// By the merchant's own number.
    Reference(String),
}

/// The customers behind these names, in their order, by one query; none: the actor has no such customer.
pub async fn resolve(services: &Services, actor: &Actor, names: &[CustomerName]) -> Result<Vec<Option<CustomerId>>> {
    actor.require(Role::Viewer)?;
    let ids: Vec<_> =
        names.iter().filter_map(|name| if let CustomerName::Id(id) = name { Some(*id) } else { None }).collect();
    let references: Vec<_> = names
        .iter()
        .filter_map(|name| if let CustomerName::Reference(text) = name { Some(visible(text)) } else { None })
        .collect();
    let references: Vec<_> = references.iter().map(String::as_str).collect();
    let mut tx = services.store.read_once().await?;
    let found = store::customers::resolve(&mut tx, actor, &ids, &references).await?;
    let by_reference: HashMap<_, _> =
        found.iter().filter_map(|(id, reference)| Some((reference.as_deref()?, *id))).collect();
    let known: HashSet<_> = found.iter().map(|(id, _)| *id).collect();
    let resolve = |name: &CustomerName| match name {
        CustomerName::Id(id) => known.contains(id).then_some(*id),
        CustomerName::Reference(reference) => by_reference.get(visible(reference).as_str()).copied(),
    };
    Ok(names.iter().map(resolve).collect())
}

/// A customer whose reference differs from this one only in case, spaces, dashes or leading zeros: systems seldom agree.
pub async fn similar_reference(services: &Services, actor: &Actor, reference: &str) -> Result<Option<String>> {
    actor.require(Role::Viewer)?;
    let bare = domain::customer::bare_reference(reference);
    if bare.is_empty() {
        return Ok(None);
    }
    let core = domain::customer::core_of_reference(reference);
    let mut tx = services.store.read_once().await?;
    let found = store::customers::search(&mut tx, actor, &core, None, SEARCH_LIMIT).await?;
    let references = found.into_iter().filter_map(|customer| customer.reference_customer_id);
    Ok(references.into_iter().find(|known| domain::customer::bare_reference(known) == bare))
}

/// The newest customers whose name, e-mail address or reference holds the text.
pub async fn search(services: &Services, actor: &Actor, text: &str) -> Result<Vec<Customer>> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read_once().await?;
    Ok(store::customers::search(&mut tx, actor, text.trim(), None, SEARCH_LIMIT).await?)
}

/// What a list of the API is narrowed to; nothing of it: every customer that is not archived.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The merchant's own number, letter by letter.
    pub reference: Option<String>,
    /// The e-mail address, in capitals or not.
    pub email: Option<String>,
    /// What the name begins with, in capitals or not.
    pub name_prefix: Option<String>,
    /// The cursor of the page before.
    pub after: Option<CustomerId>,
    /// How many at most, 1 to 100.
    pub limit: usize,
}

/// The customers of a selection, newest first.
pub async fn select(services: &Services, actor: &Actor, wanted: &Selection) -> Result<Page<Customer, CustomerId>> {
    actor.require(Role::Viewer)?;
    let limit = wanted.limit.clamp(1, 100);
    let reference = wanted.reference.as_deref().map(visible);
    let filter = store::customers::Filter {
        reference: reference.as_deref(),
        email: wanted.email.as_deref(),
        name_prefix: wanted.name_prefix.as_deref(),
        before: wanted.after,
    };
    let mut tx = services.store.read_once().await?;
    let rows = store::customers::list(&mut tx, actor, filter, limit as i64 + 1).await?;
    Ok(Page::cut(rows, limit, |customer| customer.id))
}

/// What a list is narrowed to.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// Only customers whose name, e-mail address or reference holds this; empty: all.
    pub text: String,
    /// The cursor of the page before.
    pub after: Option<CustomerId>,
    /// How many at most, 1 to 100.
    pub limit: usize,
}

/// Customers, newest first.
pub async fn list(services: &Services, actor: &Actor, filter: &ListFilter) -> Result<Page<Customer, CustomerId>> {
    actor.require(Role::Viewer)?;
    let limit = filter.limit.clamp(1, 100);
    let mut tx = services.store.read_once().await?;
    let rows = store::customers::search(&mut tx, actor, filter.text.trim(), filter.after, limit as i64 + 1).await?;
    Ok(Page::cut(rows, limit, |customer| customer.id))
}
