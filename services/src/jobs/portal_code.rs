//! The e-mail with the code that lets a buyer in.

use askama::Template;
use domain::{MailId, PortalCodeId};
use messages::Words;

use super::Failure;
use crate::{
    Error, Result, Services,
    mailer::{Letter, Sending},
    portal::{Letterable, letterable},
};

/// Mails a code that still counts. A second copy does no harm, so whatever is not certain is tried again.
pub(super) async fn send(services: &Services, id: PortalCodeId) -> std::result::Result<(), Failure> {
    let Some(said) = letterable(services, id).await? else { return Ok(()) };
    match services.mailer.send(&letter(services, id, said)?).await {
        Sending::Sent => Ok(()),
        Sending::Refused(answer) => {
            tracing::info!(code = %id, answer, "the mail with the code {id} was refused");
            Ok(())
        }
        Sending::NotTaken(error) | Sending::Unknown(error) => Err(Failure::Retry(error)),
    }
}

#[derive(Template)]
#[template(path = "portal_code.txt", escape = "none")]
struct Text<'a>(&'a Said);

#[derive(Template)]
#[template(path = "portal_code.html")]
struct Html<'a>(&'a Said);

/// What both parts of the mail say.
struct Said {
    language: &'static str,
    subject: String,
    lead: String,
    digits: String,
    until: String,
    not_you: String,
}

fn letter(services: &Services, id: PortalCodeId, from: Letterable) -> Result<Letter> {
    let Letterable { account, email, language, digits } = from;
    let words = Words(language);
    let merchant = || [("merchant", account.name.as_str().into())];
    let said = Said {
        language: language.word(),
        subject: words.tell("portal-code-mail-subject", merchant()),
        lead: words.tell("portal-code-mail-lead", merchant()),
        digits: format!("{} {}", &digits[..4], &digits[4..]),
        until: words.say("portal-code-mail-until"),
        not_you: words.say("portal-code-mail-not-you"),
    };
    let host = services.settings.base_url.host_str().unwrap_or("localhost");
    Ok(Letter {
        id: MailId(id.0),
        account: account.id,
        livemode: true,
        to: email,
        from_name: account.name.clone(),
        reply_to: account.contact_email.clone(),
        subject: said.subject.clone(),
        text: Text(&said).render().map_err(Error::internal)?,
        html: Html(&said).render().map_err(Error::internal)?,
        was_tried: false,
        date: services.clock.now(),
        attachment: None,
        unsubscribe: None,
        message_id: format!("<{id}@{host}>"),
    })
}
