//! Errors as Numeral writes them: `{"code":409,"type":"REQUEST_ALREADY_FULFILLED","message":"…"}`.

use axum::{
    Json,
    extract::OriginalUri,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{Invalid, Refusal};
use serde::Serialize;
use services::Error;

/// An answer that is no success.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    kind: &'static str,
    message: String,
}

impl Problem {
    pub(super) fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        Self { status, kind, message: message.into() }
    }

    /// A value that is there and wrong.
    pub(super) fn incorrect(message: String) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "INCORRECT_TYPE", message)
    }

    /// A value that is not there.
    pub(super) fn missing(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "MISSING_FIELD", message)
    }

    /// The same in other words.
    pub(super) fn with_message(self, message: String) -> Self {
        Self { message, ..self }
    }

    /// The same with one more sentence.
    pub(super) fn and(self, sentence: &str) -> Self {
        Self { message: format!("{} {sentence}", self.message), ..self }
    }

    /// The same about a part of the body, as `questions[3].`.
    pub(super) fn of(self, part: &str) -> Self {
        Self { message: format!("{part}{}", self.message), ..self }
    }

    pub(super) fn no_snapshot() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "SNAPSHOT_NOT_FOUND",
            "snapshot_id: there is no answer with this id for this key. Give the snapshot_id of an answer, like snap_….",
        )
    }

    pub(super) fn no_customer() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "CUSTOMER_NOT_FOUND",
            "customer_id: there is no customer with this id for this key. Give an id as POST /tax/customers answered it, \
             like cust_…; live and test keys see different customers.",
        )
    }

    pub(super) fn no_request() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "CERTIFICATE_REQUEST_NOT_FOUND",
            "certificate_request_id: there is no certificate request with this id for this key. Look at GET \
             /tax/certificate-requests.",
        )
    }

    pub(super) fn no_certificate() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "CERTIFICATE_NOT_FOUND",
            "certificate_id: there is no certificate with this id for this key. Look at GET /tax/certificates.",
        )
    }
}

/// Says which thing was not found; every other error stays what it is.
pub(super) fn or(error: Error, not_found: fn() -> Problem) -> Problem {
    if let Error::NotFound = error { not_found() } else { error.into() }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let status = app::context::status(&error);
        match error {
            Error::Refused(refusal) => Self::new(status, refused(refusal), refusal.to_string()),
            Error::Invalid(invalid) => {
                let kind = invalid.0.first().map_or("ERROR", |first| match first.problem {
                    domain::Problem::Missing => "MISSING_FIELD",
                    domain::Problem::Email => "INVALID_EMAIL",
                    domain::Problem::Incorrect | domain::Problem::Changed => "INCORRECT_TYPE",
                });
                Self::new(StatusCode::BAD_REQUEST, kind, in_one_line(&invalid))
            }
            Error::Unauthenticated => {
                let message = "Send a valid API key as \"Authorization: Bearer sk_live_…\" or sk_test_….";
                Self::new(status, "UNAUTHORIZED", message)
            }
            Error::Internal(source) => {
                tracing::error!(error = %source, "an action failed");
                Self::new(
                    status,
                    "ERROR",
                    "Something went wrong on our side. Try again, and tell the operator the X-Request-Id if it stays.",
                )
            }
            Error::Unavailable(part) => Self::new(
                status,
                "ERROR",
                format!("{part} does not answer at the moment; nothing was changed. Try again."),
            ),
            error => Self::new(status, "ERROR", error.to_string()),
        }
    }
}

/// The most problems of one field that are told of; a list may have thousands.
const MOST_OF_A_FIELD: usize = 10;

fn in_one_line(invalid: &Invalid) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let mut sentences = Vec::new();
    for error in &invalid.0 {
        let place = counts.iter().position(|(field, _)| *field == error.field);
        let place = place.unwrap_or_else(|| {
            counts.push((&error.field, 0));
            counts.len() - 1
        });
        counts[place].1 += 1;
        if counts[place].1 <= MOST_OF_A_FIELD {
            sentences.push(format!("{}: {}", error.field, error.sentence));
        }
    }
    let many = counts.iter().filter(|(_, count)| *count > MOST_OF_A_FIELD);
    sentences.extend(many.map(|(field, count)| format!("{field}: {} more are wrong.", count - MOST_OF_A_FIELD)));
    sentences.join(" ")
}

fn refused(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::AlreadyFulfilled => "REQUEST_ALREADY_FULFILLED",
        Refusal::RequestInvalid | Refusal::Canceled => "REQUEST_INVALID",
        Refusal::DuplicateCustomer => "DUPLICATE_CUSTOMER",
        Refusal::FaxNotConfigured => "FAX_NOT_CONFIGURED",
        Refusal::NotMailed | Refusal::RemindersUnwanted | Refusal::JustReminded => "REMINDER_NOT_SENT",
        Refusal::TooManyEndpoints => "TOO_MANY_WEBHOOK_ENDPOINTS",
        Refusal::EndpointDisabled => "WEBHOOK_ENDPOINT_DISABLED",
        Refusal::NotReviewable
        | Refusal::NoRequest
        | Refusal::NothingAsked
        | Refusal::DocumentHeld
        | Refusal::WrongCredentials
        | Refusal::LinkUsed => "ERROR",
    }
}

#[derive(Serialize)]
struct Body {
    code: u16,
    #[serde(rename = "type")]
    kind: &'static str,
    message: String,
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = Body { code: self.status.as_u16(), kind: self.kind, message: self.message };
        let mut response = (self.status, Json(body)).into_response();
        match self.status {
            StatusCode::SERVICE_UNAVAILABLE => {
                drop(response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30")))
            }
            StatusCode::UNAUTHORIZED => {
                drop(response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
            }
            _ => {}
        }
        response
    }
}

pub(crate) async fn no_such_address(OriginalUri(uri): OriginalUri) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "ERROR", format!("There is nothing at {}.", uri.path()))
}

pub(super) async fn no_such_method(method: Method) -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "ERROR", format!("{method} is not possible here."))
}
