//! Keys of the API: shown once, stored hashed.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use domain::{AccountId, ApiKeyId, Permission};

use crate::{
    Actor, Error, Operator, Result, Services, World,
    secrets::{base64, sha256},
    store,
    store::api_keys::Row,
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

/// How long a key that was recognized needs no second look.
const REMEMBERED: Duration = Duration::from_secs(1);

/// Keys that were recognized a moment ago, by their hash: a program that calls often sends the same one. Only keys that
/// exist come in here, so they fit into memory.
#[derive(Clone, Default)]
pub(crate) struct Remembered(Arc<Mutex<HashMap<Vec<u8>, Known>>>);

#[derive(Clone, Copy)]
struct Known {
    row: Row,
    since: Instant,
}

impl Remembered {
    fn find(&self, hash: &[u8]) -> Option<Row> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(hash).filter(|known| known.since.elapsed() < REMEMBERED).map(|known| known.row)
    }

    fn insert(&self, hash: Vec<u8>, row: Row) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(hash, Known { row, since: Instant::now() });
    }

    fn forget(&self, hash: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(hash);
    }
}

/// Takes a key back, for good: every program on this database refuses it within a second. Doing it twice is fine.
pub async fn revoke(services: &Services, _: &Operator, key: &str) -> Result<()> {
    let hash = sha256(key);
    let mut tx = services.store.write().await?;
    if !store::api_keys::revoke(&mut tx, &hash, services.clock.now()).await? {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    services.keys.forget(&hash);
    Ok(())
}

/// Recognizes a key.
pub async fn recognize(services: &Services, key: &str) -> Result<Actor> {
    if !key.starts_with(LIVE) && !key.starts_with(TEST) {
        return Err(Error::Unauthenticated);
    }
    if key.starts_with(TEST) {
        return recognize_test_key(services, key).await;
    }
    let hash = sha256(key);
    let row = match services.keys.find(&hash) {
        Some(row) => row,
        None => look_up(services, hash).await?,
    };
    let Row { id, account_id, permission, .. } = row;
    Ok(Actor::api_key(World::live(account_id), id, permission))
}

/// Never remembered: the clock of the test rows may have moved since.
async fn recognize_test_key(services: &Services, key: &str) -> Result<Actor> {
    if !services.settings.test_mode {
        return Err(Error::TestModeOff);
    }
    let found = store::api_keys::find(&services.store, &sha256(key)).await?.ok_or(Error::Unauthenticated)?;
    let Row { id, account_id, permission, .. } = found.key;
    let world = World::test(account_id, chrono::Duration::seconds(found.test_ahead_seconds));
    Ok(Actor::api_key(world, id, permission))
}

async fn look_up(services: &Services, hash: Vec<u8>) -> Result<Row> {
    let row = store::api_keys::find(&services.store, &hash).await?.ok_or(Error::Unauthenticated)?.key;
    services.keys.insert(hash, row);
    Ok(row)
}
