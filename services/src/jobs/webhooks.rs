//! Webhooks on their way: several at once, and few to one endpoint, so that one that hangs delays no other.

mod attempt;

use std::collections::HashMap;

use domain::WebhookEndpointId;
use tokio::{task::JoinSet, time::sleep};

use super::IDLE;
use crate::{Result, Services, store, store::webhook_deliveries::Claimed};

/// How many webhooks are on their way at once.
const AT_ONCE: usize = 256;

/// How many of them to one endpoint.
const AT_ONCE_TO_ONE: usize = 4;

/// How long a worker keeps a delivery to itself; longer than any attempt takes.
const LEASE: chrono::Duration = chrono::Duration::minutes(2);

/// Sends webhooks for ever.
pub(super) async fn work(services: Services) {
    let mut sender = Sender::new(&services);
    loop {
        if let Err(error) = sender.start_due().await {
            tracing::warn!(%error, "webhooks cannot be read");
        }
        tokio::select! {
            Some(()) = sender.ended() => {}
            () = services.webhook_added.notified() => {}
            () = sleep(IDLE) => {}
        }
    }
}

/// Sends what is due by now, and waits for what becomes of it.
pub async fn deliver_due(services: &Services) -> Result<()> {
    let mut sender = Sender::new(services);
    loop {
        sender.start_due().await?;
        if sender.ended().await.is_none() {
            return Ok(());
        }
    }
}

/// What is on its way, and how much of it to whom.
struct Sender {
    services: Services,
    running: JoinSet<WebhookEndpointId>,
    to: HashMap<WebhookEndpointId, usize>,
}

impl Sender {
    fn new(services: &Services) -> Self {
        Self { services: services.clone(), running: JoinSet::new(), to: HashMap::new() }
    }

    /// Starts all that is due, as far as there is room: one to each endpoint that is not busy, and so on in rounds.
    async fn start_due(&mut self) -> Result<()> {
        while self.running.len() < AT_ONCE {
            let round = self.claim_round().await?;
            if round.is_empty() {
                return Ok(()); // nothing is due, or others were faster and have it
            }
            for claimed in round {
                self.start(claimed);
            }
        }
        Ok(())
    }

    fn start(&mut self, claimed: Claimed) {
        let services = self.services.clone();
        *self.to.entry(claimed.delivery.endpoint_id).or_default() += 1;
        self.running.spawn(async move {
            let (id, endpoint) = (claimed.delivery.id, claimed.delivery.endpoint_id);
            if let Err(error) = attempt::make(&services, claimed).await {
                tracing::warn!(%error, "the webhook {id} is tried again, since what became of it cannot be noted");
            }
            endpoint
        });
    }

    async fn claim_round(&self) -> Result<Vec<Claimed>> {
        let now = self.services.clock.now();
        let busy: Vec<_> = self.to.iter().filter(|(_, count)| **count >= AT_ONCE_TO_ONE).map(|(id, _)| *id).collect();
        let room = AT_ONCE - self.running.len();
        let mut tx = self.services.store.read_once().await?;
        let due = store::webhook_deliveries::due(&mut tx, &busy, now, room as i64).await?;
        drop(tx);
        if due.is_empty() {
            return Ok(vec![]);
        }
        let mut claimed = Vec::with_capacity(due.len());
        let mut tx = self.services.store.write().await?;
        for id in due {
            claimed.extend(store::webhook_deliveries::claim(&mut tx, id, now, now + LEASE).await?);
        }
        tx.commit().await?;
        Ok(claimed)
    }

    /// Waits for the end of one; none: nothing is on its way.
    async fn ended(&mut self) -> Option<()> {
        match self.running.join_next().await? {
            Ok(endpoint) => {
                if let Some(count) = self.to.get_mut(&endpoint) {
                    *count -= 1;
                }
                self.to.retain(|_, count| *count > 0);
            }
            // Nobody can say to whom it was: better too many at once than none for ever.
            Err(error) => {
                tracing::error!(%error, "a webhook broke off");
                self.to.clear();
            }
        }
        Some(())
    }
}
