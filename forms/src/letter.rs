//! The letter that asks for a certificate, for delivery by post or fax.

use chrono::{DateTime, Utc};
use domain::{Jurisdiction, customer::Address};
use serde_json::{Value, json};

use crate::{Error, Party, Pdf, press::Job, printable::make_printable, qr::qr_svg, view::address_lines};

/// What the letter says. All sentences come in the recipient's language; this crate adds none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverLetter {
    /// Who asks.
    pub merchant: Letterhead,
    /// Whom.
    pub recipient: Party,
    /// The letter's date, in words.
    pub date: String,
    /// What it is about.
    pub subject: String,
    /// The text, greeting and closing included; a line break stays one.
    pub paragraphs: Vec<String>,
    /// For which states a certificate is asked.
    pub states: Vec<Jurisdiction>,
    /// The request's code.
    pub reference: String,
    /// Where the QR code leads.
    pub link: String,
    /// The same for people who type it.
    pub short_link: String,
    /// The words of the layout.
    pub labels: Labels,
    /// The language of all of them, as `en` or `es`.
    pub language: String,
    /// When the letter is made.
    pub at: DateTime<Utc>,
}

/// The head of the merchant's letters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letterhead {
    /// The merchant's name.
    pub name: String,
    /// Where it is.
    pub address: Address,
    /// Where to ask.
    pub email: String,
}

/// The words of the letter's layout; the default is English.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is a word of the layout, and its default says which")]
pub struct Labels {
    pub reference: String,
    pub states: String,
    pub scan: String,
    pub or_type: String,
    /// What a screen reader says in place of the QR code.
    pub qr_alt: String,
    /// With `{page}` and `{pages}` for the numbers.
    pub page: String,
}

impl Default for Labels {
    fn default() -> Self {
        Self {
            reference: "Reference".to_owned(),
            states: "States".to_owned(),
            scan: "Scan this code with your phone".to_owned(),
            or_type: "or type this address".to_owned(),
            qr_alt: "QR code of the address printed beside it".to_owned(),
            page: "Page {page} of {pages}".to_owned(),
        }
    }
}

/// The letter as a file.
pub fn cover_letter(letter: &CoverLetter) -> Result<Pdf, Error> {
    let qr = qr_svg(&letter.link)?;
    let mut data = view(letter);
    make_printable(&mut data);
    data["link"] = letter.link.as_str().into(); // as it is: nobody reads it
    let ident = format!("letter {} {}", letter.reference, letter.at);
    Job::new("letter.typ", &data).with("qr.svg", qr).pdf(&ident, letter.at)
}

fn view(letter: &CoverLetter) -> Value {
    let states: Vec<&str> = letter.states.iter().map(|state| state.name()).collect();
    json!({
        "language": letter.language,
        "merchant": { "name": letter.merchant.name, "address": address_lines(&letter.merchant.address), "email": letter.merchant.email },
        "short_link": letter.short_link,
        "recipient": { "name": letter.recipient.name, "address": address_lines(&letter.recipient.address) },
        "date": letter.date,
        "subject": letter.subject,
        "paragraphs": letter.paragraphs.iter().map(|text| text.lines().collect()).collect::<Vec<Vec<&str>>>(),
        "states": states.join(", "),
        "reference": letter.reference,
        "labels": {
            "reference": letter.labels.reference,
            "states": letter.labels.states,
            "scan": letter.labels.scan,
            "or_type": letter.labels.or_type,
            "qr_alt": letter.labels.qr_alt,
            "page": letter.labels.page,
        },
    })
}
