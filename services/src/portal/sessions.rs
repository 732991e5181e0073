//! Visits: begun by a link, recognized by a cookie, ended by signing out.

use domain::{
    Account, Customer, CustomerId, EventKind, Invalid, Language, PortalSession, PortalSessionId, Problem, Role,
};

use super::{BadEntry, Entered, VISIT, Visit, Visitor};
use crate::{
    Actor, Error, Result, Services, World,
    events::{self, About},
    store,
    store::Tx,
    tokens::{Claims, Purpose, Rejected},
};

/// Sessions have one generation: what ends them is their row.
pub(super) const GENERATION: i32 = 1;

/// What a storefront may say when it asks for a link.
#[derive(Debug, Clone, Default)]
pub struct NewSession {
    /// Where the buyer goes back to, on a listed host.
    pub return_url: Option<String>,
    /// `en` or `es`; none: as the browser asks.
    pub language: Option<String>,
}

/// A session and the link that opens it; a secret of the customer's.
#[derive(Debug)]
pub struct Created {
    /// The session.
    pub session: PortalSession,
    /// Good for an hour, as often as wanted.
    pub url: String,
}

/// Makes a link to the home of a customer.
pub async fn create(services: &Services, actor: &Actor, customer: CustomerId, new: &NewSession) -> Result<Created> {
    actor.require(Role::Sales)?;
    let language = language(new.language.as_deref())?;
    let mut tx = services.store.write().await?;
    store::customers::find(&mut tx, actor, customer).await?.ok_or(Error::NotFound)?.here()?;
    let storefront = store::storefronts::find(&mut tx, actor.account()).await?;
    let return_url = new.return_url.as_deref().map(|url| storefront.return_url(url)).transpose()?;
    let session = PortalSession { return_url, language, ..begin(services, actor, customer) };
    store::portal_sessions::insert(&mut tx, &session).await?;
    tx.commit().await?;
    let token =
        services.secrets.sign(Purpose::PortalLink, session.account_id, session.id, GENERATION, session.expires_at)?;
    Ok(Created { url: services.settings.url(&format!("/portal/{token}")), session })
}

fn language(word: Option<&str>) -> std::result::Result<Option<Language>, Invalid> {
    let parsed = word.filter(|word| !word.is_empty()).map(str::parse).transpose();
    parsed.map_err(|error| Invalid::one("language", Problem::Incorrect, format!("{error}.")))
}

/// A session that begins now, not stored yet.
pub(super) fn begin(services: &Services, actor: &Actor, customer: CustomerId) -> PortalSession {
    let now = services.clock.now();
    PortalSession {
        id: PortalSessionId(services.clock.uuid()),
        account_id: actor.account(),
        livemode: actor.livemode(),
        customer_id: customer,
        return_url: None,
        language: None,
        email: None,
        created_at: now,
        expires_at: now + VISIT,
        ended_at: None,
    }
}

/// Stores a session in which somebody is about to come in, and tells the customer's history how.
pub(super) async fn insert(services: &Services, tx: &mut Tx, session: &PortalSession, how: String) -> Result<()> {
    store::portal_sessions::insert(tx, session).await?;
    let world = store::clocks::world(tx, session.account_id, session.livemode).await?;
    let visitor = Actor::visitor(world, session.customer_id);
    let about = About { customer: Some(session.customer_id), ..About::default() };
    events::record(services, tx, &visitor, EventKind::PortalEntered, about, Some(how), services.clock.now_for(&visitor))
        .await
}

/// A visit of test mode that nobody makes, for an example.
pub(crate) async fn enter_as_example(services: &Services, actor: &Actor, customer: CustomerId) -> Result<()> {
    let session = begin(services, actor, customer);
    let mut tx = services.store.write().await?;
    insert(services, &mut tx, &session, "An example of test mode".to_owned()).await?;
    Ok(tx.commit().await?)
}

/// What the browser gets for a session.
pub(super) fn entered(services: &Services, session: &PortalSession) -> Result<Entered> {
    let until = services.clock.now() + VISIT;
    let cookie = services.secrets.sign(Purpose::Portal, session.account_id, session.id, GENERATION, until)?;
    Ok(Entered { cookie, language: session.language })
}

