//! What is given to trigger a request, and how it is read.

use chrono::Duration;
use serde::{Deserialize, Serialize};

use super::DeliveryMethod;
use crate::{
    CertificateId, CertificateType, FaxNumber, Invalid, Jurisdiction, Language, Problem, Reason, invalid::Reader,
    reminders::Cadence,
};

/// The longest message to the buyer, in characters.
pub const LONGEST_MESSAGE: usize = 2_000;

/// How long a link lives unless the request says otherwise (Numeral's example).
pub const EXPIRES_IN_DAYS: i64 = 30;

/// The longest life of a link.
pub const LONGEST_DAYS: i64 = 365;

/// The only cover letter there is yet, by the name that AvaTax gives it.
pub const STANDARD_LETTER: &str = "STANDARD_REQUEST";

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

impl NewRequest {
    /// The same, parsed; all problems at once.
    pub fn check(&self) -> Result<CheckedRequest, Invalid> {
        let mut read = Reader::default();
        let checked = CheckedRequest {
            delivery_method: read.word("delivery_method", &self.delivery_method).unwrap_or(DeliveryMethod::Email),
            recipient: (!self.recipient.trim().is_empty()).then(|| read.email("recipient", &self.recipient)),
            fax_number: read.fax_number("fax_number", &self.fax_number),
            jurisdictions: each(&mut read, "jurisdictions", &self.jurisdictions),
            reasons: each(&mut read, "reasons", &self.reasons),
            certificate_type: read.word("certificate_type_id", &self.certificate_type_id),
            message: read.optional_text("message", &self.message, LONGEST_MESSAGE),
            cover_letter: cover_letter(&mut read, &self.cover_letter),
            lifetime: Duration::days(expires_in_days(&mut read, &self.expires_in_days)),
            language: read.word("language", &self.language),
            renews: renewed(&mut read, &self.renews_certificate_id),
            reminders: self.reminders.clone().map(|cadence| cadence.read(&mut read, "reminders.days")),
        };
        read.finish(checked)
    }
}

fn each<T: std::str::FromStr<Err: std::fmt::Display> + PartialEq>(
    read: &mut Reader,
    field: &str,
    texts: &[String],
) -> Vec<T> {
    let mut values = Vec::new();
    for text in texts {
        if let Some(value) = read.word(field, text)
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

pub(super) fn expires_in_days(read: &mut Reader, text: &str) -> i64 {
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
}
