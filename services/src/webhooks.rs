//! Webhooks: the endpoints of a merchant. What happens is told in [`told`], and sent in `jobs`.

mod addresses;
mod client;
pub mod deliveries;
mod developer;
mod secrets;
mod told;

use chrono::{DateTime, Duration, Utc};
use domain::{
    EventKind, Invalid, Problem, Refusal, Role, WebhookEndpoint, WebhookEndpointId,
    webhook::{Dialect, DisabledBecause, EndpointStatus, MOST_ENDPOINTS, NewEndpoint},
};

pub use self::{
    addresses::Allowed,
    developer::{Answered, Developer},
    told::{Shape, Told},
};
pub(crate) use self::{
    client::{Client, Message},
    secrets::Signing,
    told::{load, tell, tell_endpoint},
};
use crate::{
    Actor, Error, Result, Services,
    events::{self, About},
    store,
    store::{Tx, webhooks::Secret},
};

/// How long the secret before the newest one signs too, so that a receiver can change over.
pub const OVERLAP: Duration = Duration::days(1);

/// An endpoint with what is known of its secret.
#[derive(Debug, Clone)]
pub struct EndpointDetails {
    /// The endpoint.
    pub endpoint: WebhookEndpoint,
    /// 1 for its first secret.
    pub generation: i32,
    /// When the newest secret was made.
    pub secret_created_at: DateTime<Utc>,
    /// Until when the secret before it signs too.
    pub both_until: Option<DateTime<Utc>>,
}

/// An endpoint with a secret that was just made and is not told again.
#[derive(Debug, Clone)]
pub struct WithSecret {
    /// The endpoint.
    pub endpoint: WebhookEndpoint,
    /// `whsec_…`.
    pub secret: String,
}

/// How an endpoint begins.
#[derive(Debug, Clone, Copy)]
pub struct Beginning<'a> {
    /// In which words it is told.
    pub dialect: Dialect,
    /// Whether it is told at all.
    pub status: EndpointStatus,
    /// Its secret, where the merchant makes it.
    pub secret: Option<&'a str>,
}

/// Makes an endpoint, which is enabled.
pub async fn create(services: &Services, actor: &Actor, new: &NewEndpoint) -> Result<WithSecret> {
    let beginning = Beginning { dialect: Dialect::Standard, status: EndpointStatus::Enabled, secret: None };
    create_in(services, actor, new, beginning).await
}

/// The same in the words and the state that a face wants.
pub async fn create_in(
    services: &Services,
    actor: &Actor,
    new: &NewEndpoint,
    beginning: Beginning<'_>,
) -> Result<WithSecret> {
    let Beginning { dialect, status, secret: chosen } = beginning;
    actor.require(Role::Admin)?;
    let new = new.check()?;
    check_secret(chosen)?;
    services.settings.webhook_allow.permits(&new.url)?;
    let now = services.clock.now();
    let endpoint = WebhookEndpoint {
        id: WebhookEndpointId(services.clock.uuid()),
        account_id: actor.account(),
        livemode: actor.livemode(),
        dialect,
        url: new.url.into(),
        description: new.description,
        event_types: new.event_types,
        status,
        disabled_because: by_the_merchant(status),
        failing_since: None,
        held_until: None,
        created_at: now,
        updated_at: now,
    };
    let mut tx = services.store.write().await?;
    store::accounts::lock(&mut tx, actor.account()).await?;
    if store::webhooks::list(&mut tx, actor).await?.len() >= MOST_ENDPOINTS {
        return Err(Refusal::TooManyEndpoints.into());
    }
    store::webhooks::insert(&mut tx, &endpoint).await?;
    let secret = make_secret(services, &mut tx, &endpoint, 1, chosen).await?;
    record_change(services, &mut tx, actor, &endpoint, "added").await?;
    tx.commit().await?;
    Ok(WithSecret { endpoint, secret })
}

/// All endpoints, newest first; there are twenty at most.
pub async fn list(services: &Services, actor: &Actor) -> Result<Vec<WebhookEndpoint>> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read_once().await?;
    Ok(store::webhooks::list(&mut tx, actor).await?)
}

/// An endpoint by its id.
pub async fn find(services: &Services, actor: &Actor, id: WebhookEndpointId) -> Result<EndpointDetails> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    let endpoint = store::webhooks::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let secrets = store::webhooks::secrets(&mut tx, endpoint.account_id, id, services.clock.now()).await?;
    let newest = secrets.first().ok_or(Error::NotFound)?;
    Ok(EndpointDetails {
        generation: newest.generation,
        secret_created_at: newest.created_at,
        both_until: secrets.get(1).and_then(|before| before.ends_at),
        endpoint,
    })
}

