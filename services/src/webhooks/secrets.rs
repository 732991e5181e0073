//! The secrets of endpoints, and what they sign: Standard Webhooks, symmetric, and Commenda's header.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use chrono::{DateTime, Utc};
use domain::{EventId, WebhookEndpoint, WebhookEndpointId, webhook::Dialect};
use hmac::{Hmac, Mac as _};
use http::{HeaderMap, HeaderName, header::InvalidHeaderValue};
use sha2::Sha256;

use crate::{
    secrets::{Secrets, hex},
    store::webhooks::Secret,
};

/// A secret as the receiver keeps it; none where its key was taken out of the file.
pub(super) fn spell(secrets: &Secrets, endpoint: WebhookEndpointId, secret: &Secret) -> Option<String> {
    match &secret.sealed {
        Some(sealed) => open(secrets, endpoint, secret, sealed),
        None => Some(format!("whsec_{}", BASE64.encode(derive(secrets, endpoint, secret)?))),
    }
}

/// What signs the Standard's way: the bytes that the spelling stands for, or those of the text that the merchant chose.
fn key(secrets: &Secrets, endpoint: WebhookEndpointId, secret: &Secret) -> Option<Vec<u8>> {
    match &secret.sealed {
        Some(sealed) => open(secrets, endpoint, secret, sealed).map(String::into_bytes),
        None => derive(secrets, endpoint, secret).map(Vec::from),
    }
}

fn derive(secrets: &Secrets, endpoint: WebhookEndpointId, secret: &Secret) -> Option<[u8; 32]> {
    let purpose = format!("certlane:webhook:{endpoint}:{}:{}", secret.generation, hex(&secret.salt));
    Some(secrets.find(&secret.key_id)?.derive(&purpose))
}

/// A secret that the merchant chose, so that a copy of the database does not tell it. None: its key is not in the file.
pub(super) fn seal(secrets: &Secrets, endpoint: WebhookEndpointId, secret: &Secret, chosen: &str) -> Option<Vec<u8>> {
    secrets.find(&secret.key_id)?.seal(&of_the_seal(endpoint, secret), chosen.as_bytes())
}

fn open(secrets: &Secrets, endpoint: WebhookEndpointId, secret: &Secret, sealed: &[u8]) -> Option<String> {
    let chosen = secrets.find(&secret.key_id)?.open(&of_the_seal(endpoint, secret), sealed)?;
    String::from_utf8(chosen).ok()
}

/// The purpose of a key that seals the secret of this endpoint, generation and salt alone.
fn of_the_seal(endpoint: WebhookEndpointId, secret: &Secret) -> String {
    format!("certlane:webhook-seal:{endpoint}:{}:{}", secret.generation, hex(&secret.salt))
}

/// An attempt that is to be signed.
pub(crate) struct Signing<'a> {
    pub(crate) endpoint: &'a WebhookEndpoint,
    /// The secrets that count, the newest first.
    pub(crate) in_force: &'a [Secret],
    pub(crate) event: EventId,
    pub(crate) at: DateTime<Utc>,
    pub(crate) payload: &'a str,
}

impl Signing<'_> {
    /// The headers that say who sends it: those of the standard, and Commenda's in its dialect. None: no secret can be had.
    pub(crate) fn headers(&self, secrets: &Secrets) -> Result<Option<HeaderMap>, InvalidHeaderValue> {
        let (Some(standard), Some(commenda)) = (self.standard(secrets), self.commenda(secrets)) else {
            return Ok(None);
        };
        let mut headers = HeaderMap::new();
        headers.insert(HeaderName::from_static("webhook-id"), self.event.to_string().try_into()?);
        headers.insert(HeaderName::from_static("webhook-timestamp"), self.at.timestamp().into());
        headers.insert(HeaderName::from_static("webhook-signature"), standard.try_into()?);
        if self.endpoint.dialect == Dialect::Commenda {
            headers.insert(HeaderName::from_static("commenda-x-secret"), commenda.try_into()?);
        }
        Ok(Some(headers))
    }

    /// A signature by each secret that counts.
    fn standard(&self, secrets: &Secrets) -> Option<String> {
        let (event, at) = (self.event.to_string(), self.at.timestamp());
        let keys = self.in_force.iter().filter_map(|secret| key(secrets, self.endpoint.id, secret));
        let signatures: Vec<_> = keys.map(|key| sign_with(&key, &event, at, self.payload)).collect();
        (!signatures.is_empty()).then(|| signatures.join(" "))
    }

    /// One signature fits into it: of the body alone, by the newest secret as it is spelled, in hexadecimal.
    fn commenda(&self, secrets: &Secrets) -> Option<String> {
        let newest = self.in_force.iter().find_map(|secret| spell(secrets, self.endpoint.id, secret))?;
        Some(hex(&hmac_sha256(newest.as_bytes(), self.payload)))
    }
}

/// A signature by one key, of an id, seconds since 1970, and a payload.
pub(super) fn sign_with(key: &[u8], id: &str, at: i64, payload: &str) -> String {
    format!("v1,{}", BASE64.encode(hmac_sha256(key, &format!("{id}.{at}.{payload}"))))
}

fn hmac_sha256(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Clock, SystemTime};

    /// The example of the specification: secret, id, instant, payload and what comes out.
    #[test]
    fn the_signature_is_the_one_of_the_standard() {
        let key = BASE64.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let payload = r#"{"test": 2432232314}"#;
        let signature = sign_with(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, payload);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn a_chosen_secret_is_sealed_for_its_endpoint_and_generation() {
        let dir = tempfile::tempdir().unwrap();
        let secrets = Secrets::load_or_create(&dir.path().join("secret.key"), &Clock::new(SystemTime)).unwrap();
        let (endpoint, other) = (WebhookEndpointId(uuid::Uuid::nil()), WebhookEndpointId(uuid::Uuid::max()));
        let secret = |generation, sealed| Secret {
            generation,
            key_id: secrets.current().id.clone(),
            salt: vec![7; 32],
            created_at: DateTime::UNIX_EPOCH,
            ends_at: None,
            sealed,
        };
        let chosen = "a secret of the merchant's";
        let sealed = seal(&secrets, endpoint, &secret(1, None), chosen).unwrap();
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        let kept = secret(1, Some(sealed.clone()));
        assert_eq!(spell(&secrets, endpoint, &kept).as_deref(), Some(chosen));
        assert_eq!(key(&secrets, endpoint, &kept).as_deref(), Some(chosen.as_bytes()));
        assert_eq!(spell(&secrets, other, &kept), None);
        assert_eq!(spell(&secrets, endpoint, &secret(2, Some(sealed))), None);
        assert_eq!(spell(&secrets, endpoint, &Secret { key_id: "gone".into(), ..kept }), None);
    }
}
