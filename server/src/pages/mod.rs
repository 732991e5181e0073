//! The face for browsers: who is it, which form came in, and what to show or where to go next.
//!
//! A page is shown by Leptos. A form is taken here: the service is called, and the answer is a redirect, or the same
//! page again with what was typed and what is wrong with it.

mod correction;
pub(crate) mod desk;
mod form;
mod handover;
mod invitation;
mod language;
mod policy;
mod portal;
mod profile;
mod reminders;
mod session;
mod storefront;
mod upload;
mod webhooks;
mod wizard;

use app::{
    Stylesheet,
    context::{Buyer, Rejected, Unanswered},
};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{Extensions, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use axum_extra::extract::CookieJar;
use domain::RequestId;
use leptos::prelude::{IntoView, LeptosOptions, provide_context};
use messages::Words;
use services::{Error, Services, invitations, sessions};

pub(crate) use self::language::choose as choose_language;
use crate::state::State as Shared;

/// The cookie of the desk's session.
const SESSION: &str = "certlane_session";

/// The cookie of a buyer; its path is the request's, so that each request has its own.
const BUYER: &str = "certlane_request";

/// Shows pages.
#[derive(Clone)]
pub(crate) struct Pages {
    services: Services,
    options: LeptosOptions,
    stylesheet: Stylesheet,
}

/// The addresses that forms are posted to, and the few that are no pages.
pub(crate) fn router() -> Router<Shared> {
    Router::new()
        .merge(session::router())
        .merge(desk::router())
        .merge(policy::router())
        .merge(profile::router())
        .merge(storefront::router())
        .merge(webhooks::router())
        .merge(portal::router())
        .merge(invitation::router())
        .merge(handover::router())
        .merge(reminders::router())
        .merge(wizard::router())
        .merge(correction::router())
}

impl Pages {
    pub(crate) fn new(services: Services, options: LeptosOptions, stylesheet: String) -> Self {
        Self { services, options, stylesheet: Stylesheet(format!("/pkg/{stylesheet}")) }
    }

    /// The document around a page.
    pub(crate) fn shell(&self) -> impl Fn() -> leptos::prelude::AnyView + Clone + Send + Sync + 'static + use<> {
        let (options, stylesheet) = (self.options.clone(), self.stylesheet.clone());
        move || leptos::prelude::IntoAny::into_any(app::shell(options.clone(), stylesheet.clone()).into_view())
    }

    /// The page of an address, with what is put into the request's extensions.
    pub(crate) async fn show(&self, address: &str, extensions: Extensions) -> Response {
        let mut request = Request::new(Body::empty());
        let Ok(uri) = address.parse::<Uri>() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
        *request.uri_mut() = uri;
        *request.extensions_mut() = extensions;
        let services = self.services.clone();
        let show = leptos_axum::render_app_async_with_context(move || provide_context(services.clone()), self.shell());
        show(request).await.into_response()
    }

    /// The page of a form that goes on: with what was typed, and one thing more or less to answer.
    pub(crate) async fn show_unfinished(
        &self,
        address: &str,
        mut extensions: Extensions,
        values: form::Values,
    ) -> Response {
        extensions.insert(Rejected { values: values.0, unfinished: true, ..Rejected::default() });
        self.show(address, extensions).await
    }

    /// The page of a form that was not taken, once more: with what was typed, and why.
    pub(crate) async fn show_again(
        &self,
        address: &str,
        mut extensions: Extensions,
        error: Error,
        values: form::Values,
    ) -> Response {
        let status = app::context::status(&error);
        let mut rejected = Rejected { values: values.0, ..Rejected::default() };
        let words = Words(wizard::language(&extensions));
        match error {
            Error::Invalid(invalid) => rejected.invalid = invalid,
            Error::File(unacceptable) => rejected.invalid = upload::by_the_field(unacceptable, words),
            Error::Internal(source) => {
                tracing::error!(error = %source, "an action failed");
                rejected.sentence = Some(words.say("problem-ours-form"));
            }
            Error::Unavailable(part) => {
                rejected.sentence = Some(words.not_now(part));
            }
            Error::Forbidden => {
                let unanswered = Unanswered { status, path: address.to_owned(), from_elsewhere: false };
                return self.show_message(unanswered, extensions).await;
            }
            Error::NotFound | Error::Unauthenticated => {
                return self.show_problem(address, extensions, status).await;
            }
            error => rejected.sentence = Some(upload::in_words(&error, words)),
        }
        extensions.insert(rejected);
        let mut response = self.show(address, extensions).await;
        if response.status().is_success() {
            *response.status_mut() = status;
        }
        patient(response)
    }

    /// The page that says what a status means, for a request that gets no further.
    pub(crate) async fn unanswered(&self, status: StatusCode, request: Request, from_elsewhere: bool) -> Response {
        let path = request.uri().path().to_owned();
        let unanswered = Unanswered { status, path, from_elsewhere };
        patient(self.show_message(unanswered, request.into_parts().0.extensions).await)
    }

    /// A status in words, where no page of its own says them.
    async fn show_message(&self, unanswered: Unanswered, mut extensions: Extensions) -> Response {
        let status = unanswered.status;
        extensions.insert(unanswered);
        let mut response = self.show(app::paths::MESSAGE, extensions).await;
        *response.status_mut() = status;
        response
    }

    /// The page itself says what is wrong when it loads: that it is not there, or that nobody is signed in.
    async fn show_problem(&self, address: &str, extensions: Extensions, status: StatusCode) -> Response {
        let mut response = self.show(address, extensions).await;
        if response.status().is_success() {
            *response.status_mut() = status;
        }
        response
    }
}

