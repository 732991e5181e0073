//! How webhooks tell what happens: Standard Webhooks, with things as the API shows them at that time.

use domain::Event;
use serde_json::{Value, json};
use services::webhooks::Told;

use super::{
    certificate_requests::CertificateRequestResponse, certificates::CertificateResponse, customers::CustomerResponse,
    instant, webhooks::EndpointResponse,
};

/// The largest payload, in bytes; the standard says 20 kB.
const LARGEST: usize = 20_000;

/// `{type, timestamp, data}`. What the caller of the API alone may know (the buyer's link, a download URL) is left out,
/// since a webhook may lie in a log. What is too large for a webhook is told by its id alone, and can be asked for.
pub(in crate::api) fn shape(event: &Event, told: Told) -> serde_json::Result<String> {
    Ok(payload(event, &data(told)?))
}

fn data(told: Told) -> serde_json::Result<String> {
    match told {
        Told::Customer(customer) => serde_json::to_string(&CustomerResponse::from(*customer)),
        Told::Request(details) => serde_json::to_string(&CertificateRequestResponse::from(*details)),
        Told::Certificate(details) => serde_json::to_string(&CertificateResponse::from(*details)),
        Told::Endpoint(endpoint) => serde_json::to_string(&EndpointResponse::from(*endpoint)),
    }
}

fn payload(event: &Event, data: &str) -> String {
    let around = |data: &str| {
        // Neither of the two holds anything that JSON would escape.
        format!(r#"{{"type":"{}","timestamp":"{}","data":{data}}}"#, event.kind, instant(event.at).0)
    };
    let whole = around(data);
    if whole.len() < LARGEST {
        return whole;
    }
    let object: Value = serde_json::from_str(data).unwrap_or_default();
    around(&json!({ "id": object["id"], "object": object["object"], "livemode": object["livemode"] }).to_string())
}

#[cfg(test)]
mod tests {
    use domain::{EventId, EventKind};

    use super::*;

    #[test]
    fn what_is_too_large_is_told_by_its_id() {
        let event = Event {
            id: EventId(uuid::Uuid::nil()),
            kind: EventKind::CustomerCreated,
            customer_id: None,
            request_id: None,
            certificate_id: None,
            actor: String::new(),
            note: None,
            at: "2026-11-22T07:28:00.5Z".parse().unwrap(),
        };
        let data =
            |length| json!({ "id": "cust_1", "object": "tax.customer", "livemode": true, "name": "x".repeat(length) });
        let small: Value = serde_json::from_str(&payload(&event, &data(10).to_string())).unwrap();
        assert_eq!(small["type"], "customer.created");
        assert_eq!(small["timestamp"], "2026-11-22T07:28:00.500Z");
        assert_eq!(small["data"], data(10));
        let large: Value = serde_json::from_str(&payload(&event, &data(20_000).to_string())).unwrap();
        assert_eq!(large["data"], json!({ "id": "cust_1", "object": "tax.customer", "livemode": true }));
    }
}
