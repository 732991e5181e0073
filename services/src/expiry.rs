//! Certificates that have come to their end are told of. A status is derived on the day that somebody asks, so nothing
//! changes in a row when a last day passes: a sweep looks, rarely at what ends late and hourly at what ends today.

use chrono::{DateTime, Days, Duration, NaiveTime, Utc};
use domain::{CertificateStatus, EventKind};

use crate::{
    Actor, Error, Result, Services, certificates,
    certificates::CertificateDetails,
    events::{self, About},
    store,
};

/// How many certificates are looked at together.
const PORTION: i64 = 100;

/// How long nobody looks at a certificate that ends late or never: its policy or its purchases may have changed meanwhile.
const SELDOM: Duration = Duration::days(30);

/// How often one is looked at whose last day it is.
const OFTEN: Duration = Duration::hours(1);

/// Where a day begins first, it begins so long before it does in UTC.
const EARLIEST_ZONE: Duration = Duration::hours(14);

/// Looks at some certificates whose turn it is, and tells of those that have expired. False: it is nobody's turn.
pub(crate) async fn tell_expired(services: &Services) -> Result<bool> {
    let now = services.clock.now();
    let mut tx = services.store.read().await?;
    let mut looked_at = Vec::new();
    for (id, account, livemode) in store::filings::due_for_expiry(&mut tx, now, PORTION).await? {
        let certlane = Actor::certlane(account, livemode);
        let certificate = store::certificates::find(&mut tx, &certlane, id).await?.ok_or(Error::NotFound)?;
        looked_at.push((certlane, certificates::details(services, &mut tx, &certlane, certificate).await?));
    }
    drop(tx);
    if looked_at.is_empty() {
        return Ok(false);
    }
    let mut tx = services.store.write().await?;
    for (certlane, details) in looked_at {
        let certificate = &details.certificate;
        let expired = details.status() == CertificateStatus::Expired;
        let next = (!expired).then(|| next_look(&details, now));
        // Somebody may have changed it since: then it is looked at again.
        if store::filings::note_expiry(&mut tx, certificate, next, now).await? && expired {
            let about = About {
                customer: Some(certificate.customer_id),
                request: certificate.request_id,
                certificate: Some(certificate.id),
            };
            events::record(services, &mut tx, &certlane, EventKind::CertificateExpired, about, None, now).await?;
        }
    }
    tx.commit().await?;
    Ok(true)
}

/// Around its next last day, or after a month.
fn next_look(details: &CertificateDetails, now: DateTime<Utc>) -> DateTime<Utc> {
    let lines = details.certificate.jurisdictions.iter();
    let ends = lines.filter_map(|line| details.last_day_in(line)).filter(|last| *last >= details.today);
    let around = ends.min().and_then(|last| last.checked_add_days(Days::new(1)));
    let around = around.map(|day| (day.and_time(NaiveTime::MIN).and_utc() - EARLIEST_ZONE).max(now + OFTEN));
    around.unwrap_or(now + SELDOM).min(now + SELDOM)
}