/// Says when to come back, where the answer is "not now".
fn patient(mut response: Response) -> Response {
    let seconds = match response.status() {
        StatusCode::SERVICE_UNAVAILABLE => "30",
        StatusCode::TOO_MANY_REQUESTS => "600",
        _ => return response,
    };
    response.headers_mut().entry(header::RETRY_AFTER).or_insert(header::HeaderValue::from_static(seconds));
    response
}

/// Finds out whose browser it is, if anybody's, and tells the page.
pub(crate) async fn recognize(
    State(shared): State<Shared>,
    jar: CookieJar,
    mut request: Request,
    next: Next,
) -> Response {
    let mut extensions = Extensions::new();
    let path = request.uri().path();
    let recognized = match buyers_request(path) {
        _ if portal::is_here(path) => {
            portal::visitor(&shared.services, &jar).await.map(|visitor| extensions.insert(visitor).is_none())
        }
        Some(id) => buyer(&shared.services, id, &jar).await.map(|buyer| extensions.insert(buyer).is_none()),
        None => staff(&shared.services, &jar).await.map(|staff| extensions.insert(staff).is_none()),
    };
    match recognized {
        Ok(_) | Err(Error::Unauthenticated) => {
            request.extensions_mut().extend(extensions);
            next.run(request).await
        }
        Err(error) => {
            tracing::error!(%error, "a browser cannot be recognized");
            shared.pages.unanswered(StatusCode::SERVICE_UNAVAILABLE, request, false).await
        }
    }
}

/// The request that an address of the wizard is about.
fn buyers_request(path: &str) -> Option<RequestId> {
    path.strip_prefix("/request/")?.split('/').next()?.parse().ok()
}

async fn buyer(services: &Services, request: RequestId, jar: &CookieJar) -> services::Result<Buyer> {
    let cookie = jar.get(BUYER).ok_or(Error::Unauthenticated)?;
    invitations::recognize(services, request, cookie.value()).await.map(Buyer)
}

async fn staff(services: &Services, jar: &CookieJar) -> services::Result<sessions::Staff> {
    let cookie = jar.get(SESSION).ok_or(Error::Unauthenticated)?;
    sessions::recognize(services, cookie.value()).await
}

/// Puts into words what would be an empty page: the answers of the router, and of handlers that give a status alone.
pub(crate) async fn explain(State(pages): State<Pages>, request: Request, next: Next) -> Response {
    let wants_page = !upload::wants_json(request.headers());
    let (path, extensions) = (request.uri().path().to_owned(), request.extensions().clone());
    let response = next.run(request).await;
    let status = response.status();
    let is_page =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    if is_page || !wants_page || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let mut page = pages.show_message(Unanswered { status, path, from_elsewhere: false }, extensions).await;
    let (parts, _) = response.into_parts();
    let about_the_body = [header::CONTENT_TYPE, header::CONTENT_LENGTH];
    for (name, value) in parts.headers.iter().filter(|(name, _)| !about_the_body.contains(name)) {
        page.headers_mut().append(name, value.clone());
    }
    patient(page)
}

/// Every address that nothing stands at.
pub(crate) async fn not_found(uri: Uri) -> Response {
    if uri.path() == "/" {
        return Redirect::to(app::paths::REQUESTS).into_response();
    }
    StatusCode::NOT_FOUND.into_response() // which `explain` puts into words
}
