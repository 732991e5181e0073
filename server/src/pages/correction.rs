//! The form of a correction: a few fields, perhaps a file, and the signature.

use app::paths;
use axum::{
    Json, Router,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use domain::{CertificateId, RequestId, wizard::Page};
use messages::Words;
use serde_json::json;
use services::{Actor, Error, Result, wizard, wizard::Corrected};

use super::{
    form::{Id, Values},
    upload::{take, told, wants_json},
    wizard::{actor, language, moment, signature},
};
use crate::state::State as Shared;

pub(super) fn router() -> Router<Shared> {
    let form = post(correct).layer(DefaultBodyLimit::disable()); // the service counts a file's bytes itself
    Router::new().route("/request/{id}/correction/{certificate}", form)
}

async fn correct(
    State(shared): State<Shared>,
    Id(id): Id<RequestId>,
    Path((_, certificate)): Path<(String, String)>,
    request: Request,
) -> Response {
    let Ok(certificate) = certificate.parse() else { return StatusCode::NOT_FOUND.into_response() };
    let (wants_json, extensions) = (wants_json(request.headers()), request.extensions().clone());
    let mut values = Values::default();
    let corrected = match actor(&extensions) {
        Ok(actor) => receive(&shared, &actor, (id, certificate), request, &mut values).await,
        Err(error) => Err(error),
    };
    let receipt = format!("{}?corrected=yes", paths::page(id, Page::Done));
    match corrected {
        Ok(()) if wants_json => Json(json!({ "next": receipt })).into_response(),
        Ok(()) => Redirect::to(&receipt).into_response(),
        Err(error) if wants_json => told(id, error, Words(language(&extensions))),
        // Somebody has decided, or the same click came twice: the receipt says what stands.
        Err(Error::Refused(_)) => Redirect::to(&paths::wizard(id)).into_response(),
        Err(error) => shared.pages.show_again(&paths::correction(id, certificate), extensions, error, values).await,
    }
}

async fn receive(
    shared: &Shared,
    actor: &Actor,
    (id, certificate): (RequestId, CertificateId),
    request: Request,
    values: &mut Values,
) -> Result<()> {
    let moment = moment(request.extensions(), request.headers());
    let file = take(shared, actor, id, request, values).await?;
    let (seen, sign, values) = (values.one("seen"), signature(values), &*values);
    let form = Corrected { typed: |name: &str| values.one(name), file, sign, seen, moment };
    wizard::correct(&shared.services, actor, certificate, form).await
}
