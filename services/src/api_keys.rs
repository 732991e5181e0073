//! Keys of the API: shown once, stored hashed.

use chrono::Duration;
use domain::{AccountId, ApiKeyId, Permission};

use crate::{
    Actor, Error, Operator, Result, Services, World,
    secrets::{base64, sha256},
    store,
    store::api_keys::{Found, Row},
};

const LIVE: &str = "sk_live_";
const TEST: &str = "sk_test_";

/// Makes a key; nobody can read it again later.
pub async fn create(
    services: &Services,
    _: &Operator,
    account: AccountId,
    livemode: bool,
    permission: Permission,
) -> Result<String> {
    let key = format!("{}{}", if livemode { LIVE } else { TEST }, base64(&services.clock.random::<24>()));
    insert(services, account, livemode, permission, &key).await?;
    Ok(key)
}

pub(crate) async fn insert(
    services: &Services,
    account: AccountId,
    livemode: bool,
    permission: Permission,
    key: &str,
) -> Result<()> {
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    store::accounts::find(&mut tx, account).await?.ok_or(Error::NotFound)?;
    let new = Row { id: ApiKeyId(services.clock.uuid()), account_id: account, livemode, permission };
    store::api_keys::insert(&mut tx, &new, &sha256(key), now).await?;
    Ok(tx.commit().await?)
}

/// Takes a key back, for good. Doing it twice is fine.
pub async fn revoke(services: &Services, _: &Operator, key: &str) -> Result<()> {
    let mut tx = services.store.write().await?;
    if !store::api_keys::revoke(&mut tx, &sha256(key), services.clock.now()).await? {
        return Err(Error::NotFound);
    }
    Ok(tx.commit().await?)
}

/// Recognizes a key.
pub async fn recognize(services: &Services, key: &str) -> Result<Actor> {
    if !key.starts_with(LIVE) && !key.starts_with(TEST) {
        return Err(Error::Unauthenticated);
    }
    if key.starts_with(TEST) && !services.settings.test_mode {
        return Err(Error::TestModeOff);
    }
    let mut tx = services.store.read_once().await?;
    let found = store::api_keys::find(&mut tx, &sha256(key)).await?;
    let Found { key: Row { id, account_id, livemode, permission }, test_ahead_seconds } =
        found.ok_or(Error::Unauthenticated)?;
    let test = World::test(account_id, Duration::seconds(test_ahead_seconds));
    let world = if livemode { World::live(account_id) } else { test };
    Ok(Actor::api_key(world, id, permission))
}
