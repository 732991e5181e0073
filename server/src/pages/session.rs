//! Signing in to the desk and out of it.

use std::sync::Arc;

use app::paths;
use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use domain::{Invalid, Problem, Refusal};
use services::{Error, Services, sessions, sessions::SessionToken};

use super::{Pages, SESSION, form::Posted};
use crate::{client, limits::SignInLimits, state::State as Shared};

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/sign-in", post(sign_in))
        .route("/sign-in/{token}", post(sign_in_by_link))
        .route("/set-up/{token}", post(set_up))
        .route("/sign-out", post(sign_out))
        .route(paths::MODE, post(switch_mode))
}

async fn sign_in(
    State(services): State<Services>,
    State(pages): State<Pages>,
    State(limits): State<Arc<SignInLimits>>,
    jar: CookieJar,
    posted: Posted,
) -> Response {
    let (email, next) = (posted.values.one("email"), posted.values.one("next"));
    if let Err(invalid) = typed(&posted.values) {
        return pages
            .show_again(paths::SIGN_IN, posted.extensions, invalid.into(), without_password(posted.values))
            .await;
    }
    if !limits.allow(client::of(&posted.extensions), &email) {
        let sentence = "Too many tries. Wait a minute, then try again.";
        let error = Error::Invalid(Invalid::one("email", Problem::Incorrect, sentence));
        let mut response =
            pages.show_again(paths::SIGN_IN, posted.extensions, error, without_password(posted.values)).await;
        *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
        response.headers_mut().insert("retry-after", 60.into());
        return response;
    }
    match sessions::sign_in(&services, &email, &posted.values.one("password")).await {
        Ok(token) => (jar.add(cookie(&services, token)), Redirect::to(local(&next))).into_response(),
        Err(error) => {
            let error = by_the_password(error);
            pages.show_again(paths::SIGN_IN, posted.extensions, error, without_password(posted.values)).await
        }
    }
}

/// Whether there is something to try.
fn typed(values: &super::form::Values) -> Result<(), Invalid> {
    let mut invalid = Invalid::default();
    for (field, sentence) in [("email", "Enter your e-mail address."), ("password", "Enter your password.")] {
        if values.one(field).trim().is_empty() {
            invalid.add(field, Problem::Missing, sentence);
        }
    }
    invalid.or(())
}

/// Which of the two is wrong is not said; the password is the one to type again in any case.
fn by_the_password(error: Error) -> Error {
    match error {
        Error::Refused(refusal @ Refusal::WrongCredentials) => {
            Invalid::one("password", Problem::Incorrect, refusal.to_string()).into()
        }
        error => error,
    }
}

async fn sign_in_by_link(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Path(token): Path<String>,
    jar: CookieJar,
    posted: Posted,
) -> Response {
    match sessions::sign_in_by_link(&services, &token).await {
        Ok(token) => (jar.add(cookie(&services, token)), Redirect::to(paths::REQUESTS)).into_response(),
        Err(error) => pages.show_again(posted.uri.path(), posted.extensions, error, posted.values).await,
    }
}

async fn set_up(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Path(token): Path<String>,
    jar: CookieJar,
    posted: Posted,
) -> Response {
    match sessions::set_up(&services, &token, &posted.values.one("password")).await {
        Ok(token) => (jar.add(cookie(&services, token)), Redirect::to(paths::REQUESTS)).into_response(),
        Err(error) => {
            pages.show_again(posted.uri.path(), posted.extensions, error, without_password(posted.values)).await
        }
    }
}

async fn sign_out(State(services): State<Services>, jar: CookieJar) -> Response {
    if let Some(cookie) = jar.get(SESSION)
        && let Err(error) = sessions::sign_out(&services, cookie.value()).await
    {
        tracing::error!(%error, "a session cannot be ended");
        return StatusCode::SERVICE_UNAVAILABLE.into_response(); // which `explain` puts into words
    }
    (jar.remove(Cookie::build(SESSION).path("/")), Redirect::to(paths::SIGN_IN)).into_response()
}

/// Shows live rows or test rows from now on. An address that names a row of the other mode would not be found: the way on
/// leads to a list.
async fn switch_mode(
    State(services): State<Services>,
    State(pages): State<Pages>,
    jar: CookieJar,
    posted: Posted,
) -> Response {
    let (wants_test, next) = (posted.values.one("mode") == "test", posted.values.one("next"));
    let Some(cookie) = jar.get(SESSION) else { return Redirect::to(paths::SIGN_IN).into_response() };
    match sessions::switch(&services, cookie.value(), !wants_test).await {
        Ok(()) => Redirect::to(local(&next)).into_response(),
        Err(error) => pages.show_again(paths::REQUESTS, posted.extensions, error, posted.values).await,
    }
}

fn cookie(services: &Services, token: SessionToken) -> Cookie<'static> {
    Cookie::build((SESSION, token.0))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(services.settings.is_secure())
        .max_age(time::Duration::days(sessions::SESSION_DAYS))
        .build()
}

/// An address of ours to go on at; anything that a browser could read as another site is not.
fn local(next: &str) -> &str {
    let path =
        next.starts_with('/') && !next.starts_with("//") && !next.contains('\\') && !next.chars().any(char::is_control);
    if path { next } else { paths::REQUESTS }
}

/// Passwords are never sent back.
fn without_password(values: super::form::Values) -> super::form::Values {
    super::form::Values(values.0.into_iter().filter(|(name, _)| name != "password").collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_on_stays_here() {
        assert_eq!(local("/requests?status=pending"), "/requests?status=pending");
        for elsewhere in
            ["", "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/\t/evil.example"]
        {
            assert_eq!(local(elsewhere), paths::REQUESTS, "{elsewhere}");
        }
    }
}
