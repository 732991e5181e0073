//! What a merchant asks about a certificate that came in: the fields that the buyer has to look at again, and why.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    Certificate, CertificateId, DocumentId, Invalid, Jurisdiction, Problem, Reason, UnknownWord, customer::Address,
    invalid::Reader,
};

/// One thing that the buyer is asked to look at again; written as `legal_name` or `number-US-OH`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum InfoField {
    /// The name of the business.
    LegalName,
    /// Its address.
    Address,
    /// What it does.
    BusinessType,
    /// Whom to ask, and how.
    Contact,
    /// Why it is exempt in a state.
    Reason(Jurisdiction),
    /// The number that proves it in a state.
    Number(Jurisdiction),
    /// What a form that was completed here says besides.
    Details,
    /// The days that an uploaded document shows.
    Dates,
    /// The uploaded file itself.
    File,
}

impl InfoField {
    /// The most that can be asked about one certificate: a little more than two for each of all states, and the others.
    pub const MOST: usize = 120;

    const FIXED: [(&'static str, Self); 7] = [
        ("legal_name", Self::LegalName),
        ("address", Self::Address),
        ("business_type", Self::BusinessType),
        ("contact", Self::Contact),
        ("details", Self::Details),
        ("dates", Self::Dates),
        ("file", Self::File),
    ];

    /// What can be asked about a certificate, in the order in which the buyer sees it.
    pub fn of(certificate: &Certificate, source: Source) -> Vec<Self> {
        let mut fields = vec![Self::LegalName, Self::Address, Self::BusinessType, Self::Contact];
        for state in certificate.states() {
            fields.extend([Self::Reason(state), Self::Number(state)]);
        }
        match source {
            Source::Uploaded => fields.extend([Self::Dates, Self::File]),
            Source::Completed { details: true } => fields.push(Self::Details),
            Source::Completed { details: false } => {}
        }
        fields
    }

    /// As the merchant reads it.
    pub fn label(self) -> String {
        match self {
            Self::LegalName => "Legal name".into(),
            Self::Address => "Address".into(),
            Self::BusinessType => "Type of business".into(),
            Self::Contact => "Contact".into(),
            Self::Reason(state) => format!("Reason in {}", state.in_text()),
            Self::Number(state) => format!("Number for {}", state.in_text()),
            Self::Details => "Descriptions on the form".into(),
            Self::Dates => "Dates on the document".into(),
            Self::File => "The document itself".into(),
        }
    }

    /// The names of the form's inputs that answer it. A number may be another state's, or the federal one.
    pub fn inputs(self, certificate: &Certificate) -> Vec<String> {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        match self {
            Self::LegalName => names(&["legal_name"]),
            Self::Address => names(&["line1", "line2", "city", "state", "postal_code", "country"]),
            Self::BusinessType => names(&["business_type"]),
            Self::Contact => names(&["contact_name", "contact_email", "contact_phone"]),
            Self::Reason(state) => vec![format!("reason-{state}"), "explanation".to_owned()],
            Self::Number(state) => number_inputs(certificate, state),
            Self::Details => names(&[
                "business_description",
                "property_description",
                "reason_detail",
                "federal_number",
                "phone",
                "payment",
                "expires_on",
            ]),
            Self::Dates => names(&["signed_on", "expires_on"]),
            Self::File => names(&["file"]),
        }
    }
}

/// The state's own number, and the one that stands for it now.
fn number_inputs(certificate: &Certificate, state: Jurisdiction) -> Vec<String> {
    let mut inputs = vec![format!("number-{state}")];
    let line = certificate.jurisdictions.iter().find(|line| line.jurisdiction == state);
    if let Some(line) = line.filter(|line| line.number.is_some() && line.issued_by != Some(state)) {
        let is_home = |issuer: Jurisdiction| certificate.business.address.state == issuer.code();
        let abroad = certificate.business.address.state == Address::ABROAD;
        inputs.extend(match line.issued_by {
            Some(issuer) if is_home(issuer) || certificate.states().any(|claimed| claimed == issuer) => {
                vec![format!("number-{issuer}")]
            }
            Some(_) => vec!["other_state".to_owned(), "other_number".to_owned()],
            None if line.reason == Reason::ForeignDiplomat => vec!["card".to_owned()],
            None if abroad => vec!["federal".to_owned(), "foreign".to_owned()],
            None => vec!["federal".to_owned()],
        });
    }
    inputs
}

/// How the document of a certificate came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The buyer sent a file.
    Uploaded,
    /// It was completed and signed here.
    Completed {
        /// Whether the form says more than business, states, reasons and numbers.
        details: bool,
    },
}

