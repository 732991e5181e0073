//! What the merchant decides on top of the law, version by version.

use domain::{EventKind, Invalid, Policy, PolicyVersion, Problem, Role};

use crate::{
    Actor, Result, Services,
    events::{self, About},
    store::{self, conflicts_on},
};

/// How many versions the history shows.
const HISTORY: i64 = 50;

/// What is in force.
pub async fn current(services: &Services, actor: &Actor) -> Result<PolicyVersion> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    Ok(store::policies::at(&mut tx, actor.account(), services.clock.now_for(actor)).await?)
}

/// The versions so far, newest first.
pub async fn history(services: &Services, actor: &Actor) -> Result<Vec<PolicyVersion>> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    Ok(store::policies::list(&mut tx, actor.account(), HISTORY).await?)
}

/// Puts a policy into force, as the successor of the version that it was made from. Where somebody else was faster, the
/// problem is on the field `version`.
pub async fn change(services: &Services, actor: &Actor, from: i32, policy: Policy) -> Result<PolicyVersion> {
    actor.require(Role::Admin)?;
    let policy = policy.check()?;
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    let current = store::policies::at(&mut tx, actor.account(), now).await?;
    if current.version != from {
        return Err(somebody_was_faster().into());
    }
    if current.policy == policy {
        tx.commit().await?;
        return Ok(current);
    }
    let version = from + 1;
    store::policies::insert(&mut tx, actor.account(), version, &policy, &actor.name(), now).await.map_err(|error| {
        if conflicts_on(&error, "policies", "version") {
            somebody_was_faster().into()
        } else {
            crate::Error::from(error)
        }
    })?;
    store::endings::look_at_all(&mut tx, actor.account(), now).await?; // they may end on another day now
    let note = Some(format!("Version {version}"));
    events::record(services, &mut tx, actor, EventKind::PolicyChanged, About::default(), note, now).await?;
    tx.commit().await?;
    Ok(PolicyVersion { version, policy, made_by: Some(actor.name()), created_at: Some(now) })
}

fn somebody_was_faster() -> Invalid {
    let sentence = "Somebody else changed the policy while you did: look at the new one, and change it again.";
    Invalid::one("version", Problem::Incorrect, sentence)
}
