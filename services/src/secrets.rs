//! The keys that sign links and cookies: made at the first start, kept in a file that only its owner can read.

use std::{
    io::{ErrorKind, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::Path,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, Mac as _};
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use sha2::{Digest as _, Sha256};

use crate::Clock;

/// A key and the id (`kid`) by which tokens name it.
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) id: String,
    bytes: [u8; 32],
}

/// The keys of the file, one a line as `kid base64`: the first signs, all verify. To rotate, put a new line on top;
/// to end the old links, remove the old line.
pub(crate) struct Secrets(Vec<Key>);

impl Secrets {
    /// Reads the file, or makes it.
    pub(crate) fn load_or_create(path: &Path, clock: &Clock) -> std::io::Result<Self> {
        if path.metadata().is_ok_and(|file| file.permissions().mode() & 0o077 != 0) {
            let advice = "other users of this machine can read it; change that by chmod 600, or better, make new keys";
            return Err(std::io::Error::new(ErrorKind::PermissionDenied, advice));
        }
        match std::fs::read_to_string(path) {
            Ok(text) => Self::parse(&text)
                .ok_or_else(|| std::io::Error::new(ErrorKind::InvalidData, "it holds no key of 32 bytes")),
            Err(error) if error.kind() == ErrorKind::NotFound => Self::create(path, clock),
            Err(error) => Err(error),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let keys = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
            let (id, encoded) = line.split_once(' ')?;
            Some(Key { id: id.to_owned(), bytes: BASE64.decode(encoded.trim()).ok()?.try_into().ok()? })
        });
        keys.collect::<Option<Vec<_>>>().filter(|keys| !keys.is_empty()).map(Self)
    }

    /// Written aside and linked into place, so that a start that dies, or two starts at once, leave one whole file.
    fn create(path: &Path, clock: &Clock) -> std::io::Result<Self> {
        let line = format!("{} {}\n", hex(&clock.random::<4>()), BASE64.encode(clock.random::<32>()));
        let aside = path.with_extension(format!("new-{}", hex(&clock.random::<4>())));
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
        file.write_all(line.as_bytes())?;
        file.sync_all()?;
        let linked = std::fs::hard_link(&aside, path);
        std::fs::remove_file(&aside)?;
        match linked {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
            _ => Self::load_or_create(path, clock),
        }
    }

    /// The key that signs today.
    pub(crate) fn current(&self) -> &Key {
        &self.0[0]
    }

    /// All keys, the current one first.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Key> {
        self.0.iter()
    }

    /// A key by its id.
    pub(crate) fn find(&self, id: &str) -> Option<&Key> {
        self.0.iter().find(|key| key.id == id)
    }
}

impl Key {
    /// A key for one purpose alone, so that nothing signed for one is good for another.
    pub(crate) fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.bytes).expect("HMAC takes a key of any length");
        mac.update(purpose.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Closes a text, so that nobody reads it who has the database without this key. The purpose must be that of this one text
    /// in its life: then the key that follows from it seals nothing else, and one nonce will do.
    pub(crate) fn seal(&self, purpose: &str, text: &[u8]) -> Option<Vec<u8>> {
        let (key, nonce) = self.sealing(purpose)?;
        let mut sealed = text.to_vec();
        key.seal_in_place_append_tag(nonce, Aad::empty(), &mut sealed).ok()?;
        Some(sealed)
    }

    /// What was sealed for this purpose by this key; none: it was not.
    pub(crate) fn open(&self, purpose: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (key, nonce) = self.sealing(purpose)?;
        let mut opened = sealed.to_vec();
        key.open_in_place(nonce, Aad::empty(), &mut opened).ok().map(|text| text.to_vec())
    }

    fn sealing(&self, purpose: &str) -> Option<(LessSafeKey, Nonce)> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &self.derive(purpose)).ok()?;
        Some((LessSafeKey::new(key), Nonce::assume_unique_for_key([0; NONCE_LEN])))
    }
}

/// SHA-256, for secrets that are random enough to need no salt.
pub(crate) fn sha256(text: &str) -> Vec<u8> {
    Sha256::digest(text.as_bytes()).to_vec()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Letters and digits that need no escaping anywhere.
pub(crate) fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemTime;

    #[test]
    fn the_file_is_made_once_and_only_its_owner_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret.key");
        let clock = Clock::new(SystemTime);
        let made = Secrets::load_or_create(&path, &clock).unwrap();
        let read = Secrets::load_or_create(&path, &clock).unwrap();
        assert_eq!((&made.current().id, made.current().bytes), (&read.current().id, read.current().bytes));
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(dir.path().read_dir().unwrap().count(), 1);
    }

    #[test]
    fn a_damaged_file_is_an_error_and_not_a_new_key() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret.key");
        std::fs::write(&path, "abcd not-a-key\n").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        assert!(Secrets::load_or_create(&path, &Clock::new(SystemTime)).is_err());
    }

    #[test]
    fn a_file_that_others_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("secret.key");
        let clock = Clock::new(SystemTime);
        Secrets::load_or_create(&path, &clock).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        let error = Secrets::load_or_create(&path, &clock).err().unwrap();
        assert!(error.to_string().contains("chmod 600"), "{error}");
    }
}
