//! The pages of a TIFF. Its header points at the directory of the first one, each directory at the next.

use domain::document::{MOST_PAGES, MOST_PICTURES, Unacceptable};

/// Where the header keeps the address of the first directory.
const FIRST: std::ops::Range<usize> = 4..8;

/// The tag that tells a preview from a page.
const SUBFILE_TYPE: u16 = 254;

/// A TIFF, of which any page can become the first.
pub(crate) struct Tiff {
    content: Vec<u8>,
    is_little: bool,
}

impl Tiff {
    pub(crate) fn new(content: Vec<u8>) -> Self {
        let is_little = content.starts_with(b"II");
        Self { content, is_little }
    }

    /// Where the directories of the pages are; previews are left out.
    pub(crate) fn pages(&self) -> Result<Vec<u32>, Unacceptable> {
        let (mut pages, mut seen) = (vec![], vec![]);
        let mut at = self.long(FIRST.start).ok_or(Unacceptable::Damaged)?;
        while at != 0 {
            if seen.contains(&at) {
                return Err(Unacceptable::Damaged); // it would never end
            }
            seen.push(at);
            let directory = self.directory(at).ok_or(Unacceptable::Damaged)?;
            if !directory.is_preview {
                pages.push(at);
            }
            if seen.len() > 2 * MOST_PAGES || pages.len() > MOST_PAGES {
                return Err(Unacceptable::TooManyPages);
            }
            at = directory.next;
        }
        if pages.len() > MOST_PICTURES {
            return Err(Unacceptable::TooManyPictures);
        }
        if pages.is_empty() { Err(Unacceptable::Damaged) } else { Ok(pages) }
    }

    /// The same file with another page as its first, which is the one that decoders read.
    pub(crate) fn turned_to(&mut self, page: u32) -> &[u8] {
        let bytes = if self.is_little { page.to_le_bytes() } else { page.to_be_bytes() };
        self.content[FIRST].copy_from_slice(&bytes);
        &self.content
    }

    fn directory(&self, at: u32) -> Option<Directory> {
        let at = usize::try_from(at).ok()?;
        let count = usize::from(self.short(at)?);
        let mut entries = (0..count).map(|place| at + 2 + 12 * place);
        let subfile = entries.find(|entry| self.short(*entry) == Some(SUBFILE_TYPE));
        let is_preview = subfile.is_some_and(|entry| self.long(entry + 8).is_some_and(|kind| kind & 1 == 1));
        Some(Directory { is_preview, next: self.long(at + 2 + 12 * count)? })
    }

    fn short(&self, at: usize) -> Option<u16> {
        let bytes = self.content.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if self.is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    }

    fn long(&self, at: usize) -> Option<u32> {
        let bytes = self.content.get(at..at.checked_add(4)?)?.try_into().ok()?;
        Some(if self.is_little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }
}

struct Directory {
    is_preview: bool,
    next: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Directories without pictures, each of 18 bytes: subfile type, next.
    fn tiff(directories: &[(u32, u32)]) -> Tiff {
        let mut content = b"II*\0\x08\0\0\0".to_vec();
        for (kind, next) in directories {
            content.extend([1, 0, 254, 0, 4, 0, 1, 0, 0, 0]);
            content.extend(kind.to_le_bytes());
            content.extend(next.to_le_bytes());
        }
        Tiff::new(content)
    }

    #[test]
    fn directories_are_followed_and_previews_left_out() {
        assert_eq!(tiff(&[(2, 26), (1, 44), (2, 0)]).pages(), Ok(vec![8, 44]));
        assert_eq!(tiff(&[(2, 26), (2, 0)]).turned_to(26)[..8], *b"II*\0\x1a\0\0\0");
    }

    #[test]
    fn a_chain_that_never_ends_is_damaged() {
        assert_eq!(tiff(&[(2, 26), (2, 8)]).pages(), Err(Unacceptable::Damaged));
        assert_eq!(tiff(&[(2, 4_000_000_000)]).pages(), Err(Unacceptable::Damaged));
        assert_eq!(tiff(&[(1, 0)]).pages(), Err(Unacceptable::Damaged));
        assert_eq!(Tiff::new(b"MM\0*".to_vec()).pages(), Err(Unacceptable::Damaged));
    }

    #[test]
    fn more_pages_than_a_document_has_are_refused() {
        for (most, refusal) in [(31, Unacceptable::TooManyPictures), (201, Unacceptable::TooManyPages)] {
            let chain: Vec<_> = (1..=most).map(|n| (2, if n == most { 0 } else { 8 + 18 * n })).collect();
            assert_eq!(tiff(&chain).pages(), Err(refusal));
        }
    }
}
