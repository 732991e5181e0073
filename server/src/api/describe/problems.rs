//! The types of errors, and what a caller does about each.

use serde_json::{Value, json};

/// Every type with what to do about it.
const TYPES: [(&str, &str); 54] = [
    ("MISSING_FIELD", "Give the field that the message names."),
    ("INCORRECT_TYPE", "Mend the field or parameter that the message names."),
    ("INVALID_EMAIL", "Give a complete e-mail address."),
    ("INVALID_RETURN_URL", "List its host on the desk, under Storefront, or send another address."),
    ("UNRECOGNIZED_FIELD", "There is no such field or parameter; the message names those that there are."),
    ("IDEMPOTENCY_KEY_REUSED", "Take a new key for each call."),
    ("ERROR", "As the message says: it has no type of its own."),
    ("UNAUTHORIZED", "Send a valid key."),
    ("FORBIDDEN", "Use a key with the permission that the message names."),
    ("CUSTOMER_NOT_FOUND", "There is no such customer for this key."),
    ("CERTIFICATE_REQUEST_NOT_FOUND", "There is no such request for this key."),
    ("CERTIFICATE_NOT_FOUND", "There is no such certificate for this key."),
    ("SNAPSHOT_NOT_FOUND", "There is no such answer for this key."),
    ("WEBHOOK_ENDPOINT_NOT_FOUND", "There is no such endpoint for this key."),
    ("WEBHOOK_DELIVERY_NOT_FOUND", "There is no such delivery for this key."),
    ("EVENT_TYPE_NOT_FOUND", "There are no such events; the message names those that there are."),
    ("LIVEMODE_NOT_SUPPORTED", "Call it with a test key."),
    ("TESTMODE_NOT_SUPPORTED", "The operator switched test mode off: call it with a live key."),
    ("DUPLICATE_CUSTOMER", "Use the customer that has this reference, or another reference."),
    ("CUSTOMER_ARCHIVED", "Add the customer anew to go on with it."),
    ("REQUEST_ALREADY_FULFILLED", "The buyer has submitted: review the certificate."),
    ("REQUEST_INVALID", "The request has ended: trigger a new one."),
    ("NOT_MAILED", "No mail reaches the buyer: pass the link on yourself."),
    ("REMINDERS_UNWANTED", "The buyer asked for no reminders: write or call."),
    ("TOO_SOON", "One has left within the hour: wait."),
    ("FAX_NOT_CONFIGURED", "The operator has configured no fax gateway: use another delivery."),
    ("CERTIFICATE_NOT_REVIEWABLE", "It does not wait for review."),
    ("CERTIFICATE_NOT_VERIFIED", "It was never approved: reject it instead."),
    (
        "CERTIFICATE_WITHOUT_REQUEST",
        "It did not come by a request, so its buyer cannot correct it: send a new request.",
    ),
    ("WEBHOOK_ENDPOINT_DISABLED", "Enable the endpoint first."),
    ("TOO_MANY_WEBHOOK_ENDPOINTS", "Delete an endpoint first."),
    ("IDEMPOTENCY_KEY_IN_USE", "The first call with this key is under way: ask again after `Retry-After` seconds."),
    ("IDEMPOTENCY_ANSWER_LOST", "The work was done and its answer lost: read what is there."),
    ("RATE_LIMITED", "Wait as many seconds as `Retry-After` says."),
    // Commenda's own.
    ("INVALID_REQUEST", "Mend the parameter or header that the message names."),
    ("INVALID_REQUEST_BODY", "Mend each field that `Errors` points to."),
    ("DUPLICATE_STATE_FOR_CERTIFICATE", "The certificate names the state already: change what it says of it."),
    ("EXEMPTION_CERTIFICATE_NOT_FOUND", "There is no such certificate for this key."),
    ("EXEMPTION_NOT_FOUND", "The certificate does not name this state."),
    ("FILE_NOT_FOUND", "There is no such file for this key."),
    ("WEBHOOK_NOT_FOUND", "There is no such webhook for this key."),
    ("NOT_FOUND", "There is nothing at this address."),
    ("REQUEST_TIMEOUT", "The body stood still before its end: send the call again."),
    ("FILE_TOO_LARGE", "Send a smaller file; the operator sets the limit."),
    ("PAYLOAD_TOO_LARGE", "The body is larger than the message says."),
    ("UNSUPPORTED_FILE_TYPE", "Send a PDF or a picture: JPEG, PNG or TIFF."),
    ("UNSUPPORTED_MEDIA_TYPE", "Send JSON; a file as a form."),
    ("HEADERS_TOO_LARGE", "Send smaller headers, 16 kB together at most."),
    ("SERVICE_UNAVAILABLE", "Nothing was changed: try again after `Retry-After` seconds."),
    // The page of a status whose type says nothing.
    ("408", "The body stood still before its end: send the call again."),
    ("413", "The body is larger than the message says, or a file than the operator allows."),
    ("415", "Send JSON; a certificate as a form with files."),
    ("431", "Send smaller headers, 16 kB together at most."),
    ("503", "Nothing was changed: try again after `Retry-After` seconds."),
];

/// What to do about a type. None: nobody has written it down.
pub(super) fn about(kind: &str) -> Option<&'static str> {
    TYPES.iter().find(|(known, _)| *known == kind).map(|(_, about)| *about)
}

/// How a face writes an error: its schema and an example, by its status, the types that it can have, and what the first means.
pub(super) type Shape = fn(u16, &[&str], &str) -> (Value, Value);

/// An answer of one status with one of these types, as it stands in the description.
pub(super) fn answer(shape: Shape, status: u16, types: &[&str]) -> Value {
    let alone = about(&status.to_string()).filter(|_| types == ["ERROR"]);
    let meant = |kind: &&str| alone.or_else(|| about(kind)).unwrap_or_default();
    let lines: Vec<_> = types.iter().map(|kind| format!("- `{kind}`: {}", meant(kind))).collect();
    let (schema, example) = shape(status, types, types.first().map(meant).unwrap_or_default());
    json!({
        "description": lines.join("\n"),
        "content": { "application/json": { "schema": schema, "example": example } },
    })
}

/// Numeral's: one object.
pub(super) fn flat(status: u16, types: &[&str], meant: &str) -> (Value, Value) {
    let schema = json!({ "allOf": [
        { "$ref": "#/components/schemas/Problem" },
        { "properties": { "code": { "const": status }, "type": { "enum": types } } },
    ] });
    (schema, json!({ "code": status, "type": types.first(), "message": meant }))
}

/// Commenda's: an object inside another, and a longer one where a body is wrong.
pub(super) fn wrapped(_: u16, types: &[&str], meant: &str) -> (Value, Value) {
    const LONG: &str = "INVALID_REQUEST_BODY";
    let (long, short): (Vec<&str>, Vec<&str>) = types.iter().partition(|kind| **kind == LONG);
    let around = |error: Value| json!({ "type": "object", "required": ["error"], "properties": { "error": error } });
    let one = around(json!({ "allOf": [
        { "$ref": "#/components/schemas/CommendaError" },
        { "properties": { "code": { "enum": short } } },
    ] }));
    let example = json!({ "error": { "code": types.first(), "message": meant } });
    if long.is_empty() {
        return (one, example);
    }
    let other = around(json!({ "$ref": "#/components/schemas/CommendaBodyError" }));
    (json!({ "oneOf": [other, one] }), example)
}
