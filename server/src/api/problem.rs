//! What went wrong with a call, before a face puts it into its own words.
//!
//! A [`Problem`] becomes an answer with status and headers, and travels in its extensions to the layer of the face, which
//! writes the body ([`written`]). So gate, extractors and handlers are the same for all faces.

use axum::{
    Json,
    extract::OriginalUri,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{Invalid, Refusal, document::Unacceptable};
use serde::Serialize;
use services::Error;

/// An answer that is no success.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(super) status: StatusCode,
    /// Numeral's word for it, or ours.
    pub(super) kind: &'static str,
    pub(super) message: String,
    /// What is wrong with the body, one by one; empty: something else is wrong.
    pub(super) faults: Vec<Fault>,
    /// After how many seconds it is worth another try.
    again_after: Option<u64>,
}

/// One thing that is wrong with a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The way to the field, as `jurisdictions[0].state`; empty: it is about the whole body.
    pub(super) field: String,
    /// What is wrong, in a sentence without the field's name.
    pub(super) sentence: String,
}

impl Fault {
    fn in_one_line(&self) -> String {
        if self.field.is_empty() { self.sentence.clone() } else { format!("{}: {}", self.field, self.sentence) }
    }
}

impl Problem {
    pub(super) fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        Self { status, kind, message: message.into(), faults: vec![], again_after: None }
    }

    /// Something in the body is wrong; `field` is the way to it, empty for the whole.
    pub(super) fn in_body(kind: &'static str, field: &str, sentence: impl Into<String>) -> Self {
        let fault = Fault { field: field.to_owned(), sentence: sentence.into() };
        let message = fault.in_one_line();
        Self { faults: vec![fault], ..Self::new(StatusCode::BAD_REQUEST, kind, message) }
    }

    /// The same, and when to try again.
    pub(super) fn again_after(self, seconds: u64) -> Self {
        Self { again_after: Some(seconds), ..self }
    }

    /// Several at once: the first says of which kind they are. None: there is none.
    pub(super) fn all(problems: Vec<Self>) -> Option<Self> {
        let mut problems = problems.into_iter();
        let first = problems.next()?;
        Some(problems.fold(first, |mut all, one| {
            all.faults.extend(one.faults);
            all.and(&one.message)
        }))
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
}

/// Says which thing was not found; every other error stays what it is.
pub(super) fn or(error: Error, not_found: fn() -> Problem) -> Problem {
    if let Error::NotFound = error { not_found() } else { error.into() }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let status = app::context::status(&error);
        match error {
            Error::Refused(Refusal::DuplicateState) => {
                Self::new(StatusCode::BAD_REQUEST, refused(Refusal::DuplicateState), error.to_string())
            }
            Error::NoSuchFile => Self::new(status, "FILE_NOT_FOUND", error.to_string()),
            Error::NoSuchExemption => Self::new(status, "EXEMPTION_NOT_FOUND", error.to_string()),
            Error::Refused(refusal) => Self::new(status, refused(refusal), refusal.to_string()),
            Error::Invalid(invalid) => {
                let kind = invalid.0.first().map_or("ERROR", |first| match first.problem {
                    domain::Problem::Missing => "MISSING_FIELD",
                    domain::Problem::Email => "INVALID_EMAIL",
                    domain::Problem::Incorrect | domain::Problem::Changed => "INCORRECT_TYPE",
                });
                let faults = invalid
                    .0
                    .iter()
                    .map(|error| Fault { field: error.field.clone(), sentence: error.sentence.clone() });
                Self { faults: faults.collect(), ..Self::new(StatusCode::BAD_REQUEST, kind, in_one_line(&invalid)) }
            }
            Error::KeyForbidden { .. } => Self::new(status, "FORBIDDEN", error.to_string()),
            Error::TestModeOff => Self::new(status, "TESTMODE_NOT_SUPPORTED", error.to_string()),
            Error::Overtaken => Self::new(status, "IDEMPOTENCY_KEY_IN_USE", error.to_string()),
            Error::File(Unacceptable::NotSelected) => Self::missing(format!("file: {error}")),
            Error::File(_) if status == StatusCode::PAYLOAD_TOO_LARGE => {
                Self::new(status, "ERROR", format!("file: {error}"))
            }
            Error::File(_) => Self::incorrect(format!("file: {error}")),
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
            let fault = Fault { field: error.field.clone(), sentence: error.sentence.clone() };
            sentences.push(fault.in_one_line());
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
        Refusal::CustomerArchived => "CUSTOMER_ARCHIVED",
        Refusal::NotMailed => "NOT_MAILED",
        Refusal::RemindersUnwanted => "REMINDERS_UNWANTED",
        Refusal::JustReminded | Refusal::JustSent => "TOO_SOON",
        Refusal::DuplicateState => "DUPLICATE_STATE_FOR_CERTIFICATE",
        Refusal::NotReviewable => "CERTIFICATE_NOT_REVIEWABLE",
        Refusal::NotVerified => "CERTIFICATE_NOT_VERIFIED",
        Refusal::NoRequest => "CERTIFICATE_WITHOUT_REQUEST",
        Refusal::TooManyEndpoints => "TOO_MANY_WEBHOOK_ENDPOINTS",
        Refusal::TestModeOnly => "LIVEMODE_NOT_SUPPORTED",
        Refusal::EndpointDisabled => "WEBHOOK_ENDPOINT_DISABLED",
        Refusal::NothingAsked | Refusal::DocumentHeld | Refusal::WrongCredentials | Refusal::LinkUsed => "ERROR",
    }
}

/// Collects what is wrong with several values, so that all of it is told at once.
#[derive(Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    /// The value; where it is wrong, that is noted and a blank one goes on.
    pub(super) fn read<T: Default>(&mut self, value: Result<T, Problem>) -> T {
        value.unwrap_or_else(|problem| {
            self.0.push(problem);
            T::default()
        })
    }

    /// The error, if anything was wrong.
    pub(super) fn end(self) -> Result<(), Problem> {
        Problem::all(self.0).map_or(Ok(()), Err)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        let again_after = self.again_after.or((self.status == StatusCode::SERVICE_UNAVAILABLE).then_some(30));
        if let Some(seconds) = again_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// An answer as a face gives it: where it is a problem, its body is what the face makes of it.
pub(super) fn written<T: Serialize>(response: Response, words: impl FnOnce(Problem) -> T) -> Response {
    let (mut parts, body) = response.into_parts();
    let Some(problem) = parts.extensions.remove::<Problem>() else { return Response::from_parts(parts, body) };
    let (json, body) = Json(words(problem)).into_response().into_parts();
    parts.headers.extend(json.headers);
    Response::from_parts(parts, body)
}

pub(super) async fn no_such_address(OriginalUri(uri): OriginalUri) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "ERROR", format!("There is nothing at {}.", uri.path()))
}

pub(super) async fn no_such_method(method: Method) -> Problem {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "ERROR", format!("{method} is not possible here."))
}
