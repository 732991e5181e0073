//! What a page finds out about the request that it answers.

use std::future::Future;

use domain::{Invalid, Language, Problem, document::Unacceptable};
use http::{HeaderValue, StatusCode, header, request::Parts};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use messages::Words;
use services::{
    Actor, Error, Services,
    invitations::BadLink,
    portal::{BadEntry, Visit, Visitor},
    sessions::Staff,
};

use crate::{components::problem::Problem, paths};

/// A form that was posted and not taken, or not yet: the page shows it again. The server puts it into the request's extensions.
#[derive(Debug, Clone, Default)]
pub struct Rejected {
    /// What was typed, field by field, in the order of the form.
    pub values: Vec<(String, String)>,
    /// What is wrong with which field.
    pub invalid: Invalid,
    /// What is wrong with the whole, where no field is to blame.
    pub sentence: Option<String>,
    /// Nothing is wrong: the form goes on, as after a button that adds a row to it.
    pub unfinished: bool,
}

impl Rejected {
    /// What was typed into a field.
    pub fn value(&self, field: &str) -> Option<&str> {
        self.values.iter().find(|(name, _)| name == field).map(|(_, value)| value.as_str())
    }

    /// All that was ticked under a name.
    pub fn values_of<'a>(&'a self, field: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(name, _)| name == field).map(|(_, value)| value.as_str())
    }
}

/// A link that opened nothing, and why. The server puts it into the request's extensions.
#[derive(Debug, Clone)]
pub struct LinkProblem(pub std::sync::Arc<BadLink>);

/// An address that was answered by a status alone. The server puts it into the request's extensions.
#[derive(Debug, Clone)]
pub struct Unanswered {
    /// The status.
    pub status: StatusCode,
    /// The address.
    pub path: String,
    /// Whether another site made the browser send a form here.
    pub from_elsewhere: bool,
}

/// The buyer of the request in the address, recognized by the cookie. The server puts it into the extensions.
#[derive(Debug, Clone, Copy)]
pub struct Buyer(pub Actor);

/// A link to the buyer's home that opened nothing, and why. The server puts it into the request's extensions.
#[derive(Debug, Clone)]
pub struct EntryProblem(pub std::sync::Arc<BadEntry>);

/// A secret that was just made, to be shown once. The server puts it into the request's extensions.
#[derive(Clone)]
pub struct FreshSecret {
    /// For live customers, or for test customers.
    pub livemode: bool,
    /// The secret itself.
    pub secret: String,
}

/// The secret of a webhook endpoint that was just made, to be shown once. The server puts it into the request's extensions.
#[derive(Clone)]
pub struct FreshWebhookSecret(pub String);

/// A value that the server put into the request's extensions.
pub fn extension<T: Clone + Send + Sync + 'static>() -> Option<T> {
    use_context::<Parts>()?.extensions.get::<T>().cloned()
}

/// Everything an action needs.
pub fn services() -> Services {
    expect_context::<Services>()
}

/// Who is signed in to the desk.
pub fn staff() -> Result<Staff, Error> {
    extension::<Staff>().ok_or(Error::Unauthenticated)
}

/// The buyer whose request this is.
pub fn buyer() -> Result<Actor, Error> {
    extension::<Buyer>().map(|buyer| buyer.0).ok_or(Error::Unauthenticated)
}

/// Who visits the buyer's home.
pub fn visit() -> Result<Visit, Error> {
    match extension::<Visitor>() {
        Some(Visitor::Here(visit)) => Ok(*visit),
        Some(Visitor::Over(_) | Visitor::SignedOut(_)) | None => Err(Error::Unauthenticated),
    }
}

/// The form that was just posted and not taken, if this page answers one.
pub fn rejected() -> Option<Rejected> {
    extension::<Rejected>()
}

/// A parameter behind the question mark; empty ones count as missing.
pub fn query(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    let pairs = url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
    pairs.into_iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.into_owned())
}

/// The same as the value that it spells; anything else is not found.
pub fn query_as<T: std::str::FromStr>(name: &str) -> Result<Option<T>, Error> {
    query(name).map(|text| text.parse().map_err(|_| Error::NotFound)).transpose()
}

