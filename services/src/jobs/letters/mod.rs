//! What the mails say: one file a kind, each a list of parts, and one pair of templates that sets them.

mod declined;
mod delegation;
mod fax;
mod invitation;
mod needs_info;
mod parts;
mod receipt;
mod reminder;

use domain::{
    Account, Certificate, CertificateRequest, Customer, DeliveryMethod, Document, EndedBecause, Jurisdiction, Language,
    MailKind, RequestStatus, reminders::ReminderStop,
};
use messages::Words;

use self::parts::{Part, Sheet};
use crate::{
    Actor, Error, Result, Services, World, cover_letters,
    mailer::{AttachedPdf, Letter},
    store::{self, Tx, mails::Mail},
};

/// All that a letter is written from.
struct Matter<'a> {
    services: &'a Services,
    /// The program, in the world of the request.
    certlane: Actor,
    mail: &'a Mail,
    account: Account,
    customer: Customer,
    request: CertificateRequest,
    /// What the buyer submitted, once that happened.
    certificates: Vec<Certificate>,
    /// Their documents.
    documents: Vec<Document>,
    stopped: Option<ReminderStop>,
    words: Words,
}

/// What is different from kind to kind.
struct Draft {
    subject: String,
    /// Whom it greets.
    to: Option<String>,
    parts: Vec<Part>,
    /// The small print.
    below: Vec<Part>,
    from_name: String,
    reply_to: String,
    unsubscribe: Option<String>,
}

/// A mail as it would leave now; none where nobody wants it any more.
pub(super) async fn write(services: &Services, tx: Tx, mail: &Mail) -> Result<Option<Letter>> {
    let matter = Matter::load(services, tx, mail).await?;
    if !matter.is_wanted() {
        return Ok(None);
    }
    let draft = match mail.kind {
        MailKind::Invitation if matter.is_faxed() => return fax::letter(&matter).await.map(Some),
        MailKind::Invitation => invitation::draft(&matter)?,
        MailKind::Delegation => delegation::draft(&matter)?,
        MailKind::Reminder => reminder::draft(&matter)?,
        MailKind::Receipt => receipt::draft(&matter)?,
        MailKind::Declined => declined::draft(&matter),
        MailKind::NeedsInfo => needs_info::draft(&matter)?,
    };
    matter.set(draft).map(Some)
}

impl<'a> Matter<'a> {
    async fn load(services: &'a Services, mut tx: Tx, mail: &'a Mail) -> Result<Self> {
        let account = store::accounts::find(&mut tx, mail.account_id).await?.ok_or(Error::NotFound)?;
        let certlane = Actor::certlane(World::of(&account, mail.livemode));
        let request = store::requests::find(&mut tx, &certlane, mail.request_id).await?.ok_or(Error::NotFound)?;
        let customer = store::customers::find(&mut tx, &certlane, request.customer_id).await?.ok_or(Error::NotFound)?;
        let certificates = store::certificates::of_request(&mut tx, &certlane, request.id).await?;
        let mut documents = Vec::new();
        for id in certificates.iter().filter_map(|certificate| certificate.document_id) {
            documents.extend(store::documents::find(&mut tx, &certlane, id).await?);
        }
        let stopped = store::reminders::find(&mut tx, &certlane, request.id).await?;
        let stopped = stopped.and_then(|progress| progress.reminders_stopped);
        let words = Words(mail.language.or(request.language).unwrap_or(Language::English));
        Ok(Self { services, certlane, mail, account, customer, request, certificates, documents, stopped, words })
    }

    /// Whether what it says is still so.
    fn is_wanted(&self) -> bool {
        let open = self.request.open(self.services.clock.now_for(&self.certlane)).is_ok();
        match self.mail.kind {
            MailKind::Invitation | MailKind::Delegation => open,
            MailKind::Reminder => open && !matches!(self.stopped, Some(ReminderStop::Buyer | ReminderStop::Bounced)),
            MailKind::Receipt | MailKind::NeedsInfo => self.request.status == RequestStatus::Fulfilled,
            MailKind::Declined => self.request.ended_because.is_some_and(EndedBecause::is_answer),
        }
    }

    /// Whether a gateway turns the invitation into a fax.
    fn is_faxed(&self) -> bool {
        self.request.delivery_method == DeliveryMethod::Fax
    }

