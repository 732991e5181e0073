//! Reminders: planned with the request, written when their time has come, and stopped by whoever has had enough.

use chrono::{DateTime, Duration, Utc};
use domain::{
    Account, Cadence, CertificateRequest, Customer, DeliveryMethod, EventKind, MailKind, MailStatus, Refusal,
    ReminderStage, RequestId, Role,
    reminders::{Reminder, ReminderStop, Series, zone_for},
};

use crate::{
    Actor, Error, Result, Services,
    events::{self, About},
    invitations::{self, BadLink},
    jobs, store,
    store::{
        Tx,
        mails::{Mail, NewMail},
        reminders::Progress,
    },
    world::Dial,
};

/// How many requests the sweep looks at before it says how many it was.
const PORTION: i64 = 100;

/// How long a reminder waits for an invitation that has not left yet, and for what makes it fail to be mended.
const PATIENCE: Duration = Duration::hours(1);

/// So long after a reminder no other is sent by hand.
const PAUSE: Duration = Duration::hours(1);

/// Where the reminders of a request are, for the desk.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// How often, by the request itself or by the account.
    pub cadence: Cadence,
    /// How many were written.
    pub sent: u32,
    /// When the next one comes; none: no other comes by itself.
    pub next_at: Option<DateTime<Utc>>,
    /// Who ended them.
    pub stopped: Option<ReminderStop>,
    /// Why none can be sent by hand; none: one can.
    pub refusal: Option<Refusal>,
}

/// When the buyers of the actor's account are reminded.
pub async fn current(services: &Services, actor: &Actor) -> Result<Cadence> {
    actor.require(Role::Viewer)?;
    let mut tx = services.store.read().await?;
    Ok(store::reminders::cadence(&mut tx, actor.account()).await?)
}

/// Changes it, for open requests too.
pub async fn change(services: &Services, actor: &Actor, cadence: &Cadence) -> Result<()> {
    actor.require(Role::Admin)?;
    let now = services.clock.now(); // it is about both worlds
    let mut tx = services.store.write().await?;
    if store::reminders::cadence(&mut tx, actor.account()).await? == *cadence {
        return Ok(tx.commit().await?);
    }
    store::reminders::set_cadence(&mut tx, actor.account(), cadence, now).await?;
    let note = Some(in_words(cadence));
    events::record(services, &mut tx, actor, EventKind::RemindersChanged, About::default(), note, now).await?;
    Ok(tx.commit().await?)
}

fn in_words(cadence: &Cadence) -> String {
    let days = (!cadence.days_after.is_empty()).then(|| format!("After {} days", cadence.days_in_words()));
    let last = cadence.day_before_end.then(|| "the day before the end".to_owned());
    let parts: Vec<_> = [days, last].into_iter().flatten().collect();
    if parts.is_empty() { "None".to_owned() } else { parts.join(", and ") }
}

/// Where the reminders of a request are.
pub async fn outlook(services: &Services, actor: &Actor, id: RequestId) -> Result<Outlook> {
    actor.require(Role::Viewer)?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.read().await?;
    let request = store::requests::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let progress = store::reminders::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let accounts = store::reminders::cadence(&mut tx, actor.account()).await?;
    Ok(Outlook {
        cadence: progress.cadence(accounts),
        sent: progress.sent(),
        next_at: progress.remind_at.filter(|_| request.open(now).is_ok()),
        stopped: progress.reminders_stopped,
        refusal: may_be_reminded(&request, &progress, now).err(),
    })
}

