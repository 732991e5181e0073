//! What was sent to an endpoint and what became of it; sent again by hand.

use chrono::{DateTime, Duration, Utc};
use domain::{
    Invalid, Problem, Refusal, Role, WebhookAttempt, WebhookDelivery, WebhookDeliveryId, WebhookEndpoint,
    WebhookEndpointId,
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

/// How many rows one transaction changes: others want to write in between.
pub(crate) const PORTION: i64 = 500;

/// How long the rows of an endpoint outlive it: an event that found it there may still come in.
const AFTERLIFE: Duration = Duration::minutes(1);

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
    let endpoint = store::webhooks::find(&mut tx, actor, filter.endpoint).await?.ok_or(Error::NotFound)?;
    let rows = store::webhook_deliveries::list(&mut tx, actor, narrowed, limit as i64 + 1).await?;
    let rows = rows.into_iter().map(|delivery| held_back(delivery, &endpoint)).collect();
    Ok(Page::cut(rows, limit, |delivery| delivery.id))
}

/// The delivery waits at least as long as its endpoint asked for.
fn held_back(delivery: WebhookDelivery, endpoint: &WebhookEndpoint) -> WebhookDelivery {
    let next_attempt_at = delivery.next_attempt_at.map(|at| endpoint.held_until.map_or(at, |held| at.max(held)));
    WebhookDelivery { next_attempt_at, ..delivery }
}

/// A delivery by its id.
pub async fn find(services: &Services, actor: &Actor, id: WebhookDeliveryId) -> Result<DeliveryDetails> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    let delivery = store::webhook_deliveries::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let endpoint = store::webhooks::find(&mut tx, actor, delivery.endpoint_id).await?.ok_or(Error::NotFound)?;
    let attempts = store::webhook_deliveries::attempts(&mut tx, delivery.account_id, id).await?;
    Ok(DeliveryDetails { delivery: held_back(delivery, &endpoint), attempts })
}

/// Sends a delivery again, with the same `webhook-id`; the pauses begin anew.
pub async fn replay(services: &Services, actor: &Actor, id: WebhookDeliveryId) -> Result<WebhookDelivery> {
    actor.require(Role::Admin)?;
    let mut tx = services.store.write().await?;
    let delivery = store::webhook_deliveries::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    tried_by_hand(&mut tx, actor, delivery.endpoint_id).await?;
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
    let range = Range { endpoint, since: range.since, until, also_succeeded: range.also_succeeded };
    let (mut replayed, mut after) = (0, None);
    loop {
        let mut tx = services.store.read_once().await?;
        let portion = store::webhook_deliveries::to_replay(&mut tx, actor, range, after, PORTION).await?;
        drop(tx);
        let mut tx = services.store.write().await?;
        tried_by_hand(&mut tx, actor, endpoint).await?;
        let Some(last) = portion.last() else {
            events::mark_claim(&mut tx, actor, now).await?;
            tx.commit().await?;
            return Ok(replayed);
        };
        replayed += store::webhook_deliveries::replay_portion(&mut tx, actor, range, &portion, now).await?;
        events::mark_claim(&mut tx, actor, now).await?;
        tx.commit().await?;
        services.webhook_added.notify_one();
        after = Some(*last);
    }
}

/// The endpoint, where it is enabled, until the end of the transaction. Whoever tries it by hand does not wait for as long as
/// it asked to be left alone, and so nothing else does.
pub(super) async fn tried_by_hand(tx: &mut Tx, actor: &Actor, id: WebhookEndpointId) -> Result<WebhookEndpoint> {
    let endpoint = store::webhooks::find_for_update(tx, actor, id).await?.ok_or(Error::NotFound)?;
    if endpoint.status == EndpointStatus::Disabled {
        return Err(Refusal::EndpointDisabled.into());
    }
    if endpoint.held_until.is_some() {
        store::webhooks::hold(tx, endpoint.account_id, id, None).await?;
    }
    Ok(WebhookEndpoint { held_until: None, ..endpoint })
}

/// Gives up, portion by portion, what waits for an endpoint, as long as it is disabled.
pub(crate) async fn give_up(services: &Services, actor: &Actor, id: WebhookEndpointId) -> Result<()> {
    loop {
        let mut tx = services.store.write().await?;
        let endpoint = store::webhooks::find_for_update(&mut tx, actor, id).await?;
        let Some(endpoint) = endpoint.filter(|endpoint| endpoint.status == EndpointStatus::Disabled) else {
            return Ok(());
        };
        let given_up = store::webhook_deliveries::give_up(&mut tx, endpoint.account_id, id, PORTION).await?;
        if given_up == 0 {
            return Ok(());
        }
        tx.commit().await?;
    }
}

/// Gives up what was left when a process died, or came in just then, and forgets what is too old or was sent to endpoints that
/// were deleted.
pub(crate) async fn tidy(services: &Services) -> Result<()> {
    give_up_left(services).await?;
    forget_old(services).await?;
    forget_deleted(services).await
}

async fn give_up_left(services: &Services) -> Result<()> {
    loop {
        let mut tx = services.store.read().await?;
        let Some((account, livemode, id)) = store::webhooks::disabled_with_queue(&mut tx).await? else { return Ok(()) };
        let certlane = Actor::certlane(store::clocks::world(&mut tx, account, livemode).await?);
        drop(tx);
        give_up(services, &certlane, id).await?;
    }
}

/// Forgets what came to its end long ago.
async fn forget_old(services: &Services) -> Result<()> {
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

/// Forgets what was sent to endpoints that were deleted, and then these.
async fn forget_deleted(services: &Services) -> Result<()> {
    let before = services.clock.now() - AFTERLIFE;
    loop {
        let mut tx = services.store.read_once().await?;
        let Some((account, endpoint)) = store::webhooks::deleted(&mut tx, before).await? else { return Ok(()) };
        drop(tx);
        let mut tx = services.store.write().await?;
        if store::webhook_deliveries::remove(&mut tx, account, endpoint, PORTION).await? == 0 {
            store::webhooks::remove(&mut tx, account, endpoint).await?;
        }
        tx.commit().await?;
    }
}
