//! What a reviewer decides besides approving and asking: reject, withdraw an approval, switch off in a state.

use domain::{
    Certificate, CertificateId, EventKind, Refusal, Review, Role,
    review::{self, NewStateChange, StateChange},
};

use crate::{
    Actor, Error, Result, Services, certificates,
    certificates::CertificateDetails,
    events::{self, About},
    info_requests, store,
    store::Tx,
};

/// Rejects a certificate that waits for review, for a reason that an audit reads.
pub async fn reject(services: &Services, actor: &Actor, id: CertificateId, reason: &str) -> Result<CertificateDetails> {
    actor.require(Role::Reviewer)?;
    let reason = review::reason(reason)?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let mut certificate = store::certificates::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let before = certificate.review;
    certificate.reject(now)?;
    decide(services, tx, actor, certificate, (before, EventKind::CertificateFailed), reason).await
}

/// Withdraws the approval of a certificate, from now on, for a reason that an audit reads.
pub async fn revoke(services: &Services, actor: &Actor, id: CertificateId, reason: &str) -> Result<CertificateDetails> {
    actor.require(Role::Reviewer)?;
    let reason = review::reason(reason)?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let mut certificate = store::certificates::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let before = certificate.review;
    certificate.revoke(now)?;
    decide(services, tx, actor, certificate, (before, EventKind::CertificateRevoked), reason).await
}

async fn decide(
    services: &Services,
    mut tx: Tx,
    actor: &Actor,
    certificate: Certificate,
    (before, event): (Review, EventKind),
    reason: String,
) -> Result<CertificateDetails> {
    info_requests::drop_file(services, &mut tx, actor, certificate.id).await?;
    if !store::certificates::update_review(&mut tx, actor, &certificate, before).await? {
        return Err(Refusal::NotReviewable.into());
    }
    let now = certificate.updated_at;
    events::record(services, &mut tx, actor, event, about(&certificate), Some(reason), now).await?;
    let details = certificates::details(services, &mut tx, actor, certificate).await?;
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(details)
}

/// Switches a certificate on or off in some of its states, and notes numbers that were looked up. What is so already stays.
pub async fn change_states(
    services: &Services,
    actor: &Actor,
    id: CertificateId,
    typed: &[NewStateChange],
) -> Result<CertificateDetails> {
    actor.require(Role::Reviewer)?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let certificate = store::certificates::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let changes = review::state_changes(&certificate, typed)?;
    for change in &changes {
        switch(services, &mut tx, actor, &certificate, *change).await?;
        note_number(services, &mut tx, actor, &certificate, *change).await?;
    }
    if !changes.is_empty() {
        store::certificates::touch(&mut tx, actor, id, now).await?;
    }
    let changed = store::certificates::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let details = certificates::details(services, &mut tx, actor, changed).await?;
    tx.commit().await?;
    Ok(details)
}

async fn switch(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    certificate: &Certificate,
    change: StateChange,
) -> Result<()> {
    let StateChange { jurisdiction, active: Some(active), .. } = change else { return Ok(()) };
    if store::certificate_jurisdictions::set_active(tx, actor, certificate.id, jurisdiction, active).await? {
        let kind = match active {
            true => EventKind::CertificateJurisdictionActivated,
            false => EventKind::CertificateJurisdictionDeactivated,
        };
        let note = Some(jurisdiction.code().to_owned()); // what was so in the past is read from it
        events::record(services, tx, actor, kind, about(certificate), note, services.clock.now_for(actor)).await?;
    }
    Ok(())
}

async fn note_number(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    certificate: &Certificate,
    change: StateChange,
) -> Result<()> {
    let (now, state) = (services.clock.now_for(actor), change.jurisdiction);
    if change.number_verified
        && store::certificate_jurisdictions::mark_number_verified(tx, actor, certificate.id, state, now).await?
    {
        let line = certificate.jurisdictions.iter().find(|line| line.jurisdiction == state);
        let number = line.and_then(|line| line.number.as_deref()).unwrap_or_default();
        let note = Some(format!("{}: {number}", state.name()));
        let kind = EventKind::CertificateNumberVerified;
        events::record(services, tx, actor, kind, about(certificate), note, now).await?;
    }
    Ok(())
}

fn about(certificate: &Certificate) -> About {
    About {
        customer: Some(certificate.customer_id),
        request: certificate.request_id,
        certificate: Some(certificate.id),
    }
}
