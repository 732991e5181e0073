//! The forms of the merchant's profile, and the logo for everybody.

use app::paths;
use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest as _, Multipart, Path, Request, State},
    http::{Extensions, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use services::{Error, Result, Services, profile};

use super::{
    Pages,
    desk::actor,
    form::{Posted, Values},
};
use crate::state::State as Shared;

/// What a form with a logo may hold. More than the logo itself, so that whose picture is too large gets to hear it.
const LONGEST_LOGO_FORM: usize = 30 * profile::LARGEST_LOGO;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route(paths::PROFILE, post(change))
        .route(paths::LOGO, post(change_logo).layer(DefaultBodyLimit::max(LONGEST_LOGO_FORM)))
        .route(paths::LOGO_REMOVAL, post(remove_logo))
        .route("/logos/{account}/{file}", get(logo))
}

async fn change(State(services): State<Services>, State(pages): State<Pages>, posted: Posted) -> Response {
    let Posted { extensions, values, .. } = posted;
    let saved = save(&services, &extensions, &values).await;
    saved_or_again(&pages, saved, extensions, values).await
}

async fn save(services: &Services, extensions: &Extensions, values: &Values) -> Result<()> {
    let actor = actor(extensions)?;
    // A version that is none is none of the current one.
    let from = values.one("version").parse().unwrap_or(-1);
    profile::change(services, &actor, from, &values.profile()).await
}

async fn change_logo(State(services): State<Services>, State(pages): State<Pages>, request: Request) -> Response {
    let extensions = request.extensions().clone();
    let saved = save_logo(&services, &extensions, request).await;
    saved_or_again(&pages, saved, extensions, Values::default()).await
}

async fn save_logo(services: &Services, extensions: &Extensions, request: Request) -> Result<()> {
    let actor = actor(extensions)?;
    profile::change_logo(services, &actor, &picture(request).await?).await
}

/// The one file of the form.
async fn picture(request: Request) -> Result<Bytes> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| Error::FormUnreadable)?;
    let field = form.next_field().await.map_err(|_| Error::UploadBroken)?.ok_or(Error::FormUnreadable)?;
    field.bytes().await.map_err(|_| Error::UploadBroken)
}

async fn remove_logo(State(services): State<Services>, State(pages): State<Pages>, posted: Posted) -> Response {
    let removed = match actor(&posted.extensions) {
        Ok(actor) => profile::remove_logo(&services, &actor).await,
        Err(error) => Err(error),
    };
    saved_or_again(&pages, removed, posted.extensions, Values::default()).await
}

async fn saved_or_again(pages: &Pages, saved: Result<()>, extensions: Extensions, values: Values) -> Response {
    match saved {
        Ok(()) => Redirect::to(&format!("{}?saved=yes", paths::PROFILE)).into_response(),
        Err(error) => pages.show_again(paths::PROFILE, extensions, error, values).await,
    }
}

/// Another picture has another address, so that browsers keep it for ever.
async fn logo(State(services): State<Services>, Path((account, file)): Path<(String, String)>) -> Response {
    let (Ok(account), Some(sha256)) = (account.parse(), file.strip_suffix(".png")) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match profile::logo(&services, account, sha256).await {
        Ok(png) => {
            let headers = [
                (header::CONTENT_TYPE, "image/png"),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
            ];
            (headers, png).into_response()
        }
        Err(error) => app::context::status(&error).into_response(),
    }
}
