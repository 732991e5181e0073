//! PDFs from data: exemption certificates with their evidence page, and the letter that asks for one.
//!
//! Data in, bytes out: no input or output, no clock; every instant is an argument. The same input gives the same bytes.
//! The layout is Certlane's own (`templates/`, in Typst) and carries the data elements of the form it stands for. All
//! functions compute for some milliseconds, so a server calls them where blocking is allowed; any thread will do.

mod certificate;
mod letter;
mod picture;
mod press;
mod printable;
mod qr;
mod signature;
mod view;

pub use certificate::{
    Certificate, Details, Evidence, ForeignNumber, Party, Purchase, Signed, Signing, certificate, preview,
};
pub use letter::{CoverLetter, Labels, Letterhead, cover_letter};
pub use qr::qr_svg;
pub use signature::{Signature, Strokes};

use domain::CertificateType;

/// A document, ready to be stored: US Letter, PDF/A-2b for archives, PDF/UA-1 for screen readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// How many pages it has.
    pub pages: usize,
}

/// Why there is no document.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The state makes this document; nobody can fill it in.
    #[error("{} is issued by its state: a buyer hands on a copy of it instead of filling it in", .0.title())]
    IssuedByState(CertificateType),
    /// A certificate of no state says nothing.
    #[error("a certificate needs at least one state")]
    NoStates,
    /// A drawn signature without a point.
    #[error("the drawn signature is empty")]
    EmptySignature,
    /// More than a QR code holds.
    #[error("the text is too long for a QR code")]
    TooLongForQr,
    /// A fault of a template, never of the data.
    #[error("the document could not be set: {0}")]
    Typesetting(String),
}
