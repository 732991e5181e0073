//! A stored file, how its content says what it is, and what makes it unacceptable.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{AccountId, DocumentId, RequestId, words::words};

words! {
    /// The types that are stored. Pictures become PDFs; those that are stored as they came are from earlier versions.
    MediaType {
        /// PDF.
        Pdf = "application/pdf",
        /// JPEG.
        Jpeg = "image/jpeg",
        /// PNG.
        Png = "image/png",
    }
}

impl MediaType {
    /// The ending that a download gets.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }

    /// The name that people know it by.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Jpeg => "JPEG picture",
            Self::Png => "PNG picture",
        }
    }
}

words! {
    /// What the virus scanner has said about a document.
    Scan {
        /// Nobody was asked: no scanner is set up.
        NotScanned = "not_scanned",
        /// The scanner did not answer; it is asked again until it does, and nobody gets the document before.
        Waiting = "unscanned",
        /// Nothing was found.
        Clean = "clean",
        /// A virus was found, and the file is gone.
        Infected = "infected",
    }
}

/// An uploaded file that is stored whole and was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id, `file_…`.
    pub id: DocumentId,
    /// Whose it is.
    pub account_id: AccountId,
    /// Live rows and test rows never meet.
    pub livemode: bool,
    /// The request that it answers; none: the merchant's staff sent it in.
    pub request_id: Option<RequestId>,
    /// Where the store keeps it; made by us.
    pub key: String,
    /// What the buyer's device called it; shown, never used as a path.
    pub file_name: String,
    /// What its content is.
    pub media_type: MediaType,
    /// Bytes.
    pub size: i64,
    /// SHA-256 in lower-case hexadecimal.
    pub sha256: String,
    /// How many pages it has; none where nobody counted, as in earlier versions.
    pub pages: Option<i32>,
    /// What the virus scanner has said.
    pub scan: Scan,
    /// When it was stored.
    pub created_at: DateTime<Utc>,
}

impl Document {
    /// Whether nobody may have its bytes: the scanner has not looked yet, or has found a virus.
    pub fn is_held(&self) -> bool {
        matches!(self.scan, Scan::Waiting | Scan::Infected)
    }
}

/// The most pages of a PDF.
pub const MOST_PAGES: usize = 200;

/// The most pixels of a picture, in millions.
pub const MOST_MEGAPIXELS: u64 = 100;

/// The most pictures that become one document, each page of a TIFF counted.
pub const MOST_PICTURES: usize = 30;

/// The most files that are stored for one request in its life, those counted that were replaced.
pub const MOST_FILES: i32 = 50;

/// Why a file is refused; each sentence says what to do (GOV.UK's file upload pattern).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unacceptable {
    /// No file was chosen.
    #[error("Select a file.")]
    NotSelected,
    /// Several files that cannot become one document.
    #[error(
        "Select one PDF, or one or more photos of its pages. If your certificate is in several files, put them into one PDF."
    )]
    Mixed,
    /// More pictures than one document has pages.
    #[error("Select photos of {MOST_PICTURES} pages at most. If your certificate has more, put them into one PDF.")]
    TooManyPictures,
    /// Not one byte.
    #[error("The selected file is empty. Select another file.")]
    Empty,
    /// Over the limit, in megabytes.
    #[error("The selected file must be smaller than {0} MB. Send fewer pages, or scan at a lower resolution.")]
    TooLarge(u64),
    /// Several files that are over the limit together, in megabytes.
    #[error(
        "The selected files must be smaller than {0} MB together. Send fewer of them, or take them at a lower resolution."
    )]
    TooLargeTogether(u64),
    /// Neither a PDF nor a picture of a known type.
    #[error(
        "The selected file must be a PDF, JPEG, PNG or TIFF. Save or scan the document as one of them, then select it again."
    )]
    WrongType,
    /// Apple's format, where the program was built without what reads it.
    #[error(
        "The selected photo is in Apple's HEIC format, which cannot be read here. On an iPhone open Settings, Camera, Formats, choose Most Compatible and take the photo again, or select a screenshot of it."
    )]
    Heic,
    /// It does not end, or cannot be opened.
    #[error("The selected file is incomplete or damaged. Open it to check it, save it again, then select it again.")]
    Damaged,
    /// A picture of a good type in a variety that is not read here.
    #[error(
        "The selected picture is saved in a way that cannot be read here. Open it, save it as a PDF, JPEG or PNG, then select that file."
    )]
    Unreadable,
    /// A PDF that nobody opens without its password.
    #[error("The selected file is protected by a password. Save a copy without the password, then select the copy.")]
    PasswordProtected,
    /// More pages than any certificate has.
    #[error(
        "The selected file has more than {MOST_PAGES} pages. Save the pages of the certificate as a file of their own, then select it."
    )]
    TooManyPages,
    /// More pixels than are worth their memory.
    #[error(
        "The selected picture has more than {MOST_MEGAPIXELS} megapixels, or needs too much memory. Take or scan it at a lower resolution, then select it again."
    )]
    TooManyPixels,
    /// The scanner knows it.
    #[error(
        "The selected file contains a virus and was not kept. Scan or photograph the paper again, best on another device, then select the new file."
    )]
    Virus,
    /// The request has had its share: [`MOST_FILES`], or this many megabytes.
    #[error(
        "This request has had its share of files ({MOST_FILES}, or {0} MB together). Go on with the file that is kept, or ask the company that sent you the link for a new request."
    )]
    TooMany(u64),
}

/// What an inspection comes to: how many pages the document has, or why it is refused.
pub type Verdict = Result<usize, Unacceptable>;

/// What the bytes of an upload say that it is; never its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PDF.
    Pdf,
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// TIFF, of one page or several.
    Tiff,
    /// HEIF pictures as Apple's devices make them.
    Heic,
}

