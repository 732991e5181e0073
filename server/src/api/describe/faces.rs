//! What differs between the faces, of all that holds for every call of one.

use super::problems::{self, Shape};

/// Addresses that begin alike and speak one dialect.
pub(super) struct Face {
    /// Where its addresses begin.
    pub(super) root: &'static str,
    /// Stands before the names of its operations: each needs one of its own over all faces.
    pub(super) operations: &'static str,
    /// Stands before the names of the answers that its operations share.
    pub(super) answers: &'static str,
    /// What its addresses name.
    pub(super) things: &'static [Thing],
    /// Parameters that every call may have, by their names among the components.
    pub(super) parameters: &'static [&'static str],
    /// Headers of every answer of success, by the same.
    pub(super) headers: &'static [&'static str],
    /// Answers that operations share: name, status, and type of the error.
    pub(super) common: &'static [(&'static str, u16, &'static str)],
    /// The type where an address leads to nothing at all.
    pub(super) nothing: &'static str,
    /// The types of a 400 that every call can get.
    pub(super) mistakes: &'static [&'static str],
    /// Those of calls with a body.
    pub(super) in_bodies: &'static [&'static str],
    /// How it writes an error.
    pub(super) shape: Shape,
    /// What an answer of success is wrapped in; none: it comes bare.
    pub(super) envelope: Option<Envelope>,
}

/// A thing that addresses name.
pub(super) struct Thing {
    /// The name of its id in addresses.
    pub(super) parameter: &'static str,
    /// The name of the id's schema.
    pub(super) schema: &'static str,
    /// The type of the error where there is no such thing.
    pub(super) not_found: &'static str,
}

/// The fields around what was asked for.
pub(super) struct Envelope {
    /// In which it lies itself.
    pub(super) data: &'static str,
    /// In which a sentence says what was done. A description of the answer is that sentence.
    pub(super) message: &'static str,
}

const fn thing(parameter: &'static str, schema: &'static str, not_found: &'static str) -> Thing {
    Thing { parameter, schema, not_found }
}

pub(super) const FACES: [&Face; 2] = [&NUMERAL, &COMMENDA];

const NUMERAL: Face = Face {
    root: "/tax/",
    operations: "",
    answers: "",
    things: &[
        thing("customer_id", "CustomerId", "CUSTOMER_NOT_FOUND"),
        thing("certificate_request_id", "RequestId", "CERTIFICATE_REQUEST_NOT_FOUND"),
        thing("certificate_id", "CertificateId", "CERTIFICATE_NOT_FOUND"),
        thing("snapshot_id", "SnapshotId", "SNAPSHOT_NOT_FOUND"),
        thing("webhook_endpoint_id", "WebhookEndpointId", "WEBHOOK_ENDPOINT_NOT_FOUND"),
        thing("webhook_delivery_id", "WebhookDeliveryId", "WEBHOOK_DELIVERY_NOT_FOUND"),
    ],
    parameters: &["Version"],
    headers: &["X-Request-Id", "X-API-Version", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"],
    common: &[
        ("Unauthorized", 401, "UNAUTHORIZED"),
        ("TooOften", 429, "RATE_LIMITED"),
        ("LargeHeaders", 431, "ERROR"),
        ("Unavailable", 503, "ERROR"),
        ("Forbidden", 403, "FORBIDDEN"),
        ("StoodStill", 408, "ERROR"),
        ("TooLarge", 413, "ERROR"),
        ("OtherType", 415, "ERROR"),
    ],
    nothing: "ERROR",
    mistakes: &["INCORRECT_TYPE", "UNRECOGNIZED_FIELD", "MISSING_FIELD", "TESTMODE_NOT_SUPPORTED", "ERROR"],
    in_bodies: &["INVALID_EMAIL"],
    shape: problems::flat,
    envelope: None,
};

const COMMENDA: Face = Face {
    root: "/api/v1/",
    operations: "commenda_",
    answers: "Commenda",
    things: &[
        thing("customer_id", "CommendaCustomerId", "CUSTOMER_NOT_FOUND"),
        thing("exemption_certificate_id", "CommendaCertificateId", "EXEMPTION_CERTIFICATE_NOT_FOUND"),
        thing("jurisdiction", "CommendaJurisdiction", "EXEMPTION_NOT_FOUND"),
        thing("webhook_id", "CommendaWebhookId", "WEBHOOK_NOT_FOUND"),
    ],
    parameters: &[],
    headers: &["X-Request-Id", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"],
    common: &[
        ("Unauthorized", 401, "UNAUTHORIZED"),
        ("TooOften", 429, "RATE_LIMITED"),
        ("LargeHeaders", 431, "HEADERS_TOO_LARGE"),
        ("Unavailable", 503, "SERVICE_UNAVAILABLE"),
        ("Forbidden", 403, "FORBIDDEN"),
        ("StoodStill", 408, "REQUEST_TIMEOUT"),
        ("TooLarge", 413, "PAYLOAD_TOO_LARGE"),
        ("OtherType", 415, "UNSUPPORTED_MEDIA_TYPE"),
    ],
    nothing: "NOT_FOUND",
    mistakes: &["INVALID_REQUEST", "TESTMODE_NOT_SUPPORTED"],
    in_bodies: &["INVALID_REQUEST_BODY"],
    shape: problems::wrapped,
    envelope: Some(Envelope { data: "data", message: "message" }),
};
