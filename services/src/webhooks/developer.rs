//! For `certlane listen`: asks a server for events, and hands them to a program on the developer's machine as webhooks are
//! handed over, signed by a secret of its own.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use domain::webhook::NoAnswer;
use http::{HeaderMap, HeaderValue, Method, header};

use super::{
    Allowed,
    client::{Client, Message},
    secrets::sign_with,
};
use crate::Clock;

/// The way from a server to a developer's machine. Both are wherever the developer says.
pub struct Developer {
    client: Client,
    clock: Clock,
    secret: [u8; 32],
}

/// What a server answered.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Developer {
    /// With a new secret.
    pub fn new(clock: Clock) -> Self {
        let anywhere = Allowed::parse("0.0.0.0/0,::/0").unwrap_or_default();
        Self { client: Client::new(anywhere), secret: clock.random(), clock }
    }

    /// The secret that what it forwards is signed by, as `whsec_…`.
    pub fn secret(&self) -> String {
        format!("whsec_{}", BASE64.encode(self.secret))
    }

    /// Hands an event over: its id, and `{type, timestamp, data}`. The status of the answer.
    pub async fn forward(&self, url: &str, event: &str, payload: String) -> Result<u16, NoAnswer> {
        let at = self.clock.now().timestamp();
        let signature = sign_with(&self.secret, event, at, &payload);
        let value = |text: &str| HeaderValue::from_str(text).map_err(|_| NoAnswer::ConnectionBroken);
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert("webhook-id", value(event)?);
        headers.insert("webhook-timestamp", at.into());
        headers.insert("webhook-signature", value(&signature)?);
        let message = Message { url: url.to_owned(), headers, payload };
        self.client.send(message).await.map(|answer| answer.status)
    }

    /// Asks a server's API by a key.
    pub async fn ask(&self, method: Method, url: &str, key: &str) -> Result<Answered, NoAnswer> {
        let key = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| NoAnswer::ConnectionBroken)?;
        let headers = [(header::AUTHORIZATION, key)].into_iter().collect();
        let (status, body) = self.client.ask(method, url, headers).await?;
        Ok(Answered { status, body })
    }
}
