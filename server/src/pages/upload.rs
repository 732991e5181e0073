//! The document step: a form with a file, streamed on as it comes in.

use app::paths;
use axum::{
    Json,
    extract::{FromRequest as _, Multipart, Path, Request, State, multipart::Field},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    CertificateType, Invalid, Problem, RequestId,
    document::Unacceptable,
    wizard::{Page, UploadAnswers},
};
use futures_util::StreamExt as _;
use messages::Words;
use serde_json::json;
use services::{Actor, Error, Result, documents, documents::Received, wizard};

use super::{
    form::{Id, Posted, Values},
    wizard::{actor, after, again, language},
};
use crate::state::State as Shared;

/// The most that may be typed into a field beside the file.
const LONGEST_FIELD: usize = 10_000;

/// The most fields that are read; the form has a state in each of them, and five others.
const MOST_FIELDS: usize = 100;

/// Takes the form of one document.
pub(super) async fn save_document(
    State(shared): State<Shared>,
    Id(id): Id<RequestId>,
    Path((_, form)): Path<(String, String)>,
    request: Request,
) -> Response {
    let Ok(form) = form.parse() else { return StatusCode::NOT_FOUND.into_response() };
    let wants_json = wants_json(request.headers());
    let (uri, extensions) = (request.uri().clone(), request.extensions().clone());
    let mut values = Values::default();
    let saved = match actor(&extensions) {
        Ok(actor) => receive(&shared, &actor, id, form, request, &mut values).await,
        Err(error) => Err(error),
    };
    match saved.map(|next| after(id, next, &values)) {
        Ok(next) if wants_json => Json(json!({ "next": next })).into_response(),
        Ok(next) => Redirect::to(&next).into_response(),
        Err(error) if wants_json => told(id, error, Words(language(&extensions))),
        Err(error) => again(&shared.pages, id, Page::Upload(form), error, Posted { uri, extensions, values }).await,
    }
}

/// Takes the file and the fields beside it. What was typed is kept even where the file is not taken.
async fn receive(
    shared: &Shared,
    actor: &Actor,
    id: RequestId,
    kind: CertificateType,
    request: Request,
    values: &mut Values,
) -> Result<Page> {
    let language = language(request.extensions());
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| Error::FormUnreadable)?;
    let read = read(shared, actor, id, &mut form, values).await;
    drain(&mut form, shared.services.settings.upload_limit).await;
    let file = read?;
    if let Err(error @ Error::Refused(_)) = file {
        return Err(error);
    }
    let typed = UploadAnswers {
        document_id: None,
        states: values.all("states"),
        certificate_type_id: values.one("certificate_type_id"),
        signed_on: values.one("signed_on"),
        expires_on: values.one("expires_on"),
    };
    wizard::save_document(&shared.services, actor, kind, file, typed, language).await
}

/// Reads on to the end of the form, within reason: a browser that is still sending would not read the answer.
async fn drain(form: &mut Multipart, most: u64) {
    let mut read = 0;
    while let Ok(Some(mut field)) = form.next_field().await {
        while let Some(Ok(chunk)) = field.next().await {
            read += chunk.len() as u64;
            if read > most {
                return;
            }
        }
    }
}

/// Reads the whole form. The outer error is the form's, the inner one the file's.
async fn read(
    shared: &Shared,
    actor: &Actor,
    id: RequestId,
    form: &mut Multipart,
    values: &mut Values,
) -> Result<Result<Option<Received>>> {
    let mut file = None;
    for place in 0.. {
        let Some(field) = form.next_field().await.map_err(|_| Error::UploadBroken)? else { break };
        if place == MOST_FIELDS {
            return Err(Error::FormUnreadable);
        }
        match field.name().unwrap_or_default().to_owned().as_str() {
            "file" if file.is_none() => file = Some(receive_file(shared, actor, id, field).await),
            "file" => file = Some(Err(Unacceptable::Several.into())),
            name => values.0.push((name.to_owned(), text(field).await?)),
        }
        if let Some(Err(Error::UploadBroken)) = file {
            return Err(Error::UploadBroken);
        }
    }
    Ok(file.unwrap_or(Ok(None)))
}

/// No file chosen is an empty part without a name: the one that is stored already stays.
async fn receive_file(shared: &Shared, actor: &Actor, id: RequestId, field: Field<'_>) -> Result<Option<Received>> {
    let name = field.file_name().unwrap_or_default().replace("%22", "\""); // as browsers write it
    if name.is_empty() {
        return Ok(None);
    }
    if !shared.uploads.allow(id) {
        return Err(Error::TooManyUploads);
    }
    documents::receive(&shared.services, actor, &name, field).await.map(Some)
}

async fn text(mut field: Field<'_>) -> Result<String> {
    let mut text = Vec::new();
    while let Some(chunk) = field.next().await {
        text.extend(chunk.map_err(|_| Error::UploadBroken)?);
        if text.len() > LONGEST_FIELD {
            return Err(Error::FormUnreadable);
        }
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// What is wrong with a file stands next to its field.
pub(super) fn by_the_field(unacceptable: Unacceptable) -> Invalid {
    Invalid::one("file", Problem::Incorrect, unacceptable.to_string())
}

/// An island asks for JSON.
pub(super) fn wants_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.starts_with("application/json"))
}

/// The same words for the island, which shows them by the field. Where the request has ended, its page says so.
fn told(id: RequestId, error: Error, words: Words) -> Response {
    if let Error::Refused(_) = error {
        return Json(json!({ "next": paths::wizard(id) })).into_response();
    }
    let status = app::context::status(&error);
    let (message, errors) = match error {
        Error::Invalid(invalid) => {
            let invalid = words.translate(invalid);
            (invalid.to_string(), invalid.0)
        }
        Error::File(unacceptable) => (unacceptable.to_string(), by_the_field(unacceptable).0),
        Error::Internal(source) => {
            tracing::error!(error = %source, "an upload failed");
            ("Something went wrong on our side. Try again in a minute.".to_owned(), vec![])
        }
        Error::Unavailable(part) => (
            format!(
                "The file could not be kept: {part} does not answer. Your answers are kept; try again in a minute."
            ),
            vec![],
        ),
        Error::Unauthenticated => {
            ("Your visit has ended. Open the link in your e-mail again; your answers are kept.".to_owned(), vec![])
        }
        error => (error.to_string(), vec![]),
    };
    let errors: Vec<_> =
        errors.into_iter().map(|error| json!({ "field": error.field, "sentence": error.sentence })).collect();
    super::patient((status, Json(json!({ "message": message, "errors": errors }))).into_response())
}
