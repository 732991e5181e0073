//! What the merchant says of itself: read by its staff, changed by its administrators, shown to its buyers.

use domain::{
    AccountId, EventKind, Invalid, Problem, Profile, Role,
    document::{HEAD, Kind, Unacceptable},
};
use sha2::{Digest as _, Sha256};

use crate::{
    Actor, Error, Result, Services, documents,
    events::{self, About},
    secrets::hex,
    store,
};

/// The largest file that is taken as a logo, in bytes.
pub const LARGEST_LOGO: usize = 1_000_000;

/// Changes name, address, contact and time zone, as the successor of the version that was shown. Where somebody else was
/// faster, the problem is on the field `version`.
pub async fn change(services: &Services, actor: &Actor, from: i32, typed: &Profile) -> Result<()> {
    actor.require(Role::Admin)?;
    let profile = typed.check()?;
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    let account = store::accounts::find(&mut tx, actor.account()).await?.ok_or(Error::NotFound)?;
    if account.profile_version != from {
        return Err(somebody_was_faster().into());
    }
    let Some(note) = profile.changed_since(&Profile::from(&account)) else { return Ok(tx.commit().await?) };
    if !store::accounts::save_profile(&mut tx, account.id, from, &profile).await? {
        return Err(somebody_was_faster().into());
    }
    events::record(services, &mut tx, actor, EventKind::ProfileChanged, About::default(), Some(note), now).await?;
    Ok(tx.commit().await?)
}

fn somebody_was_faster() -> Invalid {
    let sentence = "Somebody else changed the profile while you did: look at the new one, and change it again.";
    Invalid::one("version", Problem::Changed, sentence)
}

/// Puts a logo, which comes as PNG or JPEG, in the place of whichever there was. What is wrong with it is a problem of
/// the field `logo`.
pub async fn change_logo(services: &Services, actor: &Actor, content: &[u8]) -> Result<()> {
    actor.require(Role::Admin)?;
    check_logo(content)?;
    let png = documents::make_logo(services, content).await.map_err(by_the_field)?;
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    store::logos::save(&mut tx, actor.account(), &hex(&Sha256::digest(&png)), &png, now).await?;
    let note = Some("The logo was replaced".to_owned());
    events::record(services, &mut tx, actor, EventKind::ProfileChanged, About::default(), note, now).await?;
    Ok(tx.commit().await?)
}

/// Refuses by size and first bytes, before anything is decoded.
fn check_logo(content: &[u8]) -> Result<()> {
    let refusal = match content.len() {
        0 => ("Select a picture of your logo.", Problem::Missing),
        size if size > LARGEST_LOGO => ("Select a picture of at most 1 MB.", Problem::Incorrect),
        size => match Kind::of(&content[..size.min(HEAD)]) {
            Some(Kind::Png | Kind::Jpeg) => return Ok(()),
            _ => ("Select a picture as PNG or JPEG.", Problem::Incorrect),
        },
    };
    Err(Invalid::one("logo", refusal.1, refusal.0).into())
}

fn by_the_field(error: Error) -> Error {
    let Error::File(unacceptable) = error else { return error };
    let sentence = match unacceptable {
        Unacceptable::TooManyPixels => "This picture has too many pixels. Make it smaller, and select it again.",
        _ => "This picture cannot be read. Save it as PNG or JPEG anew, and select that.",
    };
    Invalid::one("logo", Problem::Incorrect, sentence).into()
}

/// Takes the logo away; doing it twice is fine.
pub async fn remove_logo(services: &Services, actor: &Actor) -> Result<()> {
    actor.require(Role::Admin)?;
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    if store::logos::delete(&mut tx, actor.account()).await? {
        let note = Some("The logo was removed".to_owned());
        events::record(services, &mut tx, actor, EventKind::ProfileChanged, About::default(), note, now).await?;
    }
    Ok(tx.commit().await?)
}

/// The PNG of a merchant's logo, for everybody who was told its digest.
pub async fn logo(services: &Services, account: AccountId, sha256: &str) -> Result<Vec<u8>> {
    let mut tx = services.store.read_once().await?;
    store::logos::find(&mut tx, account, sha256).await?.ok_or(Error::NotFound)
}