    /// Puts the parts into both forms of the mail.
    fn set(&self, draft: Draft) -> Result<Letter> {
        let words = self.words;
        let sheet = Sheet {
            language: words.0.word(),
            title: draft.subject.clone(),
            merchant: self.account.name.clone(),
            code_label: words.say("mail-code"),
            code: self.request.code(),
            test: (!self.request.livemode).then(|| words.say("mail-test-mode")),
            greeting: draft.to.map_or_else(
                || words.say("mail-hello-somebody"),
                |name| words.tell("mail-hello", [("name", name.into())]),
            ),
            parts: draft.parts,
            below: draft.below,
        };
        let host = self.services.settings.base_url.host_str().unwrap_or("localhost");
        Ok(Letter {
            id: self.mail.id,
            account: self.mail.account_id,
            livemode: self.mail.livemode,
            was_tried: self.mail.last_error.is_some(),
            to: self.mail.recipient.clone(),
            from_name: draft.from_name,
            reply_to: draft.reply_to,
            subject: draft.subject,
            text: sheet.text()?,
            html: sheet.html()?,
            message_id: format!("<{}@{host}>", self.mail.id),
            date: self.services.clock.now_for(&self.certlane),
            attachment: None,
            unsubscribe: draft.unsubscribe,
        })
    }

    /// A mail of the merchant to the buyer's side.
    fn to_buyer(&self, subject: String, parts: Vec<Part>, below: Vec<Part>) -> Draft {
        Draft {
            subject,
            to: self.mail.recipient_name.clone().or_else(|| Some(self.customer.name.clone())),
            parts,
            below,
            from_name: self.account.name.clone(),
            reply_to: self.account.contact_email.clone(),
            unsubscribe: None,
        }
    }

    /// A message that names the merchant, and perhaps nothing else.
    fn of_merchant(&self, id: &str) -> String {
        self.words.tell(id, [("merchant", self.merchant())])
    }

    /// A message that names the merchant and the states that were asked for, if there are any.
    fn asks(&self, id: &str, id_with_states: &str) -> Part {
        let states = self.states(&self.request.jurisdictions);
        Part::Text(match states {
            Some(states) => self.words.tell(id_with_states, [("merchant", self.merchant()), ("states", states.into())]),
            None => self.of_merchant(id),
        })
    }

    /// A subject, which always carries the code.
    fn subject(&self, id: &str) -> String {
        self.words.tell(id, [("merchant", self.merchant()), ("code", self.request.code().into())])
    }

    fn merchant(&self) -> messages::FluentValue<'_> {
        self.account.name.as_str().into()
    }

    fn contact(&self) -> messages::FluentValue<'_> {
        self.account.contact_email.as_str().into()
    }

    /// `Ohio and Kentucky`; none where there are none.
    fn states(&self, states: &[Jurisdiction]) -> Option<String> {
        let names: Vec<_> = states.iter().map(|state| self.words.state(*state)).collect();
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        (!names.is_empty()).then(|| self.words.list(&names))
    }

    /// The merchant's own words, where it has some.
    fn message(&self) -> Option<Part> {
        let text = self.request.message.clone()?;
        Some(Part::Quote { says: self.of_merchant("mail-writes"), text })
    }

    /// The way to the first question.
    fn answer_here(&self, link: &str) -> Part {
        Part::Button {
            before: self.words.say("mail-answer-here"),
            label: self.words.say("mail-answer"),
            after: self.words.say("mail-effort"),
            spelled: self.words.say("mail-spelled"),
            link: link.to_owned(),
        }
    }

    /// The code, by which the buyer recognizes the page, and how long the link lives.
    fn compare(&self) -> Vec<Part> {
        let day = self.words.day(self.account.day(self.request.expires_at));
        vec![
            Part::Code {
                label: self.words.say("mail-code"),
                code: self.request.code(),
                hint: self.words.tell("mail-code-compare", [("contact", self.contact())]),
            },
            Part::Text(self.words.tell("mail-link-ends", [("day", day.into())])),
        ]
    }

    fn questions(&self) -> Part {
        Part::Text(self.words.tell("mail-questions", [("contact", self.contact())]))
    }

    /// What to do instead of answering.
    fn otherwise(&self, link: &str) -> Vec<Part> {
        let way = |sentence: &str, label: &str, to: &str| Part::Link {
            sentence: self.words.say(sentence),
            label: self.words.say(label),
            link: format!("{link}/{to}"),
        };
        vec![
            way("mail-not-you", "mail-not-you-link", "not-me"),
            way("mail-not-exempt", "mail-not-exempt-link", "decline"),
        ]
    }
}