/// What is to be different about an endpoint; what is none stays.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// Where it listens.
    pub url: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The words of what it is told; an empty list: everything.
    pub event_types: Option<Vec<String>>,
    /// Whether it is told at all.
    pub status: Option<EndpointStatus>,
    /// A secret that the merchant has chosen, in the place of the one before, which signs for another day.
    pub secret: Option<String>,
}

/// The same for a face that knows the endpoints of one dialect alone; others are not found.
pub async fn change_in(
    services: &Services,
    actor: &Actor,
    dialect: Dialect,
    id: WebhookEndpointId,
    change: Change,
) -> Result<WebhookEndpoint> {
    require_dialect(services, actor, dialect, id).await?;
    self::change(services, actor, id, change).await
}

/// Removes an endpoint of this dialect.
pub async fn delete_in(services: &Services, actor: &Actor, dialect: Dialect, id: WebhookEndpointId) -> Result<()> {
    require_dialect(services, actor, dialect, id).await?;
    delete(services, actor, id).await
}

/// Tries an endpoint of this dialect out; the id is that of the delivery.
pub async fn test_in(
    services: &Services,
    actor: &Actor,
    dialect: Dialect,
    id: WebhookEndpointId,
) -> Result<domain::WebhookDeliveryId> {
    require_dialect(services, actor, dialect, id).await?;
    test(services, actor, id).await
}

/// An endpoint keeps its dialect for life, so a look before the change is enough.
async fn require_dialect(services: &Services, actor: &Actor, dialect: Dialect, id: WebhookEndpointId) -> Result<()> {
    actor.require(Role::Admin)?;
    let mut tx = services.store.read_once().await?;
    let found = store::webhooks::find(&mut tx, actor, id).await?;
    found.filter(|endpoint| endpoint.dialect == dialect).map(drop).ok_or(Error::NotFound)
}

/// Changes an endpoint. Switched off, it gives up what waits for it; switched on, it counts as never having failed.
pub async fn change(
    services: &Services,
    actor: &Actor,
    id: WebhookEndpointId,
    change: Change,
) -> Result<WebhookEndpoint> {
    actor.require(Role::Admin)?;
    check_secret(change.secret.as_deref())?;
    let is_switched = change.status.is_some();
    if is_switched {
        deliveries::give_up(services, actor, id).await?; // what was left when it was switched off the last time
    }
    let after = change_at_once(services, actor, id, change).await?;
    if is_switched {
        deliveries::give_up(services, actor, id).await?;
    }
    Ok(after)
}

async fn change_at_once(
    services: &Services,
    actor: &Actor,
    id: WebhookEndpointId,
    change: Change,
) -> Result<WebhookEndpoint> {
    let mut tx = services.store.write().await?;
    let before = store::webhooks::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let chosen = change.secret.clone();
    let after = changed(services, &before, change)?;
    if after == before && chosen.is_none() {
        return Ok(before);
    }
    if let Some(chosen) = chosen {
        let secrets = store::webhooks::secrets(&mut tx, before.account_id, id, services.clock.now()).await?;
        let newest = secrets.first().map_or(0, |secret| secret.generation);
        make_secret(services, &mut tx, &before, newest + 1, Some(&chosen)).await?;
    }
    let after = WebhookEndpoint { updated_at: services.clock.now(), ..after };
    store::webhooks::update(&mut tx, &after).await?;
    if after.status != before.status {
        store::webhook_deliveries::give_up(&mut tx, after.account_id, id, deliveries::PORTION).await?;
    }
    let what = match (before.status, after.status) {
        (EndpointStatus::Enabled, EndpointStatus::Disabled) => "disabled",
        (EndpointStatus::Disabled, EndpointStatus::Enabled) => "enabled",
        _ => "changed",
    };
    record_change(services, &mut tx, actor, &after, what).await?;
    tx.commit().await?;
    Ok(after)
}

fn changed(services: &Services, before: &WebhookEndpoint, change: Change) -> Result<WebhookEndpoint> {
    let words = || before.event_types.iter().map(ToString::to_string).collect();
    let wanted = NewEndpoint {
        url: change.url.unwrap_or_else(|| before.url.clone()),
        description: change.description.unwrap_or_else(|| before.description.clone()),
        event_types: change.event_types.unwrap_or_else(words),
    };
    let wanted = wanted.check()?;
    if wanted.url.as_str() != before.url {
        services.settings.webhook_allow.permits(&wanted.url)?;
    }
    let status = change.status.unwrap_or(before.status);
    let is_switched = status != before.status;
    // What it said or did at another address, or before it was switched, holds no more.
    let is_new = is_switched || wanted.url.as_str() != before.url;
    Ok(WebhookEndpoint {
        url: wanted.url.into(),
        description: wanted.description,
        event_types: wanted.event_types,
        status,
        disabled_because: if is_switched { by_the_merchant(status) } else { before.disabled_because },
        failing_since: before.failing_since.filter(|_| !is_new),
        held_until: before.held_until.filter(|_| !is_new),
        ..before.clone()
    })
}