/// Opens a link that the API has made. Nothing changes by it, so that it may be opened again within its hour.
pub async fn open(services: &Services, token: &str) -> Result<std::result::Result<Entered, BadEntry>> {
    let (claims, over) = match services.secrets.read(Purpose::PortalLink, token, services.clock.now()) {
        Ok(claims) => (claims, false),
        Err(Rejected::Expired(claims)) => (claims, true),
        Err(Rejected::Damaged) => return Ok(Err(BadEntry::Damaged)),
    };
    match named_by(services, &claims).await? {
        None => Ok(Err(BadEntry::Damaged)),
        Some((_, Some(session))) if !over && session.ended_at.is_none() => Ok(Ok(entered(services, &session)?)),
        Some((account, _)) => Ok(Err(BadEntry::Over(Box::new(account)))),
    }
}

/// Recognizes a visitor by the cookie.
pub async fn recognize(services: &Services, cookie: &str) -> Result<Visitor> {
    let (claims, over) = match services.secrets.read(Purpose::Portal, cookie, services.clock.now()) {
        Ok(claims) => (claims, false),
        Err(Rejected::Expired(claims)) => (claims, true),
        Err(Rejected::Damaged) => return Err(Error::Unauthenticated),
    };
    let (account, session) = named_by(services, &claims).await?.ok_or(Error::Unauthenticated)?;
    let session = match session {
        Some(session) if session.ended_at.is_some() => return Ok(Visitor::SignedOut(Box::new(account))),
        Some(session) if !over => session,
        _ => return Ok(Visitor::Over(Box::new(account))),
    };
    let actor = Actor::visitor(World::of(&account, session.livemode), session.customer_id);
    let mut tx = services.store.read_once().await?;
    let customer = store::customers::find(&mut tx, &actor, session.customer_id).await?.ok_or(Error::Unauthenticated)?;
    if customer.here().is_err() {
        return Ok(Visitor::Over(Box::new(account)));
    }
    Ok(Visitor::Here(Box::new(Visit { actor, account, customer, session })))
}

/// The account, and the session unless it is forgotten.
async fn named_by(services: &Services, claims: &Claims) -> Result<Option<(Account, Option<PortalSession>)>> {
    let Ok(id) = claims.sub.parse() else { return Ok(None) };
    let mut tx = services.store.read().await?;
    let Some(account) = store::accounts::find(&mut tx, claims.account).await? else { return Ok(None) };
    let session = store::portal_sessions::find(&mut tx, claims.account, id).await?;
    Ok(Some((account, session)))
}

/// Ends a visit, and the link that began it.
pub async fn sign_out(services: &Services, visit: &Visit) -> Result<()> {
    let mut tx = services.store.write().await?;
    store::portal_sessions::end(&mut tx, &visit.actor, visit.session.id, services.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// The other customers with the address that the visitor has proved.
pub async fn customers_to_choose(services: &Services, visit: &Visit) -> Result<Vec<Customer>> {
    let Some(email) = &visit.session.email else { return Ok(vec![]) };
    let mut tx = services.store.read().await?;
    let ids = store::portal_codes::customers_of(&mut tx, visit.actor.account(), email).await?;
    let mut customers = store::customers::find_all(&mut tx, &visit.actor, &ids).await?;
    customers.retain(|customer| customer.id != visit.customer.id);
    customers.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(customers)
}

/// Goes on as another customer with the address that the visitor has proved.
pub async fn choose_customer(services: &Services, visit: &Visit, customer: CustomerId) -> Result<()> {
    let choices = customers_to_choose(services, visit).await?;
    if !choices.iter().any(|choice| choice.id == customer) {
        return Err(Error::NotFound);
    }
    let mut tx = services.store.write().await?;
    store::portal_sessions::set_customer(&mut tx, &visit.actor, visit.session.id, customer).await?;
    Ok(tx.commit().await?)
}

/// Removes visits, used links and codes that nobody can come back to.
pub(crate) async fn forget_expired(services: &Services) -> Result<()> {
    let mut tx = services.store.write().await?;
    store::portal_sessions::delete_expired(&mut tx, services.clock.now() - VISIT).await?;
    Ok(tx.commit().await?)
}
