//! What becomes of an upload: a PDF is looked through, pictures become a PDF.
//!
//! This runs in a process of its own, `certlane inspect-upload`, with little memory and little time. Whoever sends a file
//! that makes a decoder crash, spin or swell ends that process and no other.

mod book;
#[cfg(feature = "heic")]
mod heic;
mod pdf;
mod picture;
mod process;
mod tiff;

use std::{io, path::Path};

use domain::document::{Kind, Unacceptable, Verdict, belong_together};

use self::book::Book;
pub use self::process::{Call, answer};

/// Looks into files that are one document. Pictures become one PDF, which is written to `pdf`; a PDF stays as it is.
///
/// `begin` hears how many pixels a picture has before it is decoded. The error is the disk's, the verdict the file's.
pub fn inspect(files: &[impl AsRef<Path>], pdf: &Path, begin: impl FnMut(u64)) -> io::Result<Verdict> {
    let contents = files.iter().map(std::fs::read).collect::<io::Result<Vec<_>>>()?;
    match bind(contents, begin) {
        Ok((pages, None)) => Ok(Ok(pages)),
        Ok((pages, Some(made))) => std::fs::write(pdf, made).map(|()| Ok(pages)),
        Err(unacceptable) => Ok(Err(unacceptable)),
    }
}

/// How many pages there are, and the PDF that was made of pictures.
fn bind(contents: Vec<Vec<u8>>, begin: impl FnMut(u64)) -> Result<(usize, Option<Vec<u8>>), Unacceptable> {
    let kinds = contents.iter().map(|content| Kind::of(content).ok_or(Unacceptable::WrongType));
    let kinds = kinds.collect::<Result<Vec<_>, _>>()?;
    belong_together(&kinds)?;
    if kinds == [Kind::Pdf] {
        return contents.into_iter().next().map_or(Err(Unacceptable::Empty), |pdf| Ok((pdf::pages(pdf)?, None)));
    }
    let mut book = Book::new(begin);
    for (kind, content) in kinds.into_iter().zip(contents) {
        book.add(kind, content)?;
    }
    Ok((book.pages(), Some(book.into_pdf())))
}
