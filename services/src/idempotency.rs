//! Calls that may be repeated without happening twice: `Idempotency-Key`.
//!
//! The first call with a key claims it, works, and its answer is kept for a day. What it changes marks the key in the same
//! transaction ([`events::record`](crate::events)), so that a process that dies between the commit and the keeping of the
//! answer leaves a trace: whoever repeats the call then hears that it was done, and it is not done again.
//!
//! Answers hold secrets of webhooks and links of buyers, so they are kept sealed, and who may do less gets none of them:
//! the keys of API keys that may do different things are different keys.

use std::time::Duration as Pause;

use chrono::{DateTime, Duration, Utc};
use domain::Permission;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    Actor, Error, Result, Services,
    secrets::Secrets,
    store,
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
    let key = &of_the_permission(actor, key);
    for _ in 0..LOOKS {
        let now = services.clock.now();
        let mut tx = services.store.read_once().await?;
        let found = store::idempotency::find(&mut tx, actor, key).await?;
        drop(tx);
        match found {
            Some(row) if !row.is_void(now) => {
                if let Some(decided) = row.decided(&services.secrets, called, now) {
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

/// The key as it is stored. A line break, which stands in no header, keeps those of narrower permissions apart.
fn of_the_permission(actor: &Actor, key: &str) -> String {
    match actor.key() {
        Some((_, permission)) if permission != Permission::Full => format!("{permission}\n{key}"),
        _ => key.to_owned(),
    }
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
    fn decided(self, secrets: &Secrets, called: &str, now: DateTime<Utc>) -> Option<Claimed> {
        if self.called != called {
            return Some(Claimed::Differs);
        }
        match (self.status, self.body_hash, self.answer) {
            (Some(status), Some(body_hash), Some(sealed)) => {
                let status = u16::try_from(status).unwrap_or_default();
                let opened = open(secrets, self.claim, &sealed);
                Some(opened.map_or(Claimed::Lost, |answer| Claimed::Answered(Stored { body_hash, status, answer })))
            }
            _ => (self.locked_until <= now).then_some(Claimed::Lost),
        }
    }
}

/// The purpose of a key that seals the answer to this claim alone.
fn of_the_seal(claim: Uuid) -> String {
    format!("certlane:idempotency:{claim}")
}

/// None: the key that it was sealed under was taken out of the file.
fn open(secrets: &Secrets, claim: Uuid, sealed: &[u8]) -> Option<Vec<u8>> {
    secrets.all().find_map(|key| key.open(&of_the_seal(claim), sealed))
}

/// What stands for the body of a call.
pub fn digest(body: &[u8]) -> Vec<u8> {
    Sha256::digest(body).to_vec()
}

/// Keeps the answer of a call that did its work.
pub async fn keep(services: &Services, actor: &Actor, stored: &Stored) -> Result<()> {
    let Some(claim) = actor.claim() else { return Ok(()) };
    let Stored { body_hash, status, answer } = stored;
    let sealed = services.secrets.current().seal(&of_the_seal(claim), answer);
    let sealed = sealed.ok_or(Error::Unavailable("The file of secret keys"))?;
    let mut tx = services.store.write().await?;
    store::idempotency::keep_answer(&mut tx, actor, claim, body_hash, i32::from(*status), &sealed).await?;
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
