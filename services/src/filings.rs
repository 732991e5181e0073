//! Certificates that a program files by what they say: made, changed and taken away, with a file or without.

mod exemptions;

use chrono::{DateTime, Utc};
use domain::{
    Certificate, CertificateId, CertificateJurisdiction, Customer, CustomerId, DocumentId, EventKind, Review, Role,
    Scan,
    document::Unacceptable,
    filing::{CheckedFiling, ExemptionChange, FilingChange, NewExemption, NewFiling},
    wizard::{Business, BusinessType, Signer},
};

pub use self::exemptions::{Exemption, Exemptions, Filter, exemptions, list};
use crate::{
    Actor, Error, Result, Services, certificates,
    certificates::CertificateDetails,
    events::{self, About},
    info_requests, store,
    store::Tx,
};

/// Files a certificate of a customer. With its file it waits for review; without one it is not ready yet.
pub async fn create(
    services: &Services,
    actor: &Actor,
    customer: CustomerId,
    typed: &NewFiling,
    file: Option<DocumentId>,
) -> Result<CertificateDetails> {
    actor.require(Role::Sales)?;
    let filed = typed.check()?;
    let mut tx = services.store.write().await?;
    let customer = store::customers::find(&mut tx, actor, customer).await?.ok_or(Error::NotFound)?;
    customer.here()?;
    check_file(&mut tx, actor, file).await?;
    let certificate = certificate(services, actor, customer, filed, file);
    store::certificates::insert(&mut tx, &certificate).await?;
    let note = Some("Filed by a program".to_owned());
    record(services, &mut tx, actor, &certificate, EventKind::CertificateCreated, note).await?;
    for line in certificate.jurisdictions.iter().filter(|line| !line.active) {
        let kind = EventKind::CertificateJurisdictionDeactivated;
        record(services, &mut tx, actor, &certificate, kind, Some(code(line))).await?;
    }
    let details = certificates::details(services, &mut tx, actor, certificate).await?;
    tx.commit().await?;
    Ok(details)
}

/// The business is the customer as the merchant knows it.
fn certificate(
    services: &Services,
    actor: &Actor,
    customer: Customer,
    filed: CheckedFiling,
    file: Option<DocumentId>,
) -> Certificate {
    let now = services.clock.now_for(actor);
    Certificate {
        id: CertificateId(services.clock.uuid()),
        account_id: actor.account(),
        livemode: actor.livemode(),
        customer_id: customer.id,
        request_id: None,
        certificate_type: filed.coverage.certificate_type(),
        review: if file.is_some() { Review::Pending } else { Review::NotReady },
        document_id: file,
        business: Business::of(customer, BusinessType::Other),
        signer: Signer { name: String::new(), title: String::new(), signature: None },
        jurisdictions: filed.jurisdictions,
        coverage: Some(filed.coverage),
        certificate_number: filed.number,
        created_at: now,
        updated_at: now,
    }
}

/// Whether there is such a file, in which no virus was found.
async fn check_file(tx: &mut Tx, actor: &Actor, file: Option<DocumentId>) -> Result<()> {
    let Some(id) = file else { return Ok(()) };
    match store::documents::find(tx, actor, id).await? {
        Some(document) if document.scan == Scan::Infected => Err(Unacceptable::Virus.into()),
        Some(_) => Ok(()),
        None => Err(Error::NoSuchFile),
    }
}

/// Changes what a certificate says as a whole, or gives it a file.
pub async fn update(
    services: &Services,
    actor: &Actor,
    id: CertificateId,
    change: &FilingChange,
) -> Result<CertificateDetails> {
    change_with(services, actor, id, change.document, |before, now| Ok(before.changed(change, now)?)).await
}

/// Lets a certificate say something of one more state.
pub async fn add_exemption(
    services: &Services,
    actor: &Actor,
    id: CertificateId,
    typed: &NewExemption,
) -> Result<CertificateDetails> {
    change_with(services, actor, id, None, |before, now| Ok(before.with_exemption(typed, now)?)).await
}

/// Changes what a certificate says of one of its states.
pub async fn change_exemption(
    services: &Services,
    actor: &Actor,
    id: CertificateId,
    state: domain::Jurisdiction,
    change: &ExemptionChange,
) -> Result<CertificateDetails> {
    change_with(services, actor, id, None, |before, now| {
        before.with_change(state, change, now)?.ok_or(Error::NoSuchExemption)
    })
    .await
}

