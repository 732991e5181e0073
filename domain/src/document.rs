//! A stored file, and how its content says what it is.

use chrono::{DateTime, Utc};

use crate::{AccountId, DocumentId, RequestId, words::words};

words! {
    /// The types that are accepted; decided by content, never by name.
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

/// An uploaded file that is stored whole and was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its id, `file_…`.
    pub id: DocumentId,
    /// Whose it is.
    pub account_id: AccountId,
    /// Live rows and test rows never meet.
    pub livemode: bool,
    /// The request that it answers.
    pub request_id: RequestId,
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
    /// When it was stored.
    pub created_at: DateTime<Utc>,
}

/// Why a file is refused; each sentence says what to do (GOV.UK's file upload pattern).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unacceptable {
    /// No file was chosen.
    #[error("Select a file.")]
    NotSelected,
    /// A form with several; only one can be the document.
    #[error("Select one file only. If your certificate has several pages, put them into one PDF.")]
    Several,
    /// Not one byte.
    #[error("The selected file is empty. Select another file.")]
    Empty,
    /// Over the limit, in megabytes.
    #[error("The selected file must be smaller than {0} MB. Send fewer pages, or scan at a lower resolution.")]
    TooLarge(u64),
    /// Neither PDF nor JPEG nor PNG.
    #[error(
        "The selected file must be a PDF, JPEG or PNG. Save or scan the document as one of them, then select it again."
    )]
    WrongType,
    /// It begins well and does not end.
    #[error("The selected file is incomplete or damaged. Open it to check it, save it again, then select it again.")]
    CutOff,
}

/// How many bytes from the start decide the type.
pub const HEAD: usize = 8;

/// How many bytes from the end show whether the file is whole: PDF readers look for `%%EOF` in the last kilobyte.
pub const TAIL: usize = 1024;

/// What a file is, from its first [`HEAD`] bytes and its last [`TAIL`] bytes (or all of it, where it is shorter).
pub fn recognize(head: &[u8], tail: &[u8]) -> Result<MediaType, Unacceptable> {
    if head.is_empty() {
        return Err(Unacceptable::Empty);
    }
    let (media_type, end): (_, &[u8]) = if head.starts_with(b"%PDF-") {
        (MediaType::Pdf, b"%%EOF")
    } else if head.starts_with(&[0xff, 0xd8, 0xff]) {
        (MediaType::Jpeg, &[0xff, 0xd9])
    } else if head.starts_with(b"\x89PNG\r\n\x1a\n") {
        (MediaType::Png, b"IEND\xae\x42\x60\x82")
    } else {
        return Err(Unacceptable::WrongType);
    };
    // Cameras and scanners append a few bytes of their own, so the end may stand anywhere in the tail.
    if tail.windows(end.len()).any(|window| window == end) { Ok(media_type) } else { Err(Unacceptable::CutOff) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(content: &[u8]) -> Result<MediaType, Unacceptable> {
        recognize(&content[..content.len().min(HEAD)], &content[content.len().saturating_sub(TAIL)..])
    }

    #[test]
    fn content_decides() {
        assert_eq!(of(b"%PDF-1.7\n...\n%%EOF\n"), Ok(MediaType::Pdf));
        assert_eq!(of(b"\xff\xd8\xff\xe0....\xff\xd9"), Ok(MediaType::Jpeg));
        assert_eq!(of(b"\x89PNG\r\n\x1a\n....IEND\xae\x42\x60\x82"), Ok(MediaType::Png));
        assert_eq!(of(b"<html><script>"), Err(Unacceptable::WrongType));
        assert_eq!(of(b"MZ\x90\0 named certificate.pdf"), Err(Unacceptable::WrongType));
        assert_eq!(of(b""), Err(Unacceptable::Empty));
    }

    #[test]
    fn a_file_that_does_not_end_is_cut_off() {
        assert_eq!(of(b"%PDF-1.7\nhalf of a pa"), Err(Unacceptable::CutOff));
        assert_eq!(of(b"\x89PNG\r\n\x1a\n...."), Err(Unacceptable::CutOff));
        let mut long = b"%PDF-1.7\n%%EOF".to_vec();
        long.resize(10_000, b' ');
        assert_eq!(of(&long), Err(Unacceptable::CutOff));
    }
}
