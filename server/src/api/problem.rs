//! What went wrong with a call, before a face puts it into its own words.
//!
//! A [`Problem`] becomes an answer with status and headers, and travels in its extensions to the layer of the face, which
//! writes the body ([`written`]). So gate, extractors and handlers are the same for all faces.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::OriginalUri,
    http::{HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};
use domain::{Invalid, Refusal, document::Unacceptable};
use serde::Serialize;
use services::Error;

/// The longest that is told of one call, in bytes: whoever has more to mend begins with these.
const LONGEST_MESSAGE: usize = 4_000;

/// The longest sentence. Longer ones repeat what was sent.
const LONGEST_SENTENCE: usize = 2_000;

/// The longest way to a field.
const LONGEST_FIELD: usize = 200;

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

/// A text without its middle, where it is long: its begin says what it is about, and its end what to do.
fn shortened(text: String, longest: usize) -> String {
    if text.len() <= longest {
        return text;
    }
    let (begin, end) = text.split_at(text.floor_char_boundary(longest / 2));
    format!("{begin}…{}", &end[end.ceil_char_boundary(end.len() - longest / 2)..])
}

impl Problem {
    pub(super) fn new(status: StatusCode, kind: &'static str, message: impl Into<String>) -> Self {
        let message = shortened(message.into(), LONGEST_MESSAGE);
        Self { status, kind, message, faults: vec![], again_after: None }
    }

    /// Something in the body is wrong; `field` is the way to it, empty for the whole.
    pub(super) fn in_body(kind: &'static str, field: &str, sentence: impl Into<String>) -> Self {
        let field = shortened(field.to_owned(), LONGEST_FIELD);
        let fault = Fault { field, sentence: shortened(sentence.into(), LONGEST_SENTENCE) };
        let message = fault.in_one_line();
        Self { faults: vec![fault], ..Self::new(StatusCode::BAD_REQUEST, kind, message) }
    }

    /// The same, and when to try again.
    pub(super) fn again_after(self, seconds: u64) -> Self {
        Self { again_after: Some(seconds), ..self }
    }

    /// Several at once: the first says of which kind they are. Of very many the first ones are told, and how many there are
    /// besides. None: there is none.
    pub(super) fn all(problems: Vec<Self>) -> Option<Self> {
        let mut problems = problems.into_iter();
        let (mut all, mut untold) = (problems.next()?, 0);
        for one in problems {
            if untold > 0 || all.message.len() + one.message.len() > LONGEST_MESSAGE {
                untold += 1;
                continue;
            }
            all.message.push(' ');
            all.message.push_str(&one.message);
            all.faults.extend(one.faults);
        }
        Some(if untold == 0 { all } else { all.and(&format!("So much for now: {untold} more problems are not told.")) })
    }

    /// The same without what is wrong with some of the fields; none: nothing else is wrong.
    pub(super) fn without(self, told: impl Fn(&str) -> bool) -> Option<Self> {
        let kind = self.kind;
        let left = self.faults.into_iter().filter(|fault| !told(&fault.field));
        Self::all(left.map(|fault| Self::in_body(kind, &fault.field, fault.sentence)).collect())
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
            Error::Invalid(invalid) => invalid.into(),
            Error::Internal(source) => internal(status, source.as_ref()),
            Error::File(why) => file(status, why),
            Error::Refused(Refusal::DuplicateState) => {
                Self::new(StatusCode::BAD_REQUEST, refused(Refusal::DuplicateState), error.to_string())
            }
            Error::Refused(refusal) => Self::new(status, refused(refusal), error.to_string()),
            Error::NoSuchFile => Self::new(status, "FILE_NOT_FOUND", error.to_string()),
            Error::NoSuchExemption => Self::new(status, "EXEMPTION_NOT_FOUND", error.to_string()),
            Error::KeyForbidden { .. } => Self::new(status, "FORBIDDEN", error.to_string()),
            Error::TestModeOff => Self::new(status, "TESTMODE_NOT_SUPPORTED", error.to_string()),
            Error::Overtaken => Self::new(status, "IDEMPOTENCY_KEY_IN_USE", error.to_string()),
            Error::Unauthenticated => {
                let message = "Send a valid API key as \"Authorization: Bearer sk_live_…\" or sk_test_….";
                Self::new(status, "UNAUTHORIZED", message)
            }
            Error::Unavailable(part) => {
                let message = format!("{part} does not answer at the moment; nothing was changed. Try again.");
                Self::new(status, "ERROR", message)
            }
            error => Self::new(status, "ERROR", error.to_string()),
        }
    }
}

fn internal(status: StatusCode, source: &dyn std::error::Error) -> Problem {
    tracing::error!(error = %source, "an action failed");
    let message = "Something went wrong on our side. Try again, and tell the operator the X-Request-Id if it stays.";
    Problem::new(status, "ERROR", message)
}

fn file(status: StatusCode, why: Unacceptable) -> Problem {
    let message = format!("file: {why}");
    match why {
        Unacceptable::NotSelected => Problem::missing(message),
        _ if status == StatusCode::PAYLOAD_TOO_LARGE => Problem::new(status, "ERROR", message),
        _ => Problem::incorrect(message),
    }
}

/// The most problems of one field that are told of; a list may have many.
const MOST_OF_A_FIELD: usize = 10;

impl From<Invalid> for Problem {
    fn from(invalid: Invalid) -> Self {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut problems = Vec::new();
        for error in invalid.0 {
            let count = counts.entry(error.field.clone()).or_default();
            *count += 1;
            if *count <= MOST_OF_A_FIELD {
                problems.push(Self::in_body(kind(error.problem), &error.field, error.sentence));
            }
        }
        let many = counts.iter().filter(|(_, count)| **count > MOST_OF_A_FIELD);
        problems.extend(many.map(|(field, count)| {
            Self::in_body("INCORRECT_TYPE", field, format!("{} more are wrong.", count - MOST_OF_A_FIELD))
        }));
        Self::all(problems).unwrap_or_else(|| Self::new(StatusCode::BAD_REQUEST, "ERROR", "Check the fields."))
    }
}

fn kind(problem: domain::Problem) -> &'static str {
    match problem {
        domain::Problem::Missing => "MISSING_FIELD",
        domain::Problem::Email => "INVALID_EMAIL",
        domain::Problem::Incorrect | domain::Problem::Changed => "INCORRECT_TYPE",
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_very_many_problems_the_first_ones_are_told() {
        let sentence = "é".repeat(1_000_000);
        let many: Vec<_> = (0..2_000).map(|_| Problem::in_body("ERROR", "name", sentence.as_str())).collect();
        let all = Problem::all(many).unwrap();
        assert!(all.message.len() < LONGEST_MESSAGE + 100, "{}", all.message.len());
        assert!(all.message.starts_with("name: éé") && all.message.contains("é…é"));
        assert!(all.message.ends_with("1999 more problems are not told."), "{}", all.message.len());
        assert_eq!(all.faults.len(), 1);
        let few = (0..3).map(|place| Problem::in_body("ERROR", &format!("f{place}"), "wrong.")).collect();
        assert_eq!(Problem::all(few).unwrap().message, "f0: wrong. f1: wrong. f2: wrong.");
    }

    #[test]
    fn many_problems_of_one_field_are_counted() {
        let mut invalid = Invalid::default();
        for place in 0..60 {
            invalid.add("states", domain::Problem::Incorrect, format!("{place} is no state."));
        }
        let problem = Problem::from(invalid);
        assert!(problem.message.ends_with("states: 9 is no state. states: 50 more are wrong."), "{}", problem.message);
        assert_eq!(problem.faults.len(), 11);
    }
}
