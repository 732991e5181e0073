//! What was sent to an endpoint and what became of it; sent again by hand.

use chrono::{DateTime, Duration, Utc};
use domain::{
    Invalid, Problem, Refusal, Role, WebhookAttempt, WebhookDelivery, WebhookDeliveryId, WebhookEndpointId,
    webhook::{DeliveryStatus, EndpointStatus},
};

use crate::{
    Actor, Error, Page, Result, Services, events, store,
    store::{
        Tx,
        webhook_deliveries::{Filter, Range},
    },
};

/// How long a delivery that has come to its end is kept, to be looked at and sent again.
pub const KEPT: Duration = Duration::days(90);

/// What a list is narrowed to.
#[derive(Debug, Clone, Copy)]
pub struct ListFilter {
    /// Only those to this endpoint.
    pub endpoint: WebhookEndpointId,
    /// Only those of which this became.
    pub status: Option<DeliveryStatus>,
    /// The cursor of the page before.
    pub after: Option<WebhookDeliveryId>,
    /// How many at most, 1 to 100.
    pub limit: usize,
}

/// A delivery with its attempts, the first one first.
#[derive(Debug, Clone)]
pub struct DeliveryDetails {
    /// The delivery.
    pub delivery: WebhookDelivery,
    /// All attempts.
    pub attempts: Vec<WebhookAttempt>,
}

/// Deliveries to an endpoint, newest first.
pub async fn list(
    services: &Services,
    actor: &Actor,
    filter: ListFilter,
) -> Result<Page<WebhookDelivery, WebhookDeliveryId>> {
    actor.require(Role::Viewer)?;
    let limit = filter.limit.clamp(1, 100);
    let narrowed = Filter { endpoint: filter.endpoint, status: filter.status, before: filter.after };
    let mut tx = services.store.read().await?;
    store::webhooks::find(&mut tx, actor, filter.endpoint).await?.ok_or(Error::NotFound)?;
    let rows = store::webhook_deliveries::list(&mut tx, actor, narrowed, limit as i64 + 1).await?;
    Ok(Page::cut(rows, limit, |delivery| delivery.id))
}

/// A delivery by its id.
pub async fn find(services: &Services, actor: &Actor, id: WebhookDeliveryId) -> Result<DeliveryDetails> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    let delivery = store::webhook_deliveries::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let attempts = store::webhook_deliveries::attempts(&mut tx, delivery.account_id, id).await?;
    Ok(DeliveryDetails { delivery, attempts })
}

/// Sends a delivery again, with the same `webhook-id`; the pauses begin anew.
pub async fn replay(services: &Services, actor: &Actor, id: WebhookDeliveryId) -> Result<WebhookDelivery> {
    actor.require(Role::Admin)?;
    let mut tx = services.store.write().await?;
    let delivery = store::webhook_deliveries::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    require_enabled(&mut tx, actor, delivery.endpoint_id).await?;
    if !store::webhook_deliveries::replay(&mut tx, actor, id, services.clock.now()).await? {
        return Err(Error::NotFound);
    }
    let delivery = store::webhook_deliveries::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    events::mark_claim(&mut tx, actor, services.clock.now()).await?;
    tx.commit().await?;
    services.webhook_added.notify_one();
    Ok(delivery)
}

/// Which deliveries are sent again.
#[derive(Debug, Clone, Copy)]
pub struct ReplayRange {
    /// Of events from this instant on.
    pub since: DateTime<Utc>,
    /// Of events before this one; none: until now.
    pub until: Option<DateTime<Utc>>,
    /// Those that arrived too, and not only those that did not.
    pub also_succeeded: bool,
}

/// Sends those of a range again that have come to their end, and says how many they are.
pub async fn replay_range(
    services: &Services,
    actor: &Actor,
    endpoint: WebhookEndpointId,
    range: ReplayRange,
) -> Result<u64> {
    actor.require(Role::Admin)?;
    let now = services.clock.now();
    let until = range.until.unwrap_or(now + Duration::microseconds(1));
    if until <= range.since {
        let sentence = "Give an instant after the one at which the range begins.";
        return Err(Invalid::one("until", Problem::Incorrect, sentence).into());
    }
    let mut tx = services.store.write().await?;
    require_enabled(&mut tx, actor, endpoint).await?;
    let range = Range { endpoint, since: range.since, until, also_succeeded: range.also_succeeded };
    let replayed = store::webhook_deliveries::replay_range(&mut tx, actor, range, now).await?;
    events::mark_claim(&mut tx, actor, now).await?;
    tx.commit().await?;
    services.webhook_added.notify_one();
    Ok(replayed)
}

async fn require_enabled(tx: &mut Tx, actor: &Actor, id: WebhookEndpointId) -> Result<()> {
    let endpoint = store::webhooks::find(tx, actor, id).await?.ok_or(Error::NotFound)?;
    match endpoint.status {
        EndpointStatus::Enabled => Ok(()),
        EndpointStatus::Disabled => Err(Refusal::EndpointDisabled.into()),
    }
}

/// Forgets what came to its end long ago.
pub(crate) async fn forget_old(services: &Services) -> Result<()> {
    const PORTION: i64 = 500;
    let before = services.clock.now() - KEPT;
    loop {
        let mut tx = services.store.read_once().await?;
        if !store::webhook_deliveries::any_older(&mut tx, before).await? {
            return Ok(());
        }
        drop(tx);
        let mut tx = services.store.write().await?;
        store::webhook_deliveries::forget(&mut tx, before, PORTION).await?;
        tx.commit().await?;
    }
}
