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
mod shrink;
mod tiff;

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use domain::document::{HEAD, Kind, Unacceptable, Verdict, belong_together};
use image::ImageFormat;

use self::book::Book;
pub use self::process::{Call, answer};

/// Looks into files that are one document. Pictures become one PDF, which is written to `pdf`; a PDF stays as it is.
///
/// `begin` hears how many pixels a picture has before it is decoded. The error is the disk's, the verdict the file's.
pub fn inspect(files: &[impl AsRef<Path>], pdf: &Path, begin: impl FnMut(u64)) -> io::Result<Verdict> {
    let kinds = files.iter().map(|file| kind(file.as_ref())).collect::<io::Result<Vec<_>>>()?;
    let Some(kinds) = kinds.into_iter().collect::<Option<Vec<_>>>() else { return Ok(Err(Unacceptable::WrongType)) };
    if let Err(unacceptable) = belong_together(&kinds) {
        return Ok(Err(unacceptable));
    }
    if kinds == [Kind::Pdf] {
        return Ok(pdf::pages(std::fs::read(&files[0])?));
    }
    bind(files, kinds, pdf, begin)
}

/// Makes a small PNG at `png` of a logo that came as PNG or JPEG.
pub fn logo(file: &Path, png: &Path, mut begin: impl FnMut(u64)) -> io::Result<Verdict> {
    let format = match kind(file)? {
        Some(Kind::Png) => ImageFormat::Png,
        Some(Kind::Jpeg) => ImageFormat::Jpeg,
        _ => return Ok(Err(Unacceptable::WrongType)),
    };
    match picture::logo(&std::fs::read(file)?, format, &mut begin) {
        Ok(made) => std::fs::write(png, made).map(|()| Ok(1)),
        Err(unacceptable) => Ok(Err(unacceptable)),
    }
}

/// What the first bytes of a file say that it is.
fn kind(file: &Path) -> io::Result<Option<Kind>> {
    let mut head = Vec::with_capacity(HEAD);
    File::open(file)?.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(Kind::of(&head))
}

/// Makes one PDF of pictures, one picture in memory at a time.
fn bind(files: &[impl AsRef<Path>], kinds: Vec<Kind>, pdf: &Path, begin: impl FnMut(u64)) -> io::Result<Verdict> {
    let mut book = Book::new(begin);
    for (kind, file) in kinds.into_iter().zip(files) {
        if let Err(unacceptable) = book.add(kind, std::fs::read(file)?) {
            return Ok(Err(unacceptable));
        }
    }
    let pages = book.pages();
    std::fs::write(pdf, book.into_pdf()).map(|()| Ok(pages))
}
