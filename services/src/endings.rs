//! Certificates come to their end by the calendar, and nobody does anything: a sweep notes it, once, and tells it.

use chrono::{DateTime, Duration, Utc};
use domain::{CertificateId, EventKind, Jurisdiction, certificate::Told};

use crate::{
    Actor, Error, Result, Services, certificates,
    certificates::CertificateDetails,
    events::{self, About},
    store,
    store::Tx,
    world::Dial,
};

/// How many certificates the sweep looks at before it says how many it was.
const PORTION: i64 = 100;

/// How long one that failed waits for its next look.
const PATIENCE: Duration = Duration::hours(1);

/// So long after a look there is another, even where no day is known on which anything changes: a new version of the program
/// may know other rules of the states, and purchases keep some certificates alive.
const LONGEST: Duration = Duration::days(7);

/// Looks at certificates whose time has come by a dial, in portions, and says whether there may be more.
pub(crate) async fn note_due(services: &Services, dial: &Dial) -> Result<bool> {
    let mut tx = services.store.read().await?;
    let due = store::endings::due(&mut tx, dial, PORTION).await?;
    drop(tx);
    for (certificate, account, livemode) in &due {
        let certlane = Actor::certlane(dial.world(*account, *livemode));
        match note_one(services, &certlane, *certificate).await {
            // Nothing is wrong with this one, and the next would wait as long: another sweep comes in a minute.
            Err(Error::Unavailable(part)) => return Err(Error::Unavailable(part)),
            Err(error) => {
                tracing::warn!(%certificate, %error, "the end of {certificate} cannot be noted");
                put_off(services, &certlane, *certificate, dial.now).await?;
            }
            Ok(()) => {}
        }
    }
    Ok(due.len() as i64 == PORTION)
}

/// What cannot be noted must not stand in the way of the others: it is looked at again later, unless somebody has changed
/// that meanwhile.
async fn put_off(services: &Services, certlane: &Actor, id: CertificateId, now: DateTime<Utc>) -> Result<()> {
    let mut tx = services.store.write().await?;
    store::endings::put_off(&mut tx, certlane, id, now, now + PATIENCE).await?;
    Ok(tx.commit().await?)
}

/// One certificate: states that have come to their end since the last look are noted and told, each kind by one event.
async fn note_one(services: &Services, certlane: &Actor, id: CertificateId) -> Result<()> {
    let now = services.clock.now_for(certlane);
    let mut tx = services.store.write().await?;
    let certificate = store::certificates::find(&mut tx, certlane, id).await?.ok_or(Error::NotFound)?;
    let details = certificates::details(services, &mut tx, certlane, certificate).await?;
    let changed = note(&mut tx, certlane, &details).await?;
    for kind in [EventKind::CertificateExpired, EventKind::CertificateExpiring] {
        let states: Vec<_> = changed.iter().filter(|(_, told)| *told == kind).map(|(state, _)| state.code()).collect();
        if !states.is_empty() {
            let about = About {
                customer: Some(details.customer.id),
                request: details.certificate.request_id,
                certificate: Some(id),
            };
            events::record(services, &mut tx, certlane, kind, about, Some(states.join(", ")), now).await?;
        }
    }
    let next = next_look(&mut tx, certlane, &details, now).await?;
    store::endings::look_again(&mut tx, certlane, id, next).await?;
    Ok(tx.commit().await?)
}

/// Notes what each state has become, and says which of them are to be told, by which event.
async fn note(tx: &mut Tx, certlane: &Actor, details: &CertificateDetails) -> Result<Vec<(Jurisdiction, EventKind)>> {
    let id = details.certificate.id;
    let mut changed = Vec::new();
    for (state, before) in store::endings::told(tx, certlane, id).await? {
        let line = details.certificate.jurisdictions.iter().find(|line| line.jurisdiction == state);
        let Some(now) = line.and_then(|line| Told::of(details.status_in(line))) else { continue };
        if now != before
            && store::endings::note(tx, certlane, id, state, (before, now)).await?
            && let Some(kind) = now.event(before)
        {
            changed.push((state, kind));
        }
    }
    Ok(changed)
}

/// The beginning of the next day that changes anything, and soon enough in any case.
async fn next_look(
    tx: &mut Tx,
    certlane: &Actor,
    details: &CertificateDetails,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>> {
    let account = store::accounts::find(tx, certlane.account()).await?.ok_or(Error::NotFound)?;
    let day = details.certificate.changes_on(details.today, &details.circumstances);
    let latest = now + LONGEST;
    Ok(day.map_or(latest, |day| account.start_of(day).min(latest)))
}
