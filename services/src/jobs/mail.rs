//! A mail on its way: written, handed over, and noted what became of it.

use domain::{AccountId, EventKind, MailId, MailKind, MailStatus, reminders::ReminderStop};

use super::{Failure, letters};
use crate::{
    Actor, Error, Result, Services,
    events::{self, About},
    mailer::{Letter, Sending},
    store,
    store::{Tx, mails::Mail},
};

/// SMTP cannot say whether a mail was taken when the line breaks after the last dot; two copies are the most anyone gets.
const MOST_UNCONFIRMED: i32 = 2;

/// Sends a mail that is still wanted, and notes what became of it.
pub(super) async fn send(services: &Services, account: AccountId, id: MailId) -> std::result::Result<(), Failure> {
    let Some((mail, letter)) = prepare(services, account, id).await? else { return Ok(()) };
    let Some(letter) = letter else { return Ok(finish(services, &mail, MailStatus::NotSent, None).await?) };
    if mail.unconfirmed >= MOST_UNCONFIRMED {
        let note = "The mail server never confirmed it; it may have arrived.".to_owned();
        return Ok(finish(services, &mail, MailStatus::Sent, Some(note)).await?);
    }
    let mut tx = services.store.write().await.map_err(Error::from)?;
    store::mails::begin(&mut tx, &mail).await.map_err(Error::from)?;
    tx.commit().await.map_err(Error::from)?;
    match services.mailer.send(&letter).await {
        Sending::Sent => Ok(finish(services, &mail, MailStatus::Sent, None).await?),
        Sending::Refused(answer) => Ok(finish(services, &mail, MailStatus::Bounced, Some(answer)).await?),
        Sending::Unknown(error) => Err(Failure::Retry(error)),
        Sending::NotTaken(error) => {
            let mut tx = services.store.write().await.map_err(Error::from)?;
            store::mails::not_taken(&mut tx, &mail, &error).await.map_err(Error::from)?;
            tx.commit().await.map_err(Error::from)?;
            Err(Failure::Retry(error))
        }
    }
}

/// The mail, unless it has come to its end already, and what it says, unless nobody wants it any more.
async fn prepare(services: &Services, account: AccountId, id: MailId) -> Result<Option<(Mail, Option<Letter>)>> {
    let mut tx = services.store.read().await?;
    let mail = store::mails::find(&mut tx, account, id).await?;
    let Some(mail) = mail.filter(|mail| mail.status == MailStatus::Queued) else { return Ok(None) };
    let letter = letters::write(services, tx, &mail).await?;
    Ok(Some((mail, letter)))
}

async fn finish(services: &Services, mail: &Mail, status: MailStatus, answer: Option<String>) -> Result<()> {
    let mut tx = services.store.write().await?;
    let certlane = Actor::certlane(store::clocks::world(&mut tx, mail.account_id, mail.livemode).await?);
    let now = services.clock.now_for(&certlane);
    let request = store::requests::find(&mut tx, &certlane, mail.request_id).await?.ok_or(Error::NotFound)?;
    store::mails::finish(&mut tx, mail, status, answer.as_deref(), now).await?;
    if mail.kind == MailKind::Invitation {
        store::requests::set_email_status(&mut tx, &certlane, request.id, status, now).await?;
    }
    if status == MailStatus::Bounced {
        stop_reminders(&mut tx, &certlane, mail).await?;
    }
    if let Some(kind) = event(mail.kind, status) {
        let about = About::request(request.customer_id, request.id);
        events::record(services, &mut tx, &certlane, kind, about, Some(note(mail, answer)), now).await?;
    }
    Ok(tx.commit().await?)
}

/// Who cannot be reached need not be reminded; whoever the request was passed on to before still can.
async fn stop_reminders(tx: &mut Tx, certlane: &Actor, mail: &Mail) -> Result<()> {
    if matches!(mail.kind, MailKind::Invitation | MailKind::Reminder) {
        store::reminders::stop(tx, certlane, mail.request_id, ReminderStop::Bounced).await?;
    }
    Ok(())
}

/// What the timeline tells of a mail's end, if anything.
fn event(kind: MailKind, status: MailStatus) -> Option<EventKind> {
    match (kind, status) {
        (_, MailStatus::Queued | MailStatus::NotSent) => None,
        (MailKind::Invitation, MailStatus::Sent) => Some(EventKind::RequestSent),
        (MailKind::Invitation, MailStatus::Bounced) => Some(EventKind::RequestBounced),
        (MailKind::Reminder, MailStatus::Sent) => Some(EventKind::RequestReminded),
        (MailKind::Reminder, MailStatus::Bounced) => Some(EventKind::RequestReminderBounced),
        (MailKind::Delegation, MailStatus::Bounced) => Some(EventKind::RequestDelegationBounced),
        (MailKind::Receipt, MailStatus::Sent) => Some(EventKind::RequestReceiptSent),
        (MailKind::Delegation | MailKind::Declined | MailKind::NeedsInfo, MailStatus::Sent) => None,
        (MailKind::Receipt | MailKind::Declined | MailKind::NeedsInfo, MailStatus::Bounced) => {
            Some(EventKind::RequestMailBounced)
        }
    }
}

/// To whom, and what the mail server said.
fn note(mail: &Mail, answer: Option<String>) -> String {
    let to = match mail.kind {
        MailKind::Declined => format!("The news of the refusal, to {}", mail.recipient),
        MailKind::NeedsInfo => format!("The question, to {}", mail.recipient),
        MailKind::Invitation | MailKind::Delegation | MailKind::Reminder | MailKind::Receipt => {
            format!("To {}", mail.recipient)
        }
    };
    answer.map_or_else(|| to.clone(), |answer| format!("{to}. {answer}"))
}
