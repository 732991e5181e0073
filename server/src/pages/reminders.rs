//! The desk's forms about reminders.

use app::paths;
use axum::{
    Router,
    extract::State,
    http::Extensions,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use domain::{Cadence, RequestId};
use services::{Result, Services, reminders};

use super::{
    Pages,
    desk::actor,
    form::{Id, Posted, Values},
};
use crate::state::State as Shared;

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route(paths::REMINDERS, post(change))
        .route("/requests/{id}/reminder", post(remind))
        .route("/requests/{id}/reminders-end", post(stop))
}

async fn change(State(services): State<Services>, State(pages): State<Pages>, posted: Posted) -> Response {
    let Posted { extensions, values, .. } = posted;
    match save(&services, &extensions, &values).await {
        Ok(()) => Redirect::to(&format!("{}?saved=yes", paths::REMINDERS)).into_response(),
        Err(error) => pages.show_again(paths::REMINDERS, extensions, error, values).await,
    }
}

async fn save(services: &Services, extensions: &Extensions, values: &Values) -> Result<()> {
    let actor = actor(extensions)?;
    reminders::change(services, &actor, &cadence(values)?).await
}

/// What the form says; switched off, its other fields do not matter.
fn cadence(values: &Values) -> Result<Cadence> {
    if values.one("on") != "yes" {
        return Ok(Cadence::off());
    }
    Ok(Cadence::typed(&values.one("days"), values.one("day_before_end") == "yes")?)
}

async fn remind(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<RequestId>,
    posted: Posted,
) -> Response {
    let reminded = match actor(&posted.extensions) {
        Ok(actor) => reminders::remind(&services, &actor, id).await,
        Err(error) => Err(error),
    };
    match reminded {
        Ok(_) => Redirect::to(&format!("{}?reminded=yes", paths::request(id))).into_response(),
        Err(error) => pages.show_again(&paths::request(id), posted.extensions, error, posted.values).await,
    }
}

async fn stop(
    State(services): State<Services>,
    State(pages): State<Pages>,
    Id(id): Id<RequestId>,
    posted: Posted,
) -> Response {
    let stopped = match actor(&posted.extensions) {
        Ok(actor) => reminders::stop(&services, &actor, id).await,
        Err(error) => Err(error),
    };
    match stopped {
        Ok(()) => Redirect::to(&format!("{}?stopped=yes", paths::request(id))).into_response(),
        Err(error) => pages.show_again(&paths::request(id), posted.extensions, error, posted.values).await,
    }
}
