//! The link of the e-mail: exchanged for a cookie, and out of the address bar at once.

use std::sync::Arc;

use app::{context::LinkProblem, paths};
use axum::{
    Router,
    extract::{Path, Request, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use domain::RequestId;
use services::{
    Services, invitations,
    invitations::{BadLink, Opened},
    reminders,
};

use super::{BUYER, Pages};
use crate::state::State as Shared;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/i/{token}", get(open))
        .route("/l/{code}", get(open_short))
        .route("/i/{token}/not-me", get(open_not_me))
        .route("/i/{token}/decline", get(open_decline))
        .route("/i/{token}/reminders", get(open_reminders).post(stop_reminders))
}

async fn open(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Path(token): Path<String>,
    jar: CookieJar,
    request: Request,
) -> Response {
    exchange(&services, &pages, &token, jar, request, paths::wizard).await
}

/// The link of a letter, which somebody typed or scanned.
async fn open_short(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Path(code): Path<String>,
    jar: CookieJar,
    request: Request,
) -> Response {
    let opened = invitations::open_short(&services, &code).await;
    answer(&services, &pages, opened, jar, request, paths::wizard).await
}

async fn open_not_me(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Path(token): Path<String>,
    jar: CookieJar,
    request: Request,
) -> Response {
    exchange(&services, &pages, &token, jar, request, paths::not_me).await
}

async fn open_decline(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Path(token): Path<String>,
    jar: CookieJar,
    request: Request,
) -> Response {
    exchange(&services, &pages, &token, jar, request, paths::decline).await
}

async fn open_reminders(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Path(token): Path<String>,
    jar: CookieJar,
    request: Request,
) -> Response {
    exchange(&services, &pages, &token, jar, request, paths::buyers_reminders).await
}

/// The button of a mail program (RFC 8058): it posts to the link itself, without a cookie, and shows nothing.
async fn stop_reminders(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Path(token): Path<String>,
    request: Request,
) -> Response {
    match reminders::stop_by_link(&services, &token).await {
        Ok(Ok(())) => StatusCode::NO_CONTENT.into_response(),
        Ok(Err(problem)) => bad_link(&pages, problem, request).await,
        Err(error) => {
            tracing::error!(%error, "reminders cannot be stopped by a link");
            app::context::status(&error).into_response()
        }
    }
}

/// Nothing changes on our side: mail scanners open links too.
async fn exchange(
    services: &Services,
    pages: &Pages,
    token: &str,
    jar: CookieJar,
    request: Request,
    next: fn(RequestId) -> String,
) -> Response {
    let opened = invitations::open(services, token).await;
    answer(services, pages, opened, jar, request, next).await
}

async fn answer(
    services: &Services,
    pages: &Pages,
    opened: services::Result<Result<Opened, BadLink>>,
    jar: CookieJar,
    request: Request,
    next: fn(RequestId) -> String,
) -> Response {
    let mut response = match opened {
        Ok(Ok(opened)) => {
            let next = next(opened.request);
            (jar.add(cookie(services, opened)), Redirect::to(&next)).into_response()
        }
        Ok(Err(problem)) => bad_link(pages, problem, request).await,
        Err(error) => {
            tracing::error!(%error, "a link cannot be opened");
            StatusCode::SERVICE_UNAVAILABLE.into_response() // which `explain` puts into words
        }
    };
    // The address holds the link: no page that follows may hear of it.
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

async fn bad_link(pages: &Pages, problem: BadLink, request: Request) -> Response {
    let status = match problem {
        BadLink::Damaged => StatusCode::NOT_FOUND,
        BadLink::Over(_) => StatusCode::GONE,
    };
    let mut extensions = request.into_parts().0.extensions;
    extensions.insert(LinkProblem(Arc::new(problem)));
    let mut response = pages.show(paths::BAD_LINK, extensions).await;
    *response.status_mut() = status;
    response
}

/// The cookie of a buyer, for the one request that was opened.
pub(super) fn cookie(services: &Services, opened: Opened) -> Cookie<'static> {
    let lifetime = opened.expires_at - services.clock.now();
    Cookie::build((BUYER, opened.cookie))
        .path(paths::wizard(opened.request))
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(services.settings.is_secure())
        .max_age(time::Duration::seconds(lifetime.num_seconds()))
        .build()
}
