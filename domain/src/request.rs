//! One ask for a certificate, and what may become of it.

mod again;
mod new;

use chrono::{DateTime, Utc};

use crate::{
    AccountId, CertificateId, CertificateType, CustomerId, FaxNumber, Invalid, Jurisdiction, Language, MailStatus,
    Reason, Refusal, RequestId, invalid::Reader, words::words,
};

pub use self::{
    again::NotChanged,
    new::{CheckedRequest, EXPIRES_IN_DAYS, LONGEST_DAYS, LONGEST_MESSAGE, NewRequest, STANDARD_LETTER, not_renewable},
};

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

/// What the wrong person says about the right one: a few lines, or nothing.
pub fn wrong_person_note(typed: &str) -> Result<Option<String>, Invalid> {
    let mut read = Reader::default();
    let note = read.optional_text("note", typed, 500);
    read.finish(note)
}

#[cfg(test)]
mod tests {
    use chrono::Duration;
    use uuid::Uuid;

    use super::*;

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
    fn the_code_is_short_and_its_own() {
        assert_eq!(request_code(RequestId(Uuid::from_u128(1))), "0000-0001");
        assert_eq!(request_code(RequestId(Uuid::max())), "ZZZZ-ZZZZ");
        assert_eq!(normal_code(" k7qf-2m9d oil "), "K7QF2M9D011");
    }
}