fn by_the_merchant(status: EndpointStatus) -> Option<DisabledBecause> {
    (status == EndpointStatus::Disabled).then_some(DisabledBecause::Merchant)
}

/// Takes an endpoint from everybody at once, with its secrets. What was sent to it goes in portions ([`deliveries`]).
pub async fn delete(services: &Services, actor: &Actor, id: WebhookEndpointId) -> Result<()> {
    actor.require(Role::Admin)?;
    let mut tx = services.store.write().await?;
    let endpoint = store::webhooks::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    if !store::webhooks::delete(&mut tx, actor, id, services.clock.now()).await? {
        return Err(Error::NotFound);
    }
    record_change(services, &mut tx, actor, &endpoint, "deleted").await?;
    Ok(tx.commit().await?)
}

/// Makes a secret in the place of the one before, which signs for another day. `from` is the generation that was shown, where
/// one was: a page that is sent twice makes nothing new.
pub async fn rotate_secret(
    services: &Services,
    actor: &Actor,
    id: WebhookEndpointId,
    from: Option<i32>,
) -> Result<WithSecret> {
    actor.require(Role::Admin)?;
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    let endpoint = store::webhooks::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let secrets = store::webhooks::secrets(&mut tx, endpoint.account_id, id, now).await?;
    let newest = secrets.first().map_or(0, |secret| secret.generation);
    if from.is_some_and(|from| from != newest) {
        return Err(somebody_was_faster().into());
    }
    let secret = make_secret(services, &mut tx, &endpoint, newest + 1, None).await?;
    record_change(services, &mut tx, actor, &endpoint, "given a new secret").await?;
    tx.commit().await?;
    Ok(WithSecret { endpoint, secret })
}

async fn make_secret(
    services: &Services,
    tx: &mut Tx,
    endpoint: &WebhookEndpoint,
    generation: i32,
    chosen: Option<&str>,
) -> Result<String> {
    let now = services.clock.now();
    let (key_id, salt) = (services.secrets.current().id.clone(), services.clock.random::<32>().to_vec());
    let mut made = Secret { generation, key_id, salt, created_at: now, ends_at: None, sealed: None };
    if let Some(chosen) = chosen {
        let sealed = secrets::seal(&services.secrets, endpoint.id, &made, chosen);
        made.sealed = Some(sealed.ok_or(Error::Unavailable("The file of secret keys"))?);
    }
    if !store::webhooks::insert_secret(tx, endpoint.account_id, endpoint.id, &made, now + OVERLAP).await? {
        return Err(somebody_was_faster().into());
    }
    secrets::spell(&services.secrets, endpoint.id, &made).ok_or(Error::NotFound)
}

/// A secret that signs must be hard to guess.
fn check_secret(chosen: Option<&str>) -> Result<()> {
    const LENGTH: std::ops::RangeInclusive<usize> = 16..=256;
    let fits =
        chosen.is_none_or(|chosen| LENGTH.contains(&chosen.chars().count()) && !chosen.chars().any(char::is_control));
    let sentence = "Choose a secret of 16 to 256 characters.";
    if fits { Ok(()) } else { Err(Invalid::one("secret", Problem::Incorrect, sentence).into()) }
}

fn somebody_was_faster() -> Invalid {
    let sentence = "A secret was made meanwhile, and is shown only once. Make another one if you do not have it.";
    Invalid::one("secret", Problem::Changed, sentence)
}

/// Sends an event of the type `webhook.test` to one endpoint; the id is that of its delivery.
pub async fn test(services: &Services, actor: &Actor, id: WebhookEndpointId) -> Result<domain::WebhookDeliveryId> {
    actor.require(Role::Admin)?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let endpoint = deliveries::tried_by_hand(&mut tx, actor, id).await?;
    let note = Some(endpoint.url.clone());
    let event = events::insert(services, &mut tx, actor, EventKind::WebhookTest, About::default(), note, now).await?;
    let delivery = tell_endpoint(services, &mut tx, actor, endpoint, &event).await?;
    tx.commit().await?;
    services.webhook_added.notify_one();
    Ok(delivery)
}

/// Leaves a trace of what was done to an endpoint.
pub(crate) async fn record_change(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    endpoint: &WebhookEndpoint,
    what: &str,
) -> Result<()> {
    let note = Some(format!("{} {what}: {}", endpoint.id, endpoint.url));
    let now = services.clock.now_for(actor);
    events::record(services, tx, actor, EventKind::WebhookChanged, About::default(), note, now).await
}
