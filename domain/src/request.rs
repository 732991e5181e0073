//! One ask for a certificate, and what may become of it.

mod again;

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    AccountId, CertificateId, CertificateType, CustomerId, FaxNumber, Invalid, Jurisdiction, Language, MailStatus,
    Problem, Reason, Refusal, RequestId, invalid::Reader, reminders::Cadence, words::words,
};

pub use self::again::NotChanged;
words! {
    /// `pending` is where a request begins; the other three are where it ends.
    RequestStatus {
        /// Open: the buyer has not submitted.
        Pending = "pending",
        /// The buyer has submitted a certificate.
        Fulfilled = "fulfilled",
        /// The merchant withdrew it.
        Canceled = "canceled",
        /// It expired, or could not be completed.
        Invalid = "invalid",
    }
}

words! {
    /// How the link reaches the buyer.
    DeliveryMethod {
        /// We send an e-mail.
        Email = "email",
        /// The merchant takes the link and passes it on.
        Download = "download",
        /// We send a letter to the buyer's fax machine.
        Fax = "fax",
    }
}

words! {
    /// Why a request is invalid.
    EndedBecause {
        /// Nobody answered in time.
        Expired = "expired",
        /// The buyer says that it is not exempt.
        Declined = "declined",
        /// The buyer says that no certificate is needed where it buys.
        NotNeeded = "not_needed",
    }
}

impl EndedBecause {
    /// Whether the buyer ended it, by an answer.
    pub fn is_answer(self) -> bool {
        matches!(self, Self::Declined | Self::NotNeeded)
    }
}

/// One ask for a certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateRequest {
    /// Its id, `cert_req_…`.
    pub id: RequestId,
    /// Whose it is.
    pub account_id: AccountId,
    /// Live rows and test rows never meet.
    pub livemode: bool,
    /// Who is asked.
    pub customer_id: CustomerId,
    /// As stored; ask [`CertificateRequest::status_at`] for what it is now.
    pub status: RequestStatus,
    /// How the link travels.
    pub delivery_method: DeliveryMethod,
    /// The address that gets the e-mail, or would.
    pub recipient: String,
    /// Where the letter is faxed to; none for the other deliveries.
    pub fax_number: Option<FaxNumber>,
    /// The states that the merchant asks for; empty lets the buyer choose.
    pub jurisdictions: Vec<Jurisdiction>,
    /// The reasons that the merchant expects; empty lets the buyer choose.
    pub reasons: Vec<Reason>,
    /// The document that the merchant wants, if it matters.
    pub certificate_type: Option<CertificateType>,
    /// The merchant's own words in the mail and on the pages.
    pub message: Option<String>,
    /// The name of the cover letter.
    pub cover_letter: String,
    /// Links of an earlier generation are dead.
    pub generation: i32,
    /// What the buyer submitted; only when fulfilled.
    pub certificate_id: Option<CertificateId>,
    /// Where the invitation is; none where no e-mail was wanted.
    pub email_status: Option<MailStatus>,
    /// The language that the buyer reads, once an answer came in.
    pub language: Option<Language>,
    /// The certificate that it renews, if it follows one.
    pub renews_certificate_id: Option<CertificateId>,
    /// Why it is invalid, where somebody or something ended it; ask [`CertificateRequest::invalid_reason`].
    pub ended_because: Option<EndedBecause>,
    /// When the link and the request end.
    pub expires_at: DateTime<Utc>,
    /// When it was triggered.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// What a cancel came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancellation {
    /// It was pending and is to be canceled now.
    Now,
    /// It was canceled before: nothing to do, and no error.
    Already,
}

impl CertificateRequest {
    /// What the request is at an instant: one that is overdue is invalid, whether the sweep came by or not.
    pub fn status_at(&self, now: DateTime<Utc>) -> RequestStatus {
        match self.status {
            RequestStatus::Pending if self.expires_at <= now => RequestStatus::Invalid,
            status => status,
        }
    }

    /// Why it is invalid at an instant; none while it is not.
    pub fn invalid_reason(&self, now: DateTime<Utc>) -> Option<EndedBecause> {
        let invalid = self.status_at(now) == RequestStatus::Invalid;
        invalid.then(|| self.ended_because.unwrap_or(EndedBecause::Expired))
    }

