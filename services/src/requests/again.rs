//! For a buyer who has not answered: more time, and the invitation once more.

use chrono::Duration;
use domain::{CertificateRequest, EventKind, MailStatus, Refusal, RequestId};

use super::{RequestDetails, customer_of, details};
use crate::{
    Actor, Error, Result, Services,
    events::{self, About},
    jobs, reminders, store,
};

/// So long after an invitation no other goes to the same address.
const PAUSE: Duration = Duration::hours(1);

/// Gives the buyer of an open request more time: so many days from now, as typed. Its link from before ends when it would
/// have ended; the one that is answered, and those of mails from now on, live as long as the request.
pub async fn extend(services: &Services, actor: &Actor, id: RequestId, days: &str) -> Result<RequestDetails> {
    actor.require_for_requests()?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let request = store::requests::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let expires_at = request.extend(days, now)?;
    let request = CertificateRequest { expires_at, updated_at: now, ..request };
    if !store::requests::extend(&mut tx, actor, id, expires_at, now).await? {
        return Err(Refusal::RequestInvalid.into());
    }
    reminders::plan_again(&mut tx, actor, &request, now).await?;
    let about = About::request(request.customer_id, id);
    let note = Some(format!("Until {}", expires_at.format("%Y-%m-%d")));
    events::record(services, &mut tx, actor, EventKind::RequestExtended, about, note, now).await?;
    let customer = customer_of(&mut tx, actor, &request).await?;
    tx.commit().await?;
    details(services, actor, request, customer)
}

/// Sends the invitation of an open request once more, to the same address or, where one is given, to another: the link
/// that the first address has is dead then.
pub async fn resend(services: &Services, actor: &Actor, id: RequestId, recipient: &str) -> Result<RequestDetails> {
    actor.require_for_requests()?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let request = store::requests::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let recipient = request.resend_to(recipient, now)?;
    let moved = !recipient.eq_ignore_ascii_case(&request.recipient);
    let before = store::mails::last_invitation(&mut tx, actor, id).await?;
    if !moved && before.is_some_and(|(_, at)| now - at < PAUSE) {
        return Err(Refusal::JustSent.into());
    }
    let generation = request.generation + i32::from(moved);
    let email_status = Some(MailStatus::Queued);
    let request = CertificateRequest { recipient, generation, email_status, updated_at: now, ..request };
    if !store::requests::readdress(&mut tx, actor, &request).await? {
        return Err(Refusal::RequestInvalid.into());
    }
    jobs::enqueue_invitation(services, &mut tx, actor, &request).await?;
    reminders::plan_again(&mut tx, actor, &request, now).await?;
    let about = About::request(request.customer_id, id);
    let note = moved.then(|| format!("To {}", request.recipient));
    events::record(services, &mut tx, actor, EventKind::RequestResent, about, note, now).await?;
    let customer = customer_of(&mut tx, actor, &request).await?;
    tx.commit().await?;
    services.job_added.notify_one();
    details(services, actor, request, customer)
}