impl fmt::Display for InfoField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reason(state) => write!(f, "reason-{state}"),
            Self::Number(state) => write!(f, "number-{state}"),
            fixed => {
                let word = Self::FIXED.into_iter().find(|(_, field)| field == fixed);
                f.write_str(word.map_or("", |(word, _)| word))
            }
        }
    }
}

impl FromStr for InfoField {
    type Err = UnknownWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fixed = Self::FIXED.into_iter().find(|(word, _)| *word == text).map(|(_, field)| field);
        let of_state = || {
            let (question, state) = text.split_once('-')?;
            let state = state.parse().ok()?;
            match question {
                "reason" => Some(Self::Reason(state)),
                "number" => Some(Self::Number(state)),
                _ => None,
            }
        };
        fixed.or_else(of_state).ok_or_else(|| UnknownWord {
            text: text.to_owned(),
            known: &[
                "legal_name",
                "address",
                "business_type",
                "contact",
                "reason-US-…",
                "number-US-…",
                "details",
                "dates",
                "file",
            ],
        })
    }
}

impl From<InfoField> for String {
    fn from(field: InfoField) -> Self {
        field.to_string()
    }
}

impl TryFrom<String> for InfoField {
    type Error = UnknownWord;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

/// What is asked, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewInfoRequest {
    /// The words of [`InfoField`].
    pub fields: Vec<String>,
    /// What is wrong or missing, in the merchant's own words; the buyer reads it in the mail and on the page.
    pub reason: String,
}

impl NewInfoRequest {
    /// The longest reason, in characters.
    pub const LONGEST_REASON: usize = 1_000;

    /// The fields, each once, and the reason; the error names all that is wrong.
    pub fn check(&self, possible: &[InfoField]) -> Result<(Vec<InfoField>, String), Invalid> {
        let mut read = Reader::default();
        let asked: Result<Vec<InfoField>, _> = self.fields.iter().map(|field| field.parse()).collect();
        let mut fields = asked.unwrap_or_default();
        if self.fields.is_empty() {
            read.0.add("fields", Problem::Missing, "Select what the buyer has to look at again.");
        } else if fields.is_empty() || fields.iter().any(|field| !possible.contains(field)) {
            let words: Vec<_> = possible.iter().map(ToString::to_string).collect();
            let sentence = format!("This certificate can be asked about one or more of {}.", words.join(", "));
            read.0.add("fields", Problem::Incorrect, sentence);
        }
        fields.sort_by_key(|field| possible.iter().position(|one| one == field));
        fields.dedup();
        let reason = read.optional_text("reason", &self.reason, Self::LONGEST_REASON).unwrap_or_default();
        if reason.is_empty() && read.0.of("reason").is_none() {
            read.0.add("reason", Problem::Missing, "Write what is wrong or missing. The buyer reads it.");
        }
        read.finish((fields, reason))
    }
}

/// What is asked about a certificate as long as its review is [`NeedsInfo`](crate::Review::NeedsInfo).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InfoRequest {
    /// About which certificate.
    pub certificate_id: CertificateId,
    /// What to look at again; never empty.
    pub fields: Vec<InfoField>,
    /// What is wrong or missing, in the merchant's own words.
    pub reason: String,
    /// The new file that was stored already, waiting for the signature.
    pub document_id: Option<DocumentId>,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
}
