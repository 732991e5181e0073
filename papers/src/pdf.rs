//! PDFs as they come: whether they open, and how many pages they have.

use domain::document::{MOST_PAGES, Unacceptable};
use hayro_syntax::{LoadPdfError, Pdf};

/// How many pages a PDF has. One that opens without a password is fine, though its owner forbids printing or the like:
/// everybody can read it.
pub(crate) fn pages(content: Vec<u8>) -> Result<usize, Unacceptable> {
    let pdf = Pdf::new(content).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Unacceptable::PasswordProtected,
        LoadPdfError::Invalid => Unacceptable::Damaged,
    })?;
    match pdf.pages().len() {
        0 => Err(Unacceptable::Damaged),
        pages if pages > MOST_PAGES => Err(Unacceptable::TooManyPages),
        pages => Ok(pages),
    }
}
