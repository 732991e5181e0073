//! Signing in to the desk, and being recognized there.

use argon2::{
    Argon2, PasswordHash,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, SaltString},
};
use chrono::Duration;
use domain::{Account, Invalid, Problem, Refusal, User};

use crate::{
    Actor, Error, Result, Services, World,
    secrets::{base64, sha256},
    store,
    store::users::Credentials,
    tokens::{Claims, Purpose},
};

/// How long a session lasts.
pub const SESSION_DAYS: i64 = 14;

/// The shortest password that is taken (NIST SP 800-63B asks for 8, and for 15 where it stands alone).
pub const SHORTEST_PASSWORD: usize = 12;

/// A member of the staff who is signed in.
#[derive(Debug, Clone)]
pub struct Staff {
    /// Proof for the other actions.
    pub actor: Actor,
    /// Who it is.
    pub user: User,
    /// For whom they work.
    pub account: Account,
}

/// The secret of the session's cookie.
pub struct SessionToken(pub String);

/// Signs in with a password. An unknown address takes as long and is told the same as a wrong password.
pub async fn sign_in(services: &Services, email: &str, password: &str) -> Result<SessionToken> {
    let mut tx = services.store.read().await?;
    let found = store::users::find_by_email(&mut tx, &email.trim().to_lowercase()).await?;
    drop(tx);
    let hash = found.as_ref().and_then(|found| found.password_hash.clone());
    let right = verify(services, password.to_owned(), hash).await?;
    match found {
        Some(credentials) if right => begin(services, &credentials).await,
        _ => Err(Refusal::WrongCredentials.into()),
    }
}

/// Whose set-up link this is.
pub async fn find_set_up(services: &Services, token: &str) -> Result<User> {
    Ok(by_link(services, Purpose::SetUp, token).await?.0.user())
}

/// Sets the password of the user whom the link names, ends the link and the sessions of before, and signs in.
pub async fn set_up(services: &Services, token: &str, password: &str) -> Result<SessionToken> {
    let (credentials, claims) = by_link(services, Purpose::SetUp, token).await?;
    if password.chars().count() < SHORTEST_PASSWORD {
        let sentence = format!("Choose a password of at least {SHORTEST_PASSWORD} characters.");
        return Err(Invalid::one("password", Problem::Incorrect, sentence).into());
    }
    let hash = hash(services, password.to_owned()).await?;
    let user = credentials.user();
    let mut tx = services.store.write().await?;
    if !store::users::set_password(&mut tx, user.account_id, user.id, claims.generation, &hash).await? {
        return Err(Refusal::LinkUsed.into());
    }
    store::sessions::delete_of(&mut tx, user.id).await?;
    tx.commit().await?;
    begin(services, &credentials).await
}

/// Whom a sign-in link would sign in.
pub async fn find_sign_in_link(services: &Services, token: &str) -> Result<User> {
    Ok(by_link(services, Purpose::SignIn, token).await?.0.user())
}

/// Signs in by a link, which only the demo makes.
pub async fn sign_in_by_link(services: &Services, token: &str) -> Result<SessionToken> {
    begin(services, &by_link(services, Purpose::SignIn, token).await?.0).await
}

/// Recognizes a session. The role is read each time, so that a change counts from the next request on.
pub async fn recognize(services: &Services, token: &str) -> Result<Staff> {
    let mut tx = services.store.read().await?;
    let found = store::sessions::find(&mut tx, &sha256(token), services.clock.now()).await?;
    let (account, user, livemode) = found.ok_or(Error::Unauthenticated)?;
    let user = store::users::find(&mut tx, account, user).await?.ok_or(Error::Unauthenticated)?.user();
    let account = store::accounts::find(&mut tx, account).await?.ok_or(Error::Unauthenticated)?;
    let world = World::of(&account, livemode || !services.settings.test_mode);
    Ok(Staff { actor: Actor::user(world, user.id, user.role), user, account })
}

/// Chooses which rows a session shows from now on: the live ones or those of test mode.
pub async fn switch(services: &Services, token: &str, livemode: bool) -> Result<()> {
    if !livemode && !services.settings.test_mode {
        return Err(Error::TestModeOff);
    }
    let mut tx = services.store.write().await?;
    store::sessions::set_mode(&mut tx, &sha256(token), livemode).await?;
    Ok(tx.commit().await?)
}

/// Ends a session; one that has ended already is fine.
pub async fn sign_out(services: &Services, token: &str) -> Result<()> {
    let mut tx = services.store.write().await?;
    store::sessions::delete(&mut tx, &sha256(token)).await?;
    Ok(tx.commit().await?)
}

/// Removes sessions that are too old.
pub(crate) async fn forget_expired(services: &Services) -> Result<()> {
    let mut tx = services.store.write().await?;
    store::sessions::delete_expired(&mut tx, services.clock.now()).await?;
    Ok(tx.commit().await?)
}

async fn begin(services: &Services, credentials: &Credentials) -> Result<SessionToken> {
    let token = base64(&services.clock.random::<32>());
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    store::sessions::insert(&mut tx, &sha256(&token), credentials.user().id, now, now + Duration::days(SESSION_DAYS))
        .await?;
    tx.commit().await?;
    Ok(SessionToken(token))
}

async fn by_link(services: &Services, purpose: Purpose, token: &str) -> Result<(Credentials, Claims)> {
    let used = || Error::from(Refusal::LinkUsed);
    let claims = services.secrets.read(purpose, token, services.clock.now()).map_err(|_| used())?;
    let user = claims.sub.parse().map_err(|_| used())?;
    let mut tx = services.store.read().await?;
    let credentials = store::users::find(&mut tx, claims.account, user).await?.ok_or_else(used)?;
    if credentials.link_generation != claims.generation {
        return Err(used());
    }
    Ok((credentials, claims))
}

async fn hash(services: &Services, password: String) -> Result<String> {
    let salt =
        SaltString::encode_b64(&services.clock.random::<16>()).map_err(|error| Error::internal(error.to_string()))?;
    let _place = services.hashing.acquire().await.map_err(Error::internal)?;
    let hashed = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes(), &salt).map(|hash| hash.to_string())
    });
    hashed.await.map_err(Error::internal)?.map_err(|error| Error::internal(error.to_string()))
}

/// Compares with a hash that nobody has where there is none, so that the time tells nothing.
async fn verify(services: &Services, password: String, hash: Option<String>) -> Result<bool> {
    const NOBODYS: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$Y2VydGxhbmUtbm9ib2R5$0000000000000000000000000000000000000000000";
    let _place = services.hashing.acquire().await.map_err(Error::internal)?;
    let verified = tokio::task::spawn_blocking(move || {
        let parsed = PasswordHash::new(hash.as_deref().unwrap_or(NOBODYS)).map_err(|error| error.to_string())?;
        Ok::<_, String>(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && hash.is_some())
    });
    verified.await.map_err(Error::internal)?.map_err(Error::internal)
}