/// How many bytes from the start decide the type.
pub const HEAD: usize = 12;

/// How many bytes from the end show whether a PDF is whole: readers look for `%%EOF` in the last kilobyte.
pub const TAIL: usize = 1024;

/// What HEIF files of one or several pictures call themselves; AVIF has names of its own.
const HEIF_BRANDS: [&[u8]; 10] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"];

impl Kind {
    /// What a file is, from its first [`HEAD`] bytes.
    pub fn of(head: &[u8]) -> Option<Self> {
        let is_heif = || head.get(4..8) == Some(b"ftyp") && head.get(8..12).is_some_and(|b| HEIF_BRANDS.contains(&b));
        match head {
            _ if head.starts_with(b"%PDF-") => Some(Self::Pdf),
            _ if head.starts_with(&[0xff, 0xd8, 0xff]) => Some(Self::Jpeg),
            _ if head.starts_with(b"\x89PNG\r\n\x1a\n") => Some(Self::Png),
            _ if head.starts_with(b"II*\0") || head.starts_with(b"MM\0*") => Some(Self::Tiff),
            _ if is_heif() => Some(Self::Heic),
            _ => None,
        }
    }

    /// Whether it becomes a page of a PDF.
    pub fn is_picture(self) -> bool {
        self != Self::Pdf
    }
}

/// What a file is, from its first [`HEAD`] bytes and its last [`TAIL`] bytes (or all of it, where it is shorter).
///
/// Of a PDF the end is looked at too: readers mend one that was cut off, and show the pages that are left. A picture
/// shows that it was cut off when it is decoded, and telephones append films to theirs.
pub fn recognize(head: &[u8], tail: &[u8]) -> Result<Kind, Unacceptable> {
    if head.is_empty() {
        return Err(Unacceptable::Empty);
    }
    let kind = Kind::of(head).ok_or(Unacceptable::WrongType)?;
    let ends = kind.is_picture() || tail.windows(5).any(|window| window == b"%%EOF");
    if ends { Ok(kind) } else { Err(Unacceptable::Damaged) }
}

/// Whether these files make one document: a PDF alone, or pictures.
pub fn belong_together(kinds: &[Kind]) -> Result<(), Unacceptable> {
    match kinds {
        [] => Err(Unacceptable::NotSelected),
        [_] => Ok(()),
        several if !several.iter().all(|kind| kind.is_picture()) => Err(Unacceptable::Mixed),
        several if several.len() > MOST_PICTURES => Err(Unacceptable::TooManyPictures),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(content: &[u8]) -> Result<Kind, Unacceptable> {
        recognize(&content[..content.len().min(HEAD)], &content[content.len().saturating_sub(TAIL)..])
    }

    #[test]
    fn content_decides() {
        assert_eq!(of(b"%PDF-1.7\n...\n%%EOF\n"), Ok(Kind::Pdf));
        assert_eq!(of(b"\xff\xd8\xff\xe0...."), Ok(Kind::Jpeg));
        assert_eq!(of(b"\x89PNG\r\n\x1a\n...."), Ok(Kind::Png));
        assert_eq!(of(b"II*\0...."), Ok(Kind::Tiff));
        assert_eq!(of(b"MM\0*...."), Ok(Kind::Tiff));
        for brand in HEIF_BRANDS {
            assert_eq!(of(&[b"\0\0\0\x24ftyp", brand, b"...."].concat()), Ok(Kind::Heic));
        }
        assert_eq!(of(b"II+\0...."), Err(Unacceptable::WrongType), "BigTIFF");
        assert_eq!(of(b"\0\0\0\x24ftypavif"), Err(Unacceptable::WrongType));
        assert_eq!(of(b"\0\0\0\x24ftypmp42"), Err(Unacceptable::WrongType));
        assert_eq!(of(b"<html><script>"), Err(Unacceptable::WrongType));
        assert_eq!(of(b"MZ\x90\0 named certificate.pdf"), Err(Unacceptable::WrongType));
        assert_eq!(of(b""), Err(Unacceptable::Empty));
    }

    #[test]
    fn a_pdf_that_does_not_end_is_damaged() {
        assert_eq!(of(b"%PDF-1.7\nhalf of a pa"), Err(Unacceptable::Damaged));
        let mut long = b"%PDF-1.7\n%%EOF".to_vec();
        long.resize(10_000, b' ');
        assert_eq!(of(&long), Err(Unacceptable::Damaged));
    }

    #[test]
    fn pictures_belong_together_and_a_pdf_stands_alone() {
        assert_eq!(belong_together(&[]), Err(Unacceptable::NotSelected));
        assert_eq!(belong_together(&[Kind::Pdf]), Ok(()));
        assert_eq!(belong_together(&[Kind::Jpeg, Kind::Png, Kind::Tiff, Kind::Heic]), Ok(()));
        assert_eq!(belong_together(&[Kind::Jpeg; MOST_PICTURES]), Ok(()));
        assert_eq!(belong_together(&[Kind::Jpeg; MOST_PICTURES + 1]), Err(Unacceptable::TooManyPictures));
        assert_eq!(belong_together(&[Kind::Pdf, Kind::Jpeg]), Err(Unacceptable::Mixed));
        assert_eq!(belong_together(&[Kind::Pdf, Kind::Pdf]), Err(Unacceptable::Mixed));
    }

    #[test]
    fn every_sentence_says_what_to_do() {
        assert_eq!(
            Unacceptable::TooManyPages.to_string(),
            "The selected file has more than 200 pages. Save the pages of the certificate as a file of their own, then select it."
        );
        assert!(Unacceptable::TooMany(200).to_string().contains("(50, or 200 MB together)"));
    }
}
