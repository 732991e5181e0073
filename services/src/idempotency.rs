//! Calls that may be repeated without happening twice: `Idempotency-Key`.
//!
//! The first call with a key claims it, works, and its answer is kept for a day. What it changes marks the key in the same
//! transaction ([`events::record`](crate::events)), so that a process that dies between the commit and the keeping of the
//! answer leaves a trace: whoever repeats the call then hears that it was done, and it is not done again.

use std::time::Duration as Pause;

use chrono::{DateTime, Duration, Utc};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    Actor, Result, Services, store,
    store::idempotency::{NewClaim, Row},
};

/// How long an answer is kept.
const KEPT: Duration = Duration::hours(24);

/// How long a call may take before another one may take over its key: a process that dies lets go by it.
const LEASE: Duration = Duration::minutes(2);

/// How often a call looks whether an equal one that is under way has ended, and how many times.
const LOOK_EVERY: Pause = Pause::from_millis(50);
const LOOKS: u32 = 200;

/// What a call with a key is to do.
#[derive(Debug)]
pub enum Claimed {
    /// Work, as this actor, and then [`keep`] the answer or [`release`] the key.
    Ours(Actor),
    /// Give this answer, if the body is the same.
    Answered(Stored),
    /// An equal call is still under way.
    Elsewhere,
    /// The work was done, and its answer is lost.
    Lost,
    /// The key was used for another address.
    Differs,
}

/// An answer that was given before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// SHA-256 of the body that it answers.
    pub body_hash: Vec<u8>,
    /// The status.
    pub status: u16,
    /// The body of the answer.
    pub answer: Vec<u8>,
}

/// Claims a key for a call to this method and path. Where an equal call is under way, it waits some seconds for its end.
pub async fn claim(services: &Services, actor: &Actor, key: &str, called: &str) -> Result<Claimed> {
    for _ in 0..LOOKS {
        let now = services.clock.now();
        let mut tx = services.store.read_once().await?;
        let found = store::idempotency::find(&mut tx, actor, key).await?;
        drop(tx);
        match found {
            Some(row) if !row.is_void(now) => {
                if let Some(decided) = row.decided(called, now) {
                    return Ok(decided);
                }
                tokio::time::sleep(LOOK_EVERY).await;
            }
            void => {
                if let Some(ours) = take(services, actor, key, called, void.map(|row| row.claim)).await? {
                    return Ok(Claimed::Ours(ours));
                }
                tokio::time::sleep(LOOK_EVERY).await; // the row of who was faster is not there to be seen before its commit
            }
        }
    }
    Ok(Claimed::Elsewhere)
}

/// None: somebody was faster.
async fn take(
    services: &Services,
    actor: &Actor,
    key: &str,
    called: &str,
    void: Option<Uuid>,
) -> Result<Option<Actor>> {
    let (claim, now) = (services.clock.uuid(), services.clock.now());
    let new = NewClaim { key, claim, called, created_at: now, locked_until: now + LEASE };
    let mut tx = services.store.write().await?;
    let taken = match void {
        Some(from) => store::idempotency::take_over(&mut tx, actor, from, new).await?,
        None => store::idempotency::insert(&mut tx, actor, new).await?,
    };
    if taken {
        tx.commit().await?;
    }
    Ok(taken.then(|| actor.under(claim)))
}

impl Row {
    /// Whether anybody may claim the key anew: a day has passed, or its call died before it changed anything.
    fn is_void(&self, now: DateTime<Utc>) -> bool {
        let dead = self.status.is_none() && self.committed_at.is_none() && self.locked_until <= now;
        dead || self.created_at + KEPT <= now
    }

    /// None: its call is still under way.
    fn decided(self, called: &str, now: DateTime<Utc>) -> Option<Claimed> {
        if self.called != called {
            return Some(Claimed::Differs);
        }
        match (self.status, self.body_hash, self.answer) {
            (Some(status), Some(body_hash), Some(answer)) => {
                let status = u16::try_from(status).unwrap_or_default();
                Some(Claimed::Answered(Stored { body_hash, status, answer }))
            }
            _ => (self.locked_until <= now).then_some(Claimed::Lost),
        }
    }
}

/// What stands for the body of a call.
pub fn digest(body: &[u8]) -> Vec<u8> {
    Sha256::digest(body).to_vec()
}

/// Keeps the answer of a call that did its work.
pub async fn keep(services: &Services, actor: &Actor, stored: &Stored) -> Result<()> {
    let Some(claim) = actor.claim() else { return Ok(()) };
    let Stored { body_hash, status, answer } = stored;
    let mut tx = services.store.write().await?;
    store::idempotency::keep_answer(&mut tx, actor, claim, body_hash, i32::from(*status), answer).await?;
    Ok(tx.commit().await?)
}

/// Frees the key of a call that was refused: the next one with it begins anew. One that changed something keeps it.
pub async fn release(services: &Services, actor: &Actor) -> Result<()> {
    let Some(claim) = actor.claim() else { return Ok(()) };
    let mut tx = services.store.write().await?;
    store::idempotency::release(&mut tx, actor, claim).await?;
    Ok(tx.commit().await?)
}

/// Forgets the answers of the day before.
pub(crate) async fn forget_old(services: &Services) -> Result<()> {
    let mut tx = services.store.write().await?;
    if store::idempotency::forget(&mut tx, services.clock.now() - KEPT).await? > 0 {
        tx.commit().await?;
    }
    Ok(())
}
