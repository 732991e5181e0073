//! Short names for contents.

use std::{fmt, fs, path::Path};

use sha2::{Digest as _, Sha256};

use super::tree;
use crate::Result;

/// The first 80 bits of a SHA-256: enough for a name, and short in a page.
pub(super) struct Digest([u8; 10]);

impl fmt::Display for Digest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

/// The digest of contents in a row; each counts with its length, so that nothing slips from one into the next.
pub(super) fn of<'a>(contents: impl IntoIterator<Item = &'a [u8]>) -> Digest {
    let mut hasher = Sha256::new();
    for content in contents {
        hasher.update((content.len() as u64).to_le_bytes());
        hasher.update(content);
    }
    let mut digest = [0; 10];
    digest.copy_from_slice(&hasher.finalize()[..10]);
    Digest(digest)
}

/// The digest of files and of whole folders below `root`, with their names.
pub(super) fn of_files(root: &Path, names: &[&Path]) -> Result<Digest> {
    let mut contents = Vec::new();
    for name in names {
        for file in tree::files(&root.join(name))? {
            contents.push(file.strip_prefix(root)?.to_string_lossy().into_owned().into_bytes());
            contents.push(fs::read(&file)?);
        }
    }
    Ok(of(contents.iter().map(Vec::as_slice)))
}
