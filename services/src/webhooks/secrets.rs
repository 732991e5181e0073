//! The secrets of endpoints, and what they sign: Standard Webhooks, symmetric.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use chrono::{DateTime, Utc};
use domain::{EventId, WebhookEndpointId};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::{
    secrets::{Secrets, hex},
    store::webhooks::Secret,
};

/// A secret as the receiver keeps it; none where its key was taken out of the file.
pub(super) fn spell(secrets: &Secrets, endpoint: WebhookEndpointId, secret: &Secret) -> Option<String> {
    Some(format!("whsec_{}", BASE64.encode(derive(secrets, endpoint, secret)?)))
}

fn derive(secrets: &Secrets, endpoint: WebhookEndpointId, secret: &Secret) -> Option<[u8; 32]> {
    let purpose = format!("certlane:webhook:{endpoint}:{}:{}", secret.generation, hex(&secret.salt));
    Some(secrets.find(&secret.key_id)?.derive(&purpose))
}

/// The header `webhook-signature`: a signature by each secret that counts, the newest first; none where no secret can be had.
pub(crate) fn sign(
    secrets: &Secrets,
    endpoint: WebhookEndpointId,
    in_force: &[Secret],
    event: EventId,
    at: DateTime<Utc>,
    payload: &str,
) -> Option<String> {
    let keys = in_force.iter().filter_map(|secret| derive(secrets, endpoint, secret));
    let signatures: Vec<_> = keys.map(|key| sign_with(&key, &event.to_string(), at.timestamp(), payload)).collect();
    (!signatures.is_empty()).then(|| signatures.join(" "))
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

    /// The example of the specification: secret, id, instant, payload and what comes out.
    #[test]
    fn the_signature_is_the_one_of_the_standard() {
        let key = BASE64.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let payload = r#"{"test": 2432232314}"#;
        let signature = sign_with(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, payload);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