    /// Whether the buyer may still answer; if not, why.
    pub fn open(&self, now: DateTime<Utc>) -> Result<(), Refusal> {
        match self.status_at(now) {
            RequestStatus::Pending => Ok(()),
            RequestStatus::Fulfilled => Err(Refusal::AlreadyFulfilled),
            RequestStatus::Canceled => Err(Refusal::Canceled),
            RequestStatus::Invalid => Err(Refusal::RequestInvalid),
        }
    }

    /// Whether the merchant may withdraw it (idempotent, as Numeral's DELETE is).
    pub fn cancel(&self, now: DateTime<Utc>) -> Result<Cancellation, Refusal> {
        match self.open(now) {
            Ok(()) => Ok(Cancellation::Now),
            Err(Refusal::Canceled) => Ok(Cancellation::Already),
            Err(refusal) => Err(refusal),
        }
    }

    /// Eight letters and digits that stand in the mail and on the page, for a person to compare: `K7QF-2M9D`.
    pub fn code(&self) -> String {
        request_code(self.id)
    }
}

/// A request's code: the last 40 bits of its id, which are random.
pub fn request_code(id: RequestId) -> String {
    letters_and_digits(id.0.as_u128())
}

/// The last 40 bits in Crockford's base 32 (no I, L, O, U), as `K7QF-2M9D`.
pub fn letters_and_digits(bits: u128) -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut code: String = (0..8).rev().map(|place| DIGITS[(bits >> (place * 5)) as usize & 31] as char).collect();
    code.insert(4, '-');
    code
}

/// Codes as somebody typed them from paper: in capitals, without dashes and spaces, and with digits for the letters that
/// look like them.
pub fn normal_code(typed: &str) -> String {
    let digit = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    typed.chars().filter(char::is_ascii_alphanumeric).map(digit).collect()
}

/// What is given to trigger a request, as it was typed or posted; empty means: use the default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewRequest {
    /// `email` (the default), `download` or `fax`.
    pub delivery_method: String,
    /// Defaults to the customer's address.
    pub recipient: String,
    /// For the delivery by fax; defaults to the customer's number.
    pub fax_number: String,
    /// Codes such as `US-OH`.
    pub jurisdictions: Vec<String>,
    /// Codes such as `RESALE`.
    pub reasons: Vec<String>,
    /// An id such as `US-CA-CDTFA-230`.
    pub certificate_type_id: String,
    /// Up to 2,000 characters for the buyer.
    pub message: String,
    /// The name of a cover letter; only [`STANDARD_LETTER`] exists yet.
    pub cover_letter: String,
    /// Days until the link ends, 1 to 365; [`EXPIRES_IN_DAYS`] unless given.
    pub expires_in_days: String,
    /// `en` or `es`: what the mails speak until the buyer chooses.
    pub language: String,
    /// The customer's certificate that it renews, `cert_…`: the buyer begins with its answers.
    pub renews_certificate_id: String,
    /// When the buyer is reminded; none: as the account says.
    pub reminders: Option<Cadence>,
}

/// A request that may be inserted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedRequest {
    /// How the link travels.
    pub delivery_method: DeliveryMethod,
    /// None: the customer's address.
    pub recipient: Option<String>,
    /// None: the customer's number.
    pub fax_number: Option<FaxNumber>,
    /// Without repetitions, as given.
    pub jurisdictions: Vec<Jurisdiction>,
    /// Without repetitions, as given.
    pub reasons: Vec<Reason>,
    /// None: the buyer says.
    pub certificate_type: Option<CertificateType>,
    /// The merchant's words.
    pub message: Option<String>,
    /// The name of the cover letter.
    pub cover_letter: String,
    /// How long the link lives.
    pub lifetime: Duration,
    /// What the mails speak until the buyer chooses; none: English.
    pub language: Option<Language>,
    /// The certificate that it renews.
    pub renews: Option<CertificateId>,
    /// When the buyer is reminded; none: as the account says.
    pub reminders: Option<Cadence>,
}