/// Adds some states and changes others, all or none.
pub async fn upsert_exemptions(
    services: &Services,
    actor: &Actor,
    id: CertificateId,
    typed: &[NewExemption],
) -> Result<CertificateDetails> {
    change_with(services, actor, id, None, |before, now| Ok(before.with_exemptions(typed, now)?)).await
}

/// Takes a certificate away: it counts no more and is found by nobody. Its file and what was known of it before stay.
pub async fn delete(services: &Services, actor: &Actor, id: CertificateId) -> Result<()> {
    actor.require(Role::Reviewer)?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let certificate = store::certificates::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    info_requests::drop_file(services, &mut tx, actor, id).await?;
    // Told first: what is deleted cannot be shown any more.
    record(services, &mut tx, actor, &certificate, EventKind::CertificateDeleted, None).await?;
    if !store::filings::delete(&mut tx, actor, id, now).await? {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(())
}

/// Reads a certificate, asks what becomes of it, and stores that with its events.
async fn change_with(
    services: &Services,
    actor: &Actor,
    id: CertificateId,
    file: Option<DocumentId>,
    change: impl FnOnce(&Certificate, DateTime<Utc>) -> Result<Certificate>,
) -> Result<CertificateDetails> {
    actor.require(Role::Reviewer)?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let before = store::certificates::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    check_file(&mut tx, actor, file).await?;
    let after = change(&before, now)?;
    if after != before {
        keep(services, &mut tx, actor, &before, &after).await?;
    }
    let details = certificates::details(services, &mut tx, actor, after).await?;
    tx.commit().await?;
    Ok(details)
}

async fn keep(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    before: &Certificate,
    after: &Certificate,
) -> Result<()> {
    store::filings::update(tx, after).await?;
    let mut told = Vec::new();
    for line in &after.jurisdictions {
        let earlier = before.jurisdictions.iter().find(|earlier| earlier.jurisdiction == line.jurisdiction);
        told.extend(keep_line(tx, actor, after, earlier, line).await?);
    }
    let fields = before.differences(after);
    if !fields.is_empty() {
        told.push((EventKind::CertificateUpdated, Some(fields.join(", "))));
    }
    if after.review != before.review {
        told.push((EventKind::CertificatePending, None));
    }
    for (kind, note) in told {
        record(services, tx, actor, after, kind, note).await?;
    }
    Ok(())
}

/// Stores what a certificate says of a state, and answers what there is to tell of it.
async fn keep_line(
    tx: &mut Tx,
    actor: &Actor,
    certificate: &Certificate,
    earlier: Option<&CertificateJurisdiction>,
    line: &CertificateJurisdiction,
) -> Result<Vec<(EventKind, Option<String>)>> {
    let mut told = Vec::new();
    match earlier {
        None => {
            store::certificate_jurisdictions::insert(tx, certificate, line).await?;
            told.push(EventKind::CertificateJurisdictionAdded);
        }
        Some(earlier) => {
            store::certificate_jurisdictions::set_active(tx, actor, certificate.id, line.jurisdiction, line.active)
                .await?;
            if (CertificateJurisdiction { active: line.active, ..earlier.clone() }) != *line {
                store::certificate_jurisdictions::update(tx, actor, certificate.id, line).await?;
                told.push(EventKind::CertificateJurisdictionUpdated);
            }
        }
    }
    if earlier.is_none_or(|earlier| earlier.active) != line.active {
        told.push(match line.active {
            true => EventKind::CertificateJurisdictionActivated,
            false => EventKind::CertificateJurisdictionDeactivated,
        });
    }
    Ok(told.into_iter().map(|kind| (kind, Some(code(line)))).collect())
}

fn code(line: &CertificateJurisdiction) -> String {
    line.jurisdiction.code().to_owned()
}

async fn record(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    certificate: &Certificate,
    kind: EventKind,
    note: Option<String>,
) -> Result<()> {
    let about = About {
        customer: Some(certificate.customer_id),
        request: certificate.request_id,
        certificate: Some(certificate.id),
    };
    events::record(services, tx, actor, kind, about, note, services.clock.now_for(actor)).await
}
