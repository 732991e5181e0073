//! Errors as Commenda writes them, in one of two shapes.
//!
//! A body that is wrong gets the long one, with a pointer to each field; everything else gets `{"error":{"code","message"}}`.
//! The long one has `code` and `message` too, so that a client that reads those finds them in either.

use axum::{extract::Request, http::StatusCode, middleware::Next, response::Response};
use serde::Serialize;
use utoipa::ToSchema;

use crate::api::problem::{Fault, Problem, written};

/// Says which part of the guide tells of bodies.
const GUIDE: &str = "docs/commenda.md#errors";

/// Writes what went wrong as Commenda does.
pub(super) async fn write(request: Request, next: Next) -> Response {
    let uri = request.extensions().get::<axum::extract::OriginalUri>().map_or(request.uri(), |uri| &uri.0);
    let instance = uri.path().to_owned();
    written(next.run(request).await, |problem| Answer::of(problem, instance))
}

/// As it stands in an answer.
#[derive(Serialize)]
struct Answer {
    error: Shape,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Shape {
    Short(Short),
    Long(Long),
}

/// An error, the same for every call.
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaError)]
pub(in crate::api) struct Short {
    /// A word for programs.
    code: &'static str,
    /// A sentence for people.
    message: String,
}

/// An error about a body: all that is wrong with it.
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaBodyError, example = json!({
    "type": "CLIENT_INVALID_REQUEST_BODY", "code": "INVALID_REQUEST_BODY",
    "message": "jurisdictions[0].state: \"QQ\" is no state: use a code such as CA.", "doc_url": "docs/commenda.md#errors",
    "title": "Invalid request body", "detail": "jurisdictions[0].state: \"QQ\" is no state: use a code such as CA.",
    "status": 400, "instance": "/api/v1/exemption-certificates",
    "Errors": [{ "details": "\"QQ\" is no state: use a code such as CA.", "pointer": "/jurisdictions/0/state" }],
}))]
pub(in crate::api) struct Long {
    /// `CLIENT_INVALID_REQUEST_BODY`.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The word of the short shape.
    code: &'static str,
    /// The sentence of the short shape: everything that is wrong.
    message: String,
    /// Where to read on.
    doc_url: &'static str,
    /// What it is about, in three words.
    title: &'static str,
    /// The same as `message`.
    detail: String,
    /// The status of the answer.
    status: u16,
    /// The address that was called.
    instance: String,
    /// Each thing that is wrong.
    #[serde(rename = "Errors")]
    errors: Vec<Detail>,
}

/// One thing that is wrong.
#[derive(Serialize, ToSchema)]
#[schema(as = CommendaErrorDetail)]
struct Detail {
    /// What is wrong with the field.
    details: String,
    /// The field, as a JSON pointer such as `/jurisdictions/0/state`; empty: the whole body.
    pointer: String,
}

impl Answer {
    fn of(problem: Problem, instance: String) -> Self {
        if problem.faults.is_empty() {
            return Self { error: Shape::Short(Short { code: code(&problem), message: problem.message }) };
        }
        Self {
            error: Shape::Long(Long {
                kind: "CLIENT_INVALID_REQUEST_BODY",
                code: "INVALID_REQUEST_BODY",
                message: problem.message.clone(),
                doc_url: GUIDE,
                title: "Invalid request body",
                detail: problem.message,
                status: problem.status.as_u16(),
                instance,
                errors: problem.faults.into_iter().map(Detail::from).collect(),
            }),
        }
    }
}

/// Our word, unless Commenda has a better one for it.
fn code(problem: &Problem) -> &'static str {
    match problem.kind {
        "MISSING_FIELD" | "INCORRECT_TYPE" | "UNRECOGNIZED_FIELD" | "INVALID_EMAIL" => "INVALID_REQUEST",
        "ERROR" => match problem.status {
            StatusCode::BAD_REQUEST => "INVALID_REQUEST",
            StatusCode::NOT_FOUND => "NOT_FOUND",
            StatusCode::METHOD_NOT_ALLOWED => "METHOD_NOT_ALLOWED",
            StatusCode::REQUEST_TIMEOUT => "REQUEST_TIMEOUT",
            StatusCode::CONFLICT => "CONFLICT",
            StatusCode::PAYLOAD_TOO_LARGE => "PAYLOAD_TOO_LARGE",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "UNSUPPORTED_MEDIA_TYPE",
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => "HEADERS_TOO_LARGE",
            StatusCode::SERVICE_UNAVAILABLE => "SERVICE_UNAVAILABLE",
            _ => "INTERNAL_SERVER_ERROR",
        },
        kind => kind,
    }
}

impl From<Fault> for Detail {
    fn from(fault: Fault) -> Self {
        Self { details: fault.sentence, pointer: pointer(&fault.field) }
    }
}

/// The way to a field, as `jurisdictions[0].state`, in the manner of RFC 6901.
fn pointer(field: &str) -> String {
    let steps = field.split(['.', '[']).map(|step| step.trim_end_matches(']')).filter(|step| !step.is_empty());
    steps.map(|step| format!("/{}", step.replace('~', "~0").replace('/', "~1"))).collect()
}

impl Problem {
    pub(super) fn no_such_customer() -> Self {
        let sentence = "Customer not found. Give an id as POST /api/v1/customers answered it; live and test keys see \
                        different customers.";
        Self::new(StatusCode::NOT_FOUND, "CUSTOMER_NOT_FOUND", sentence)
    }

    pub(super) fn no_exemption_certificate() -> Self {
        Self::new(StatusCode::NOT_FOUND, "EXEMPTION_CERTIFICATE_NOT_FOUND", "Exemption certificate not found")
    }

    pub(super) fn no_such_webhook() -> Self {
        Self::new(StatusCode::NOT_FOUND, "WEBHOOK_NOT_FOUND", "Webhook not found")
    }
}

#[cfg(test)]
mod tests {
    use super::pointer;

    #[test]
    fn a_pointer_leads_to_the_field() {
        assert_eq!(pointer("jurisdictions[10].state"), "/jurisdictions/10/state");
        assert_eq!(pointer("shipping_address.line1"), "/shipping_address/line1");
        assert_eq!(pointer("a/b~c"), "/a~1b~0c");
        assert_eq!(pointer(""), "");
    }
}
