//! A certificate of exemption: its data, and the two ways to get it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::{
    CertificateType, Jurisdiction,
    certificate_type::CompletedBy,
    customer::Address,
    wizard::{Business, Line},
};

use crate::{Error, Pdf, Signature, press::Job, printable::make_printable, signature, view};

/// Everything that a certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Whether it counts; what a test makes says so.
    pub livemode: bool,
    /// The form whose data it carries.
    pub form: CertificateType,
    /// To whom it is issued.
    pub seller: Party,
    /// Who buys.
    pub business: Business,
    /// Where and why; one line a state.
    pub lines: Vec<Line>,
    /// What only some forms ask for.
    pub details: Details,
    /// Whether it is signed, and by whom.
    pub signing: Signing,
    /// The request's code, by which both sides name it.
    pub reference: String,
    /// When it is made: the moment of signing, or of looking at it before.
    pub at: DateTime<Utc>,
}

/// A name and where it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Party {
    /// The legal name.
    pub name: String,
    /// Where it is.
    pub address: Address,
}

/// What only some forms ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// What the business does, in words.
    pub business_description: Option<String>,
    /// What is bought.
    pub property_description: Option<String>,
    /// As what the buyer buys, as `Wholesaler`; if unknown, the type of its business decides.
    pub engaged_as: Option<String>,
    /// Where to call the buyer, if not its contact.
    pub phone: Option<String>,
    /// The federal employer identification number.
    pub federal_number: Option<String>,
    /// A tax number of another country.
    pub foreign_number: Option<ForeignNumber>,
    /// Numbers of states that were given and that no line says.
    pub spare_numbers: Vec<(Jurisdiction, String)>,
    /// How the purchase is paid.
    pub payment: Option<String>,
    /// One purchase or all.
    pub purchase: Purchase,
    /// The last day.
    pub expires_on: Option<NaiveDate>,
}

/// A tax number of another country.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignNumber {
    /// The number.
    pub number: String,
    /// Who issued it.
    pub country: String,
}

/// For which purchases a certificate is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Purchase {
    /// All of them, until it is revoked.
    #[default]
    Blanket,
    /// The one of this invoice or purchase order.
    Single(String),
}

/// Whether a certificate is signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signing {
    /// It is not: it shows a mark that says so, and has no evidence page.
    Preview,
    /// It is.
    Signed(Box<Signed>),
}

/// A signature, and what proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who signed.
    pub name: String,
    /// In which role.
    pub title: String,
    /// How.
    pub signature: Signature,
    /// On which day, as the seller's calendar says.
    pub on: NaiveDate,
    /// What proves it.
    pub evidence: Evidence,
}

/// What proves a signature; the instant is the certificate's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The sentence that the signer agreed to.
    pub consent: String,
    /// The instant in the seller's time zone, in words.
    pub local_time: String,
    /// Where the request came from.
    pub ip_address: String,
    /// By which browser.
    pub user_agent: String,
    /// The document's id.
    pub document_id: String,
}

/// The certificate as a file.
pub fn certificate(certificate: &Certificate) -> Result<Pdf, Error> {
    let ident = format!("certificate {} {}", certificate.reference, document_id(certificate));
    job(certificate)?.pdf(&ident, certificate.at)
}

/// The certificate as one picture (SVG), its pages below each other.
pub fn preview(certificate: &Certificate) -> Result<String, Error> {
    job(certificate)?.picture()
}

fn job(certificate: &Certificate) -> Result<Job, Error> {
    if certificate.form.law().completed_by == CompletedBy::State {
        return Err(Error::IssuedByState(certificate.form));
    }
    if certificate.lines.is_empty() {
        return Err(Error::NoStates);
    }
    let mut data = view::certificate(certificate);
    let replaced = make_printable(&mut data);
    data["replaced"] = replaced.into();
    let job = Job::new("certificate.typ", &data);
    match drawing(certificate) {
        Some(strokes) => Ok(job.with("signature.svg", signature::svg(strokes)?)),
        None => Ok(job),
    }
}

fn document_id(certificate: &Certificate) -> &str {
    match &certificate.signing {
        Signing::Preview => "preview",
        Signing::Signed(signed) => &signed.evidence.document_id,
    }
}

fn drawing(certificate: &Certificate) -> Option<&crate::Strokes> {
    match &certificate.signing {
        Signing::Signed(signed) => match &signed.signature {
            Signature::Drawn(strokes) => Some(strokes),
            Signature::Typed => None,
        },
        Signing::Preview => None,
    }
}
