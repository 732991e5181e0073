//! How webhooks tell what happens in Commenda's words.

use domain::{Event, EventKind, WebhookEndpoint, webhook::Topic};
use serde::Serialize;
use serde_json::{Value, json};
use services::webhooks::Told;

use super::{API_VERSION, certificates::CertificateResponse, unix};

/// Commenda's event.
#[derive(Serialize)]
struct EventBody {
    /// The event, by a UUID: the same at each attempt.
    id: String,
    /// What happened.
    topic: Topic,
    /// When, in seconds since 1970.
    triggered_at: i64,
    /// The webhook that is told, by a UUID.
    webhook_id: String,
    /// The merchant, by a UUID.
    organization_id: String,
    /// The certificate, as `GET /exemption-certificates/{id}` shows it.
    data: Value,
    /// `v1.0`.
    api_version: &'static str,
}

/// An event for an endpoint. One that tries it out has its first topic, and tells of a certificate that does not exist.
pub(in crate::api) fn shape(endpoint: &WebhookEndpoint, event: &Event, told: Told) -> serde_json::Result<String> {
    let first = Topic::of_all(&endpoint.event_types).first().copied();
    let topic = Topic::of(event.kind).or(first).unwrap_or(Topic::VerificationSucceeded);
    let data = match told {
        Told::Certificate(details) => serde_json::to_value(CertificateResponse::from(*details))?,
        _ => sample(topic, event),
    };
    serde_json::to_string(&EventBody {
        id: event.id.0.to_string(),
        topic,
        triggered_at: unix(event.at),
        webhook_id: endpoint.id.0.to_string(),
        organization_id: endpoint.account_id.0.to_string(),
        data,
        api_version: API_VERSION,
    })
}

/// What a certificate of nobody says, to try out a program that listens.
fn sample(topic: Topic, event: &Event) -> Value {
    let nobody = uuid::Uuid::nil().to_string();
    let status = match topic {
        Topic::VerificationFailed => "VERIFICATION_FAILED",
        Topic::VerificationSucceeded | Topic::Expiration => "VERIFICATION_SUCCESS",
    };
    let line = json!({
        "country": "US", "state": "CA", "reason": "PURPOSE_RESALE", "is_active": topic != Topic::VerificationFailed,
        "end_date": "2025-12-31", "identification_type": "STATE_TAX_ID", "identification_number": "12-3456789",
        "is_expired": topic == Topic::Expiration, "created_at": unix(event.at),
    });
    json!({
        "id": nobody, "customer_id": nobody, "file_id": nobody, "type": "SINGLE_STATE", "verification_status": status,
        "exemption_certificate_number": "SAMPLE", "effective_date": "2025-01-01", "created_at": unix(event.at),
        "jurisdictions": [line], "is_test": event.kind == EventKind::WebhookTest,
    })
}