/// A part of the path, as the id that it spells; anything else is not found.
pub fn param<T: std::str::FromStr>(name: &str) -> Result<T, Error> {
    let params = leptos_router::hooks::use_params_map().get_untracked();
    params.get_str(name).and_then(|text| text.parse().ok()).ok_or(Error::NotFound)
}

/// The words of the language that the browser wants.
pub fn words() -> Words {
    Words(extension::<Language>().unwrap_or(Language::English))
}

/// The page at its own address, in another language. A form that was refused is shown where it was posted to, and there
/// may be nothing to see at that address; what was answered without a page of its own has no other.
pub fn here_in(language: Language) -> String {
    let uri = use_context::<Parts>().map(|parts| parts.uri).unwrap_or_default();
    let is_elsewhere = [paths::MESSAGE, paths::BAD_LINK].contains(&uri.path()) || extension::<EntryProblem>().is_some();
    let path = if is_elsewhere { "" } else { uri.path() };
    format!("{path}{}", in_language(uri.query().unwrap_or_default(), language))
}

/// A query with another language in it.
fn in_language(query: &str, language: Language) -> String {
    let pairs = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != "lang");
    let mut serializer = url::form_urlencoded::Serializer::new(String::new());
    format!("?{}", serializer.extend_pairs(pairs).append_pair("lang", language.word()).finish())
}

/// Sets the status of the answer.
pub fn set_status(status: StatusCode) {
    expect_context::<ResponseOptions>().set_status(status);
}

/// Loads, then shows: the page that comes out, or the one that says what is wrong, with its status.
pub fn load<V: IntoView + 'static>(page: impl Future<Output = Result<V, Error>> + Send + 'static) -> impl IntoView {
    let response = expect_context::<ResponseOptions>();
    let owner = Owner::current().expect("pages are rendered by the router");
    Suspend::new(async move {
        match page.await {
            Ok(view) => leptos::either::Either::Left(view),
            Err(error) => {
                response.set_status(status(&error));
                leptos::either::Either::Right(owner.with(|| view! { <Problem error/> }))
            }
        }
    })
}

/// The same for the desk, where who is not signed in goes to sign-in and comes back.
pub fn load_for_staff<V, F>(page: impl FnOnce(Staff) -> F) -> impl IntoView
where
    V: IntoView + 'static,
    F: Future<Output = Result<V, Error>> + Send + 'static,
{
    match staff() {
        Ok(staff) => leptos::either::Either::Left(load(page(staff))),
        Err(_) => {
            let here = use_context::<Parts>().map(|parts| parts.uri.to_string()).unwrap_or_default();
            let next: String = url::form_urlencoded::byte_serialize(here.as_bytes()).collect();
            redirect(&format!("{}?next={next}", paths::SIGN_IN));
            leptos::either::Either::Right(())
        }
    }
}

/// Sends the browser elsewhere. leptos_axum's own redirect answers 200 to whoever does not ask for HTML by name.
pub fn redirect(path: &str) {
    let response = expect_context::<ResponseOptions>();
    if let Ok(path) = HeaderValue::from_str(path) {
        response.insert_header(header::LOCATION, path);
        response.set_status(StatusCode::SEE_OTHER);
    }
}

/// The status that an error has on a page.
pub fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound | Error::NoSuchFile | Error::NoSuchExemption => StatusCode::NOT_FOUND,
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::Forbidden | Error::KeyForbidden { .. } => StatusCode::FORBIDDEN,
        Error::Refused(_) | Error::Overtaken => StatusCode::CONFLICT,
        Error::Invalid(invalid) if invalid.0.iter().any(|error| error.problem == Problem::Changed) => {
            StatusCode::CONFLICT
        }
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::File(Unacceptable::TooLarge(_) | Unacceptable::TooLargeTogether(_)) => StatusCode::PAYLOAD_TOO_LARGE,
        Error::File(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::UploadBroken | Error::FormUnreadable | Error::TestModeOff => StatusCode::BAD_REQUEST,
        Error::TooManyUploads => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_language_keeps_the_rest_of_the_address() {
        assert_eq!(in_language("", Language::Spanish), "?lang=es");
        assert_eq!(in_language("lang=es&token=a.b", Language::English), "?token=a.b&lang=en");
    }
}