/// The longest message to the buyer, in characters.
pub const LONGEST_MESSAGE: usize = 2_000;

/// How long a link lives unless the request says otherwise (Numeral's example).
pub const EXPIRES_IN_DAYS: i64 = 30;

/// The longest life of a link.
pub const LONGEST_DAYS: i64 = 365;

/// The only cover letter there is yet, by the name that AvaTax gives it.
pub const STANDARD_LETTER: &str = "STANDARD_REQUEST";

/// What the wrong person says about the right one: a few lines, or nothing.
pub fn wrong_person_note(typed: &str) -> Result<Option<String>, Invalid> {
    let mut read = Reader::default();
    let note = read.optional_text("note", typed, 500);
    read.finish(note)
}

impl NewRequest {
    /// The same, parsed; all problems at once.
    pub fn check(&self) -> Result<CheckedRequest, Invalid> {
        let mut read = Reader::default();
        let checked = CheckedRequest {
            delivery_method: word(&mut read, "delivery_method", &self.delivery_method).unwrap_or(DeliveryMethod::Email),
            recipient: (!self.recipient.trim().is_empty()).then(|| read.email("recipient", &self.recipient)),
            fax_number: read.fax_number("fax_number", &self.fax_number),
            jurisdictions: each(&mut read, "jurisdictions", &self.jurisdictions),
            reasons: each(&mut read, "reasons", &self.reasons),
            certificate_type: word(&mut read, "certificate_type_id", &self.certificate_type_id),
            message: read.optional_text("message", &self.message, LONGEST_MESSAGE),
            cover_letter: cover_letter(&mut read, &self.cover_letter),
            lifetime: Duration::days(expires_in_days(&mut read, &self.expires_in_days)),
            language: word(&mut read, "language", &self.language),
            renews: renewed(&mut read, &self.renews_certificate_id),
            reminders: self.reminders.clone().map(|cadence| cadence.read(&mut read, "reminders.days")),
        };
        read.finish(checked)
    }
}

fn word<T: std::str::FromStr<Err: std::fmt::Display>>(read: &mut Reader, field: &str, text: &str) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    text.parse().map_err(|error: T::Err| read.0.add(field, Problem::Incorrect, format!("{error}."))).ok()
}

fn each<T: std::str::FromStr<Err: std::fmt::Display> + PartialEq>(
    read: &mut Reader,
    field: &str,
    texts: &[String],
) -> Vec<T> {
    let mut values = Vec::new();
    for text in texts {
        if let Some(value) = word(read, field, text)
            && !values.contains(&value)
        {
            values.push(value);
        }
    }
    values
}

/// The same sentence for an id that cannot be and for one of somebody else's.
pub fn not_renewable() -> Invalid {
    let sentence = "This customer has no such certificate to renew. Use the id of one of its certificates.";
    Invalid::one("renews_certificate_id", Problem::Incorrect, sentence)
}

fn renewed(read: &mut Reader, text: &str) -> Option<CertificateId> {
    let text = text.trim();
    let id = text.parse().ok();
    if id.is_none() && !text.is_empty() {
        read.0.0.extend(not_renewable().0);
    }
    id
}

fn cover_letter(read: &mut Reader, name: &str) -> String {
    let name = name.trim();
    if !name.is_empty() && name != STANDARD_LETTER {
        read.0.add(
            "cover_letter",
            Problem::Incorrect,
            format!("There is no such cover letter: leave cover_letter out, or use {STANDARD_LETTER}."),
        );
    }
    STANDARD_LETTER.to_owned()
}

