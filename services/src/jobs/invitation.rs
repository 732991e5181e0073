//! The e-mail that carries the link.

use askama::Template;
use domain::{Account, AccountId, CertificateRequest, Customer, EventKind, MailId, MailStatus, listed};

use super::Failure;
use crate::{
    Actor, Error, Result, Services,
    events::{self, About},
    mailer::{Letter, Sending},
    store,
    store::mails::Mail,
};

/// SMTP cannot say whether a mail was taken when the line breaks after the last dot; two copies are the most anyone gets.
const MOST_UNCONFIRMED: i32 = 2;

/// Sends an invitation that is still wanted, and notes what became of it.
pub(super) async fn send(services: &Services, account: AccountId, id: MailId) -> std::result::Result<(), Failure> {
    let Some((mail, letter)) = prepare(services, account, id).await? else { return Ok(()) };
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

/// The mail and what it says; none where it has left already or the request has ended meanwhile.
async fn prepare(services: &Services, account: AccountId, id: MailId) -> Result<Option<(Mail, Letter)>> {
    let mut tx = services.store.read().await?;
    let Some(mail) = store::mails::find(&mut tx, account, id).await? else { return Ok(None) };
    let certlane = Actor::certlane(account, mail.livemode);
    let request = store::requests::find(&mut tx, &certlane, mail.request_id).await?.ok_or(Error::NotFound)?;
    if mail.status != MailStatus::Queued || request.open(services.clock.now()).is_err() {
        return Ok(None);
    }
    let account = store::accounts::find(&mut tx, account).await?.ok_or(Error::NotFound)?;
    let customer = store::customers::find(&mut tx, &certlane, request.customer_id).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let letter = letter(services, &mail, &account, &customer, &request)?;
    Ok(Some((mail, letter)))
}

async fn finish(services: &Services, mail: &Mail, status: MailStatus, note: Option<String>) -> Result<()> {
    let certlane = Actor::certlane(mail.account_id, mail.livemode);
    let now = services.clock.now();
    let mut tx = services.store.write().await?;
    let request = store::requests::find(&mut tx, &certlane, mail.request_id).await?.ok_or(Error::NotFound)?;
    store::mails::finish(&mut tx, mail, status, note.as_deref(), now).await?;
    store::requests::set_email_status(&mut tx, &certlane, request.id, status, now).await?;
    let kind = if status == MailStatus::Bounced { EventKind::RequestBounced } else { EventKind::RequestSent };
    let note =
        Some(note.map_or_else(|| format!("To {}", mail.recipient), |note| format!("To {}. {note}", mail.recipient)));
    events::record(services, &mut tx, &certlane, kind, About::request(request.customer_id, request.id), note, now)
        .await?;
    Ok(tx.commit().await?)
}

#[derive(Template)]
#[template(path = "invitation.txt", escape = "none")]
struct Text<'a>(&'a Words);

#[derive(Template)]
#[template(path = "invitation.html")]
struct Html<'a>(&'a Words);

/// What both parts of the mail say.
struct Words {
    merchant: String,
    contact: String,
    customer: String,
    code: String,
    link: String,
    wrong_person_link: String,
    message: Option<String>,
    states: String,
    last_day: String,
    test: bool,
}

fn letter(
    services: &Services,
    mail: &Mail,
    account: &Account,
    customer: &Customer,
    request: &CertificateRequest,
) -> Result<Letter> {
    let link = services.request_link(request)?;
    let words = Words {
        merchant: account.name.clone(),
        contact: account.contact_email.clone(),
        customer: customer.name.clone(),
        code: request.code(),
        wrong_person_link: format!("{link}/not-me"),
        link,
        message: request.message.clone(),
        states: listed(&request.jurisdictions.iter().map(|state| state.in_text()).collect::<Vec<_>>()),
        last_day: account.local(request.expires_at).format("%B %-d, %Y").to_string(),
        test: !request.livemode,
    };
    let host = services.settings.base_url.host_str().unwrap_or("localhost");
    Ok(Letter {
        id: mail.id,
        account: mail.account_id,
        livemode: mail.livemode,
        to: mail.recipient.clone(),
        from_name: account.name.clone(),
        reply_to: account.contact_email.clone(),
        subject: format!("{} asks for your sales tax exemption certificate ({})", account.name, request.code()),
        text: Text(&words).render().map_err(Error::internal)?,
        html: Html(&words).render().map_err(Error::internal)?,
        message_id: format!("<{}@{host}>", mail.id),
    })
}
