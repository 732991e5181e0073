//! Mail leaves by SMTP where it is configured, and becomes a file in the outbox where it is not. Test mode never sends.

mod rehearsal;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::{DateTime, Utc};
use domain::{AccountId, MailId};
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Attachment, Mailbox, MultiPart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

use crate::{Settings, start::StartError};

/// How long a mail server may think about one command.
const PATIENCE: Duration = Duration::from_secs(30);

/// The ways by which mail leaves.
#[derive(Clone)]
pub(crate) struct Mailer {
    from: Mailbox,
    smtp: Option<AsyncSmtpTransport<Tokio1Executor>>,
    outbox: PathBuf,
}

/// A mail, written.
#[derive(Debug, Clone)]
pub(crate) struct Letter {
    pub(crate) id: MailId,
    pub(crate) account: AccountId,
    pub(crate) livemode: bool,
    /// Whether an earlier try failed.
    pub(crate) was_tried: bool,
    pub(crate) to: String,
    /// The name beside the sender's address: the merchant's.
    pub(crate) from_name: String,
    pub(crate) reply_to: String,
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
    /// The same at each try, so that a mail server can tell a repetition.
    pub(crate) message_id: String,
    /// When it was written, by the clock of its rows.
    pub(crate) date: DateTime<Utc>,
    /// A document that goes along.
    pub(crate) attachment: Option<AttachedPdf>,
    /// Where a mail program posts that the recipient wants no more of them.
    pub(crate) unsubscribe: Option<String>,
}

/// A PDF that goes along with a mail.
#[derive(Debug, Clone)]
pub(crate) struct AttachedPdf {
    pub(crate) file_name: String,
    pub(crate) bytes: Vec<u8>,
}

/// What became of a try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sending {
    /// Taken.
    Sent,
    /// Certainly not taken; worth another try.
    NotTaken(String),
    /// Refused for good.
    Refused(String),
    /// The connection broke after the mail had begun to leave: nobody knows.
    Unknown(String),
}

impl Mailer {
    pub(crate) fn open(settings: &Settings) -> Result<Self, StartError> {
        let from = settings.mail_from.parse().map_err(|_| StartError::MailFrom(settings.mail_from.clone()))?;
        let smtp = settings.smtp_url.as_deref().map(smtp).transpose()?;
        Ok(Self { from, smtp, outbox: settings.outbox_dir() })
    }

    /// Tries to hand a letter over.
    pub(crate) async fn send(&self, letter: &Letter) -> Sending {
        let message = match self.message(letter) {
            Ok(message) => message,
            Err(error) => return Sending::Refused(format!("the address cannot be mailed to: {error}")),
        };
        let rehearsed = if letter.livemode { None } else { rehearsal::answer(&letter.to, letter.was_tried) };
        match (&self.smtp, rehearsed) {
            (_, Some(answer)) => answer,
            (Some(smtp), None) if letter.livemode => send_by(smtp, message).await,
            _ => self.keep(letter, &message).await,
        }
    }

    fn message(&self, letter: &Letter) -> Result<Message, Box<dyn std::error::Error + Send + Sync>> {
        let from = Mailbox::new(Some(letter.from_name.clone()), self.from.email.clone());
        let mut message = Message::builder()
            .from(from)
            .reply_to(letter.reply_to.parse()?)
            .to(letter.to.parse()?)
            .subject(&letter.subject)
            .date(letter.date.into())
            .message_id(Some(letter.message_id.clone()))
            .multipart(content(letter)?)?;
        for (name, value) in letter.unsubscribe.iter().flat_map(|address| one_click(address)) {
            let header = HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value);
            message.headers_mut().insert_raw(header);
        }
        Ok(message)
    }

    /// Written aside and renamed, so that the viewer never sees half a mail; a second try replaces the first.
    async fn keep(&self, letter: &Letter, message: &Message) -> Sending {
        let dir = outbox_of(&self.outbox, letter.account, letter.livemode);
        let path = dir.join(format!("{}.eml", letter.id));
        let aside = path.with_extension("part");
        let kept = async {
            tokio::fs::create_dir_all(&dir).await?;
            tokio::fs::write(&aside, message.formatted()).await?;
            tokio::fs::rename(&aside, &path).await
        };
        match kept.await {
            Ok(()) => Sending::Sent,
            Err(error) => Sending::NotTaken(format!("the outbox cannot be written: {error}")),
        }
    }

    /// Says hello to the mail server, for `doctor`.
    pub(crate) async fn probe(&self) -> Result<String, String> {
        match &self.smtp {
            Some(smtp) => match smtp.test_connection().await {
                Ok(true) => Ok("the mail server answers".to_owned()),
                Ok(false) => Err("the mail server closed the connection".to_owned()),
                Err(error) => Err(format!("the mail server does not answer: {}", chain(&error))),
            },
            None => Ok(format!("no CERTLANE_SMTP_URL: mails are kept in {}", self.outbox.display())),
        }
    }
}

/// Where the mails of an account lie that did not leave; those of test mode by themselves.
pub(crate) fn outbox_of(outbox: &Path, account: AccountId, livemode: bool) -> PathBuf {
    let live = outbox.join(account.to_string());
    if livemode { live } else { live.join("test") }
}

/// The words in both forms, and what goes along with them.
fn content(letter: &Letter) -> Result<MultiPart, Box<dyn std::error::Error + Send + Sync>> {
    let words = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
    let Some(pdf) = &letter.attachment else { return Ok(words) };
    let kind = ContentType::parse("application/pdf")?;
    let attached = Attachment::new(pdf.file_name.clone()).body(pdf.bytes.clone(), kind);
    Ok(MultiPart::mixed().multipart(words).singlepart(attached))
}

/// RFC 8058: the button of the mail program posts to the address, without a browser. Both values are plain ASCII on one
/// line, as a URL is; encoded words would break them.
fn one_click(address: &str) -> [(HeaderName, String); 2] {
    [
        (HeaderName::new_from_ascii_str("List-Unsubscribe"), format!("<{address}>")),
        (HeaderName::new_from_ascii_str("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click".to_owned()),
    ]
}

fn smtp(url: &str) -> Result<AsyncSmtpTransport<Tokio1Executor>, StartError> {
    let builder =
        AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|error| StartError::SmtpUrl(chain(&error)))?;
    Ok(builder.timeout(Some(PATIENCE)).build())
}

/// A server that cannot be greeted took nothing; after that only its own words are certain.
async fn send_by(smtp: &AsyncSmtpTransport<Tokio1Executor>, message: Message) -> Sending {
    match smtp.test_connection().await {
        Ok(true) => {}
        Ok(false) => return Sending::NotTaken("the mail server closed the connection".to_owned()),
        Err(error) => return Sending::NotTaken(format!("the mail server does not answer: {}", chain(&error))),
    }
    match smtp.send(message).await {
        Ok(_) => Sending::Sent,
        Err(error) if error.is_permanent() => Sending::Refused(chain(&error)),
        Err(error) if error.is_transient() => Sending::NotTaken(chain(&error)),
        Err(error) => Sending::Unknown(chain(&error)),
    }
}

/// An error with all that caused it, in one line. Some causes are told by their error already.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source()).map(ToString::to_string);
    let told = causes
        .fold(error.to_string(), |told, cause| if told.ends_with(&cause) { told } else { format!("{told}: {cause}") });
    told.replace(['\r', '\n'], " ")
}
