//! What a merchant's storefront may do, and the secrets that it signs links with.

use chrono::{DateTime, Duration, Utc};
use domain::{AccountId, EventKind, Invalid, Problem, Role, Storefront};

use crate::{
    Actor, Result, Services,
    events::{self, About},
    secrets::{Secrets, base64},
    store,
    store::storefronts::Secret,
};

/// How long the secret before the newest one counts, so that a storefront can change over.
pub const OVERLAP: Duration = Duration::days(1);

/// What is in force.
#[derive(Debug, Clone)]
pub struct Overview {
    /// What the storefront may do.
    pub storefront: Storefront,
    /// The newest secret for live customers.
    pub live: Option<MadeSecret>,
    /// The newest secret for test customers.
    pub test: Option<MadeSecret>,
}

/// A secret that was made; what it says is not told again.
#[derive(Debug, Clone)]
pub struct MadeSecret {
    /// 1 for the first.
    pub generation: i32,
    /// Who made it, as an event keeps it.
    pub made_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What is in force.
pub async fn find(services: &Services, actor: &Actor) -> Result<Overview> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    let storefront = store::storefronts::find(&mut tx, actor.account()).await?;
    let secrets = store::storefronts::secrets(&mut tx, actor.account(), services.clock.now()).await?;
    let newest = |livemode: bool| {
        let secret = secrets.iter().find(|secret| secret.livemode == livemode && secret.ends_at.is_none());
        secret.cloned().map(|Secret { generation, made_by, created_at, .. }| MadeSecret {
            generation,
            made_by,
            created_at,
        })
    };
    Ok(Overview { live: newest(true), test: newest(false), storefront })
}

/// Changes where buyers may be sent back to (one host a line), and whether links may bring new customers.
pub async fn change(services: &Services, actor: &Actor, hosts: &str, adds_customers: bool) -> Result<()> {
    actor.require(Role::Admin)?;
    let storefront = Storefront::check(hosts, adds_customers)?;
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    store::storefronts::save(&mut tx, actor.account(), &storefront, now).await?;
    events::record(services, &mut tx, actor, EventKind::StorefrontChanged, About::default(), None, now).await?;
    Ok(tx.commit().await?)
}

/// Makes a secret as the successor of the generation that was shown, 0 for none. It is told this once; the one before
/// counts for another day.
pub async fn make_secret(services: &Services, actor: &Actor, livemode: bool, from: i32) -> Result<String> {
    actor.require(Role::Admin)?;
    let (account, now) = (actor.account(), services.clock.now());
    let mut tx = services.store.write().await?;
    let secrets = store::storefronts::secrets(&mut tx, account, now).await?;
    let newest = secrets.iter().find(|secret| secret.livemode == livemode).map_or(0, |secret| secret.generation);
    let key_id = services.secrets.current().id.clone();
    let made_by = actor.name();
    let made = Secret { livemode, generation: from + 1, key_id, made_by, created_at: now, ends_at: None };
    if newest != from || !store::storefronts::insert_secret(&mut tx, account, &made).await? {
        return Err(somebody_was_faster().into());
    }
    store::storefronts::end_secrets(&mut tx, account, livemode, made.generation, now + OVERLAP).await?;
    let note = Some(format!("{} secret {}", if livemode { "Live" } else { "Test" }, made.generation));
    events::record(services, &mut tx, actor, EventKind::StorefrontChanged, About::default(), note, now).await?;
    tx.commit().await?;
    spell(&services.secrets, account, &made).ok_or(crate::Error::NotFound)
}

/// A secret as the storefront keeps it; none where its key was taken out of the file.
pub(crate) fn spell(secrets: &Secrets, account: AccountId, secret: &Secret) -> Option<String> {
    let mode = if secret.livemode { "live" } else { "test" };
    let purpose = format!("certlane:storefront:{account}:{mode}:{}", secret.generation);
    Some(format!("sf_{mode}_{}", base64(&secrets.find(&secret.key_id)?.derive(&purpose))))
}

fn somebody_was_faster() -> Invalid {
    let sentence = "A secret was made meanwhile, and is shown only once. Make another one if you do not have it.";
    Invalid::one("secret", Problem::Changed, sentence)
}
