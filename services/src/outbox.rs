//! The viewer of mails that did not leave: all of them where no mail server is configured, and those of test mode.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use domain::{MailId, Role};
use mail_parser::{Address, MessageParser};

use crate::{Actor, Error, Result, Services, mailer::outbox_of};

/// How many mails the list shows.
const LIST_LIMIT: usize = 50;

/// A mail of the outbox.
#[derive(Debug, Clone)]
pub struct OutboxMail {
    /// Its id, `mail_…`.
    pub id: MailId,
    /// The sender, as `Name <address>`.
    pub from: String,
    /// The recipient's address.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// When it was written.
    pub date: Option<DateTime<Utc>>,
    /// The part for readers without HTML.
    pub text: String,
    /// The part with HTML; shown in a sandbox only.
    pub html: String,
}

/// The newest mails of the actor's account and mode.
pub async fn list(services: &Services, actor: &Actor) -> Result<Vec<OutboxMail>> {
    actor.require(Role::Viewer)?;
    let dir = dir(services, actor);
    let listed = tokio::task::spawn_blocking(move || {
        let files = std::fs::read_dir(dir).into_iter().flatten().flatten();
        let mut ids: Vec<MailId> =
            files.filter_map(|file| file.file_name().to_str()?.strip_suffix(".eml")?.parse().ok()).collect();
        ids.sort_by(|a, b| b.cmp(a));
        ids
    });
    let mut mails = Vec::new();
    for id in listed.await.map_err(Error::internal)?.into_iter().take(LIST_LIMIT) {
        mails.push(find(services, actor, id).await?);
    }
    Ok(mails)
}

/// One mail of the actor's account and mode.
pub async fn find(services: &Services, actor: &Actor, id: MailId) -> Result<OutboxMail> {
    actor.require(Role::Viewer)?;
    let content = match tokio::fs::read(dir(services, actor).join(format!("{id}.eml"))).await {
        Ok(content) => content,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Error::NotFound),
        Err(error) => return Err(Error::internal(error)),
    };
    let message = MessageParser::default().parse(&content).ok_or(Error::NotFound)?;
    Ok(OutboxMail {
        id,
        from: address(message.from()),
        to: address(message.to()),
        subject: message.subject().unwrap_or_default().to_owned(),
        date: message.date().and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0)),
        text: message.body_text(0).unwrap_or_default().into_owned(),
        html: message.body_html(0).unwrap_or_default().into_owned(),
    })
}

fn dir(services: &Services, actor: &Actor) -> PathBuf {
    outbox_of(&services.settings.outbox_dir(), actor.account(), actor.livemode())
}

fn address(address: Option<&Address<'_>>) -> String {
    let first = address.and_then(|address| address.first());
    let Some(first) = first else { return String::new() };
    let mailbox = first.address().unwrap_or_default();
    first.name().map_or_else(|| mailbox.to_owned(), |name| format!("{name} <{mailbox}>"))
}
