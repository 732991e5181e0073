//! Keys of the API: shown once, stored hashed.

use domain::{AccountId, ApiKeyId};

use crate::{
    Actor, Error, Operator, Result, Services,
    secrets::{base64, sha256},
    store,
};

const LIVE: &str = "sk_live_";
const TEST: &str = "sk_test_";

/// Makes a key; nobody can read it again later.
pub async fn create(services: &Services, _: &Operator, account: AccountId, livemode: bool) -> Result<String> {
    let key = format!("{}{}", if livemode { LIVE } else { TEST }, base64(&services.clock.random::<24>()));
    insert(services, account, livemode, &key).await?;
    Ok(key)
}

pub(crate) async fn insert(services: &Services, account: AccountId, livemode: bool, key: &str) -> Result<()> {
    let mut tx = services.store.write().await?;
    store::accounts::find(&mut tx, account).await?.ok_or(Error::NotFound)?;
    let id = ApiKeyId(services.clock.uuid());
    store::api_keys::insert(&mut tx, account, livemode, id, &sha256(key), services.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// Recognizes a key.
pub async fn recognize(services: &Services, key: &str) -> Result<Actor> {
    if !key.starts_with(LIVE) && !key.starts_with(TEST) {
        return Err(Error::Unauthenticated);
    }
    let mut tx = services.store.read_once().await?;
    let found = store::api_keys::find(&mut tx, &sha256(key)).await?;
    let (id, account, livemode) = found.ok_or(Error::Unauthenticated)?;
    Ok(Actor::api_key(account, livemode, id))
}