/// Reminds the buyer now, by a person's decision, and says at which address.
pub async fn remind(services: &Services, actor: &Actor, id: RequestId) -> Result<String> {
    actor.require_for_requests()?;
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let request = store::requests::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    let progress = store::reminders::find(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    may_be_reminded(&request, &progress, now)?;
    let asked = store::mails::last_that_asked(&mut tx, actor, id).await?.ok_or(Refusal::NotMailed)?;
    let stage = if progress.sent() == 0 { ReminderStage::First } else { ReminderStage::Further };
    write(services, &mut tx, actor, &request, &asked, stage, now).await?;
    events::mark_claim(&mut tx, actor, now).await?; // its event comes with the mail
    if progress.reminders_stopped.is_none() {
        plan_next(&mut tx, actor, &request, now).await?;
    }
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(asked.recipient)
}

/// Whether somebody may send a reminder by hand.
fn may_be_reminded(
    request: &CertificateRequest,
    progress: &Progress,
    now: DateTime<Utc>,
) -> std::result::Result<(), Refusal> {
    request.open(now)?;
    match progress.reminders_stopped {
        Some(ReminderStop::Buyer) => return Err(Refusal::RemindersUnwanted),
        Some(ReminderStop::Bounced) => return Err(Refusal::NotMailed),
        Some(ReminderStop::Merchant) | None => {}
    }
    if request.delivery_method != DeliveryMethod::Email {
        return Err(Refusal::NotMailed);
    }
    let just_now = progress.reminded_at.is_some_and(|at| now - at < PAUSE);
    if just_now { Err(Refusal::JustReminded) } else { Ok(()) }
}

/// The merchant ends the reminders of a request; it stays open. Doing it twice is fine.
pub async fn stop(services: &Services, actor: &Actor, id: RequestId) -> Result<()> {
    actor.require_for_requests()?;
    end(services, actor, id, ReminderStop::Merchant).await
}

/// The buyer wants no more reminders; the request stays open. Doing it twice is fine.
pub async fn stop_for_buyer(services: &Services, actor: &Actor) -> Result<()> {
    end(services, actor, actor.request()?, ReminderStop::Buyer).await
}

/// The same by the button of a mail program, which has the link and no cookie.
pub async fn stop_by_link(services: &Services, token: &str) -> Result<std::result::Result<(), BadLink>> {
    match invitations::holder(services, token).await? {
        Ok(buyer) => match stop_for_buyer(services, &buyer).await {
            Ok(()) | Err(Error::Refused(_)) => Ok(Ok(())), // it has ended: nothing more comes anyway
            Err(error) => Err(error),
        },
        Err(problem) => Ok(Err(problem)),
    }
}

/// Whether the buyer has said so already.
pub async fn are_unwanted(services: &Services, actor: &Actor) -> Result<bool> {
    let mut tx = services.store.read().await?;
    let progress = store::reminders::find(&mut tx, actor, actor.request()?).await?.ok_or(Error::NotFound)?;
    Ok(progress.reminders_stopped == Some(ReminderStop::Buyer))
}

async fn end(services: &Services, actor: &Actor, id: RequestId, by: ReminderStop) -> Result<()> {
    let now = services.clock.now_for(actor);
    let mut tx = services.store.write().await?;
    let request = store::requests::find_for_update(&mut tx, actor, id).await?.ok_or(Error::NotFound)?;
    request.open(now)?;
    if store::reminders::stop(&mut tx, actor, id, by).await? {
        let note = (by == ReminderStop::Buyer).then(|| "The buyer asked for it.".to_owned());
        let about = About::request(request.customer_id, id);
        events::record(services, &mut tx, actor, EventKind::RequestRemindersStopped, about, note, now).await?;
    }
    Ok(tx.commit().await?)
}

/// Plans the reminders of a request that was just inserted.
pub(crate) async fn plan(
    tx: &mut Tx,
    actor: &Actor,
    request: &CertificateRequest,
    own: Option<&Cadence>,
) -> Result<()> {
    store::reminders::set_own_cadence(tx, actor, request.id, own).await?;
    plan_next(tx, actor, request, request.created_at).await
}

/// Plans them anew for a request that was given more time, or whose invitation leaves again; not where somebody ended them.
pub(crate) async fn plan_again(
    tx: &mut Tx,
    actor: &Actor,
    request: &CertificateRequest,
    now: DateTime<Utc>,
) -> Result<()> {
    let progress = store::reminders::find(tx, actor, request.id).await?.ok_or(Error::NotFound)?;
    if request.delivery_method == DeliveryMethod::Email && progress.reminders_stopped.is_none() {
        plan_next(tx, actor, request, now).await?;
    }
    Ok(())
}

/// Writes reminders whose time has come by a dial, in portions, and says whether there may be more.
pub(crate) async fn remind_due(services: &Services, dial: &Dial) -> Result<bool> {
    let mut tx = services.store.read().await?;
    let due = store::reminders::due(&mut tx, dial, PORTION).await?;
    drop(tx);
    for (request, account, livemode) in &due {
        let certlane = Actor::certlane(dial.world(*account, *livemode));
        match remind_one(services, &certlane, *request).await {
            // Nothing is wrong with this one, and the next would wait as long: another sweep comes in a minute.
            Err(Error::Unavailable(part)) => return Err(Error::Unavailable(part)),
            Err(error) => {
                tracing::warn!(%request, %error, "the reminder of {request} cannot be written");
                put_off(services, &certlane, *request, dial.now).await?;
            }
            Ok(()) => {}
        }
    }
    Ok(due.len() as i64 == PORTION)
}

/// What cannot be written must not stand in the way of the others: it is looked at again later, unless somebody has changed
/// that meanwhile.
async fn put_off(services: &Services, certlane: &Actor, id: RequestId, now: DateTime<Utc>) -> Result<()> {
    let mut tx = services.store.write().await?;
    store::reminders::put_off(&mut tx, certlane, id, now, now + PATIENCE).await?;
    Ok(tx.commit().await?)
}

/// One request that is due: its reminder is written and the next one planned, or it is looked at again later.
async fn remind_one(services: &Services, certlane: &Actor, id: RequestId) -> Result<()> {
    let now = services.clock.now_for(certlane);
    let mut tx = services.store.write().await?;
    let request = store::requests::find_for_update(&mut tx, certlane, id).await?.ok_or(Error::NotFound)?;
    let progress = store::reminders::find(&mut tx, certlane, id).await?.ok_or(Error::NotFound)?;
    if progress.remind_at.is_none_or(|at| at > now) {
        return Ok(()); // another run was faster
    }
    match store::mails::last_that_asked(&mut tx, certlane, id).await? {
        Some(asked) if asked.status == MailStatus::Queued => {
            store::reminders::look_again(&mut tx, certlane, id, Some(now + PATIENCE)).await?;
        }
        Some(asked) => {
            let next = next(&mut tx, certlane, &request, now).await?;
            if let Some(reminder) = next.filter(|reminder| reminder.at <= now) {
                write(services, &mut tx, certlane, &request, &asked, reminder.stage, now).await?;
            }
            plan_next(&mut tx, certlane, &request, now).await?;
        }
        None => store::reminders::look_again(&mut tx, certlane, id, None).await?,
    }
    tx.commit().await?;
    services.job_added.notify_one();
    Ok(())
}

/// A reminder to whoever was asked last, in the language in which it was done.
async fn write(
    services: &Services,
    tx: &mut Tx,
    actor: &Actor,
    request: &CertificateRequest,
    asked: &Mail,
    stage: ReminderStage,
    now: DateTime<Utc>,
) -> Result<()> {
    let mail = NewMail {
        recipient_name: asked.recipient_name.clone(),
        language: asked.language,
        stage: Some(stage),
        ..NewMail::new(MailKind::Reminder, &asked.recipient)
    };
    jobs::enqueue_mail(services, tx, actor, request.id, &mail).await?;
    Ok(store::reminders::count(tx, actor, request.id, now).await?)
}

async fn plan_next(tx: &mut Tx, actor: &Actor, request: &CertificateRequest, now: DateTime<Utc>) -> Result<()> {
    let next = next(tx, actor, request, now).await?;
    Ok(store::reminders::look_again(tx, actor, request.id, next.map(|reminder| reminder.at)).await?)
}

async fn next(
    tx: &mut Tx,
    actor: &Actor,
    request: &CertificateRequest,
    now: DateTime<Utc>,
) -> Result<Option<Reminder>> {
    let progress = store::reminders::find(tx, actor, request.id).await?.ok_or(Error::NotFound)?;
    if progress.reminders_stopped.is_some() || request.open(now).is_err() {
        return Ok(None);
    }
    let account: Account = store::accounts::find(tx, actor.account()).await?.ok_or(Error::NotFound)?;
    let customer: Customer = store::customers::find(tx, actor, request.customer_id).await?.ok_or(Error::NotFound)?;
    let cadence = progress.cadence(store::reminders::cadence(tx, actor.account()).await?);
    let zone = zone_for(&customer.address, &account.time_zone);
    let series = Series { created_at: request.created_at, expires_at: request.expires_at, cadence: &cadence, zone };
    Ok(series.next(progress.sent(), progress.reminded_at, now))
}
