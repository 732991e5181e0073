//! The buyer's home: the ways in, and what its forms do.

use std::sync::Arc;

use app::{context::EntryProblem, paths};
use axum::{
    Router,
    extract::{Path, Request, State},
    http::{Extensions, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use domain::{AccountId, CertificateId, Invalid, Language, PortalCodeId, Problem, RequestId};
use services::{
    Actor, Error, Result, Services,
    invitations::Opened,
    portal::{self, BadEntry, Entered, Visit, Visitor},
};

use super::{
    Pages,
    form::{Id, Posted},
    invitation,
};
use crate::{client, limits::CodeLimits, state::State as Shared};

/// The cookie of a visit to the buyer's home.
pub(super) const PORTAL: &str = "certlane_portal";

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/portal/{token}", get(open))
        .route(paths::PORTAL_ENTER, post(enter))
        .route(paths::PORTAL_SIGN_IN, post(ask_code))
        .route("/portal/sign-in/{id}", post(enter_by_code))
        .route(paths::PORTAL_SIGN_OUT, post(sign_out))
        .route(paths::PORTAL_CUSTOMER, post(choose_customer))
        .route(paths::PORTAL_ADD, post(add_states))
        .route("/portal/certificates/{id}/renewal", post(renew))
        .route("/portal/certificates/{id}/download", get(download))
        .route("/portal/requests/{id}", get(go_on))
}

/// Whether an address is one of the buyer's home.
pub(super) fn is_here(path: &str) -> bool {
    path.strip_prefix(paths::PORTAL).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Whose browser it is, as the cookie says.
pub(super) async fn visitor(services: &Services, jar: &CookieJar) -> Result<Visitor> {
    let cookie = jar.get(PORTAL).ok_or(Error::Unauthenticated)?;
    portal::recognize(services, cookie.value()).await
}

fn visit(extensions: &Extensions) -> Result<Visit> {
    match extensions.get::<Visitor>() {
        Some(Visitor::Here(visit)) => Ok(Visit::clone(visit)),
        Some(Visitor::Over(_) | Visitor::SignedOut(_)) | None => Err(Error::Unauthenticated),
    }
}

fn actor(extensions: &Extensions) -> Result<Actor> {
    visit(extensions).map(|visit| visit.actor)
}

/// A link that the API has made. Nothing changes on our side, so that it can be opened again within its hour.
async fn open(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Path(token): Path<String>,
    jar: CookieJar,
    request: Request,
) -> Response {
    let mut response = match portal::open(&services, &token).await {
        Ok(Ok(entered)) => come_in(&services, jar, entered),
        Ok(Err(problem)) => bad_entry(&pages, problem, request).await,
        Err(error) => refused(&error),
    };
    // The address holds the link: no page that follows may hear of it.
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// A link that the storefront has signed is used up. One that opens nothing has a page at its own address.
async fn enter(State(services): State<Services>, jar: CookieJar, posted: Posted) -> Response {
    let token = posted.values.one("token");
    match portal::enter(&services, &token).await {
        Ok(Ok(entered)) => come_in(&services, jar, entered),
        Ok(Err(_)) => {
            let token: String = url::form_urlencoded::byte_serialize(token.as_bytes()).collect();
            Redirect::to(&format!("{}?token={token}", paths::PORTAL_ENTER)).into_response()
        }
        Err(error) => refused(&error),
    }
}

fn come_in(services: &Services, jar: CookieJar, entered: Entered) -> Response {
    let home = match entered.language {
        Some(language) => format!("{}?lang={language}", paths::PORTAL),
        None => paths::PORTAL.to_owned(),
    };
    // It goes with the browser's window; the token in it ends after an hour.
    let cookie = Cookie::build((PORTAL, entered.cookie))
        .path(paths::PORTAL)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(services.settings.is_secure());
    (jar.add(cookie), Redirect::to(&home)).into_response()
}

async fn bad_entry(pages: &Pages, problem: BadEntry, request: Request) -> Response {
    let mut extensions = request.into_parts().0.extensions;
    extensions.insert(EntryProblem(Arc::new(problem)));
    pages.show(paths::PORTAL, extensions).await
}

/// Mails a code. Whoever asks for many is told to wait, whether the address is known or not.
async fn ask_code(
    State(services): State<Services>,
    State(pages): State<Pages>,
    State(limits): State<Arc<CodeLimits>>,
    posted: Posted,
) -> Response {
    let (email, merchant) = (posted.values.one("email"), posted.values.one("merchant"));
    let Ok(merchant) = merchant.parse::<AccountId>() else { return StatusCode::NOT_FOUND.into_response() };
    let again = paths::portal_sign_in(merchant);
    if !limits.allow(client::of(&posted.extensions), merchant, &email) {
        let sentence = "Too many codes were asked for. Wait an hour, then try again.";
        let error = Error::Invalid(Invalid::one("email", Problem::Incorrect, sentence));
        let mut response = pages.show_again(&again, posted.extensions, error, posted.values).await;
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        response.headers_mut().insert(header::RETRY_AFTER, 3600.into());
        return response;
    }
    let language = posted.extensions.get::<Language>().copied().unwrap_or(Language::English);
    match portal::ask_code(&services, merchant, &email, language).await {
        Ok(code) => Redirect::to(&paths::portal_code(code)).into_response(),
        Err(error) => pages.show_again(&again, posted.extensions, error, posted.values).await,
    }
}

async fn enter_by_code(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<PortalCodeId>,
    jar: CookieJar,
    posted: Posted,
) -> Response {
    match portal::enter_by_code(&services, id, &posted.values.one("code")).await {
        Ok(entered) => come_in(&services, jar, entered),
        Err(error) => pages.show_again(&paths::portal_code(id), posted.extensions, error, posted.values).await,
    }
}

/// The cookie stays, so that the page can say where the visitor has signed out; it opens nothing any more.
async fn sign_out(State(services): State<Services>, posted: Posted) -> Response {
    let ended = match visit(&posted.extensions) {
        Ok(visit) => portal::sign_out(&services, &visit).await,
        Err(error) => Err(error),
    };
    ended.map_or_else(|error| refused(&error), |()| Redirect::to(paths::PORTAL).into_response())
}

async fn choose_customer(State(services): State<Services>, posted: Posted) -> Response {
    let chosen = match (visit(&posted.extensions), posted.values.one("customer").parse()) {
        (Ok(visit), Ok(customer)) => portal::choose_customer(&services, &visit, customer).await,
        (Err(error), _) => Err(error),
        (_, Err(_)) => Err(Error::NotFound),
    };
    chosen.map_or_else(|error| refused(&error), |()| Redirect::to(paths::PORTAL).into_response())
}

async fn add_states(
    State(services): State<Services>,
    State(pages): State<Pages>,
    jar: CookieJar,
    posted: Posted,
) -> Response {
    let added = match actor(&posted.extensions) {
        Ok(actor) => portal::add_states(&services, &actor, &posted.values.all("more_states")).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(opened) => to_the_walk(&services, jar, opened),
        Err(error @ Error::Invalid(_)) => {
            pages.show_again(paths::PORTAL_ADD, posted.extensions, error, posted.values).await
        }
        Err(error) => refused(&error),
    }
}

async fn renew(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<CertificateId>,
    jar: CookieJar,
    posted: Posted,
) -> Response {
    let opened = match actor(&posted.extensions) {
        Ok(actor) => portal::renew(&services, &actor, id).await,
        Err(error) => Err(error),
    };
    match opened {
        Ok(opened) => to_the_walk(&services, jar, opened),
        Err(error @ Error::Invalid(_)) => {
            pages.show_again(paths::PORTAL, posted.extensions, error, posted.values).await
        }
        Err(error) => refused(&error),
    }
}

/// A fresh URL each time: an old one may have run out while the page stood open.
async fn download(State(services): State<Services>, Id(id): Id<CertificateId>, extensions: Extensions) -> Response {
    let url = match actor(&extensions) {
        Ok(actor) => portal::download_url(&services, &actor, id).await,
        Err(error) => Err(error),
    };
    match url {
        Ok(Some(url)) => Redirect::to(&url).into_response(),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => refused(&error),
    }
}

async fn go_on(
    State(services): State<Services>,
    Id(id): Id<RequestId>,
    jar: CookieJar,
    extensions: Extensions,
) -> Response {
    let opened = match actor(&extensions) {
        Ok(actor) => portal::go_on(&services, &actor, id).await,
        Err(error) => Err(error),
    };
    opened.map_or_else(|error| refused(&error), |opened| to_the_walk(&services, jar, opened))
}

/// The visitor gets the cookie of the request, as if by the link of its mail.
fn to_the_walk(services: &Services, jar: CookieJar, opened: Opened) -> Response {
    let walk = paths::wizard(opened.request);
    (jar.add(invitation::cookie(services, opened)), Redirect::to(&walk)).into_response()
}

/// Who is no visitor is told so at the home; the rest `explain` puts into words.
fn refused(error: &Error) -> Response {
    match error {
        Error::Unauthenticated => Redirect::to(paths::PORTAL).into_response(),
        Error::Internal(source) => {
            tracing::error!(error = %source, "an action of the buyer's home failed");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
        error => app::context::status(error).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_home_begins_at_its_own_name() {
        assert!(["/portal", "/portal/", "/portal/add"].into_iter().all(is_here));
        assert!(!["/portals", "/", "/request/portal"].into_iter().any(is_here));
    }
}