fn expires_in_days(read: &mut Reader, text: &str) -> i64 {
    let text = text.trim();
    if text.is_empty() {
        return EXPIRES_IN_DAYS;
    }
    match text.parse() {
        Ok(days) if (1..=LONGEST_DAYS).contains(&days) => days,
        _ => {
            let sentence = format!("Enter a whole number of days from 1 to {LONGEST_DAYS}.");
            read.0.add("expires_in_days", Problem::Incorrect, sentence);
            EXPIRES_IN_DAYS
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    pub(super) fn request(status: RequestStatus) -> CertificateRequest {
        CertificateRequest {
            id: RequestId(Uuid::from_u128(0x0199_f0a2_0000_7000_8000_0000_0000_0001)),
            account_id: AccountId(Uuid::nil()),
            livemode: true,
            customer_id: CustomerId(Uuid::nil()),
            status,
            delivery_method: DeliveryMethod::Email,
            recipient: "ap@riverside.example".into(),
            fax_number: None,
            jurisdictions: vec![],
            reasons: vec![],
            certificate_type: None,
            message: None,
            cover_letter: STANDARD_LETTER.into(),
            generation: 1,
            certificate_id: None,
            email_status: None,
            language: None,
            renews_certificate_id: None,
            ended_because: None,
            expires_at: noon(),
            created_at: noon() - Duration::days(30),
            updated_at: noon() - Duration::days(30),
        }
    }

    pub(super) fn noon() -> DateTime<Utc> {
        "2026-07-10T12:00:00Z".parse().unwrap()
    }

    #[test]
    fn an_overdue_request_is_invalid_before_the_sweep_says_so() {
        let pending = request(RequestStatus::Pending);
        assert_eq!(pending.status_at(noon() - Duration::microseconds(1)), RequestStatus::Pending);
        assert_eq!(pending.status_at(noon()), RequestStatus::Invalid);
        assert_eq!(request(RequestStatus::Fulfilled).status_at(noon()), RequestStatus::Fulfilled);
        assert_eq!(pending.invalid_reason(noon() - Duration::microseconds(1)), None);
        assert_eq!(pending.invalid_reason(noon()), Some(EndedBecause::Expired));
    }

    #[test]
    fn cancel_is_idempotent_and_comes_too_late_after_an_end() {
        let before = noon() - Duration::days(1);
        assert_eq!(request(RequestStatus::Pending).cancel(before), Ok(Cancellation::Now));
        assert_eq!(request(RequestStatus::Canceled).cancel(before), Ok(Cancellation::Already));
        assert_eq!(request(RequestStatus::Fulfilled).cancel(before), Err(Refusal::AlreadyFulfilled));
        assert_eq!(request(RequestStatus::Invalid).cancel(before), Err(Refusal::RequestInvalid));
        assert_eq!(request(RequestStatus::Pending).cancel(noon()), Err(Refusal::RequestInvalid));
    }

    #[test]
    fn everything_has_a_default() {
        let checked = NewRequest::default().check().unwrap();
        assert_eq!(checked.delivery_method, DeliveryMethod::Email);
        assert_eq!(checked.lifetime, Duration::days(30));
        assert_eq!(checked.recipient, None);
    }

    #[test]
    fn each_wrong_field_has_its_own_sentence() {
        let wrong = NewRequest {
            delivery_method: "pigeon".into(),
            recipient: "nobody".into(),
            fax_number: "none".into(),
            jurisdictions: vec!["US-OH".into(), "Ohio".into()],
            reasons: vec!["BECAUSE".into()],
            certificate_type_id: "US-XX-1".into(),
            cover_letter: "DEAR_SIR".into(),
            expires_in_days: "0".into(),
            language: "fr".into(),
            renews_certificate_id: "the last one".into(),
            reminders: Some(Cadence { days_after: vec![0], day_before_end: false }),
            ..NewRequest::default()
        };
        let invalid = wrong.check().unwrap_err();
        let fields: Vec<_> = invalid.0.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(
            fields,
            [
                "delivery_method",
                "recipient",
                "fax_number",
                "jurisdictions",
                "reasons",
                "certificate_type_id",
                "cover_letter",
                "expires_in_days",
                "language",
                "renews_certificate_id",
                "reminders.days"
            ]
        );
    }

    #[test]
    fn the_code_is_short_and_its_own() {
        assert_eq!(request_code(RequestId(Uuid::from_u128(1))), "0000-0001");
        assert_eq!(request_code(RequestId(Uuid::max())), "ZZZZ-ZZZZ");
        assert_eq!(normal_code(" k7qf-2m9d oil "), "K7QF2M9D011");
    }
}
