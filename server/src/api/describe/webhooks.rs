//! What is sent to a merchant's endpoints: the `webhooks` of the description. Commenda's topics are told in `docs/commenda.md`.

use domain::{
    EventKind,
    webhook::{Subject, event_types, subject},
};
use serde_json::{Map, Value, json};

/// The headers of each call, as Standard Webhooks has them.
const HEADERS: [(&str, &str); 3] = [
    ("webhook-id", "The event's id: the same at each attempt, for each endpoint, and when it is sent again."),
    ("webhook-timestamp", "When this attempt was made, in seconds since 1970."),
    ("webhook-signature", "`v1,` and the signature; two of them, with a blank between, while two secrets count."),
];

/// What is sent for each type of event.
pub(super) fn webhooks() -> Value {
    let kinds = event_types().chain([EventKind::WebhookTest]);
    kinds.map(|kind| (kind.word().to_owned(), json!({ "post": call(kind) }))).collect::<Map<_, _>>().into()
}

fn call(kind: EventKind) -> Value {
    let parameters = HEADERS.map(|(name, about)| {
        json!({ "name": name, "in": "header", "required": true, "description": about, "schema": { "type": "string" } })
    });
    json!({
        "operationId": format!("webhook_{}", kind.word().replace('.', "_")),
        "tags": ["Webhooks"],
        "summary": format!("{}.", kind.in_words()),
        "security": [],
        "parameters": parameters,
        "requestBody": { "required": true, "content": { "application/json": { "schema": payload(kind) } } },
        "responses": {
            "2XX": { "description": "It was taken." },
            "410": { "description": "The endpoint is given up, and gets no more." },
            "default": { "description": "It is sent again later; `Retry-After` is heeded. No answer in 15 seconds is the same." },
        },
    })
}

fn payload(kind: EventKind) -> Value {
    let shown = match subject(kind) {
        Some(Subject::Customer) => "Customer",
        Some(Subject::Request) => "CertificateRequest",
        Some(Subject::Certificate) => "Certificate",
        Some(Subject::Endpoint) | None => "WebhookEndpoint",
    };
    json!({
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": { "const": kind.word() },
            "timestamp": { "$ref": "#/components/schemas/Instant", "description": "When it happened." },
            "data": {
                "$ref": format!("#/components/schemas/{shown}"),
                "description": "As it was then. What is too large for a webhook comes as `id`, `object` and `livemode` alone.",
            },
        },
    })
}
