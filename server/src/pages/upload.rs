//! The document step: a form with files, streamed on as they come in.

use app::paths;
use axum::{
    Json,
    extract::{FromRequest as _, Multipart, Path, Request, State, multipart::Field},
    http::{Extensions, HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    CertificateType, Invalid, Problem, RequestId,
    document::{MOST_PICTURES, Unacceptable},
    wizard::{Answers, Page, UploadAnswers},
};
use futures_util::StreamExt as _;
use messages::Words;
use serde_json::json;
use services::{
    Actor, Error, Result, documents,
    documents::{Part, Received},
    wizard,
};

use super::{
    form::{Id, Posted, Values},
    wizard::{actor, after, again, language},
};
use crate::state::State as Shared;

/// The most that may be typed into a field beside the file.
const LONGEST_FIELD: usize = 10_000;

/// The most fields that are read beside the files; the form has a state in each of them, and five others.
const MOST_FIELDS: usize = 100;

/// The most files that are read, so that who selects too many gets to hear how many are right.
const MOST_FILES: usize = 4 * MOST_PICTURES;

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
        Err(error) if wants_json => {
            let seen = seen_now(&shared, &extensions, form).await;
            told(id, error, Words(language(&extensions)), seen)
        }
        Err(error) => again(&shared.pages, id, Page::Upload(form), error, Posted { uri, extensions, values }).await,
    }
}

/// What the page would be made from now: the answers of this try are kept, and the next one begins with them.
async fn seen_now(shared: &Shared, extensions: &Extensions, form: CertificateType) -> Option<String> {
    let wizard = wizard::load(&shared.services, &actor(extensions).ok()?).await.ok()?;
    Some(wizard.draft.seen(Page::Upload(form)))
}

/// Takes the files and the fields beside them. What was typed is kept even where the files are not taken.
async fn receive(
    shared: &Shared,
    actor: &Actor,
    id: RequestId,
    kind: CertificateType,
    request: Request,
    values: &mut Values,
) -> Result<Page> {
    let language = language(request.extensions());
    let file = take(shared, actor, id, request, values).await?;
    let typed = UploadAnswers {
        document_id: None,
        states: values.all("states"),
        certificate_type_id: values.one("certificate_type_id"),
        signed_on: values.one("signed_on"),
        expires_on: values.one("expires_on"),
    };
    let answers = wizard::Posted { answers: Answers::Upload(kind, typed), seen: values.one("seen"), language };
    wizard::save_document(&shared.services, actor, file, answers).await
}

/// Reads a form with files to its end. The outer error is the form's, the inner one the files'.
pub(super) async fn take(
    shared: &Shared,
    actor: &Actor,
    id: RequestId,
    request: Request,
    values: &mut Values,
) -> Result<Result<Option<Received>>> {
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| Error::FormUnreadable)?;
    let read = read(shared, actor, id, &mut form, values).await;
    drain(&mut form, documents::most_together(&shared.services)).await;
    match read? {
        Err(error @ Error::Refused(_)) => Err(error),
        parts => Ok(assemble(shared, parts).await),
    }
}

/// One document of all files; none where none was chosen.
async fn assemble(shared: &Shared, parts: Result<Vec<Part>>) -> Result<Option<Received>> {
    let parts = parts?;
    if parts.is_empty() {
        return Ok(None);
    }
    documents::assemble(&shared.services, parts).await.map(Some)
}

/// Reads on to the end of the form, within reason: a browser that is still sending would not read the answer.
async fn drain(form: &mut Multipart, most: u64) {
    let mut left = most;
    while let Ok(Some(field)) = form.next_field().await {
        if skip(field, &mut left).await.is_err() {
            return;
        }
    }
}

/// Reads a field and throws it away.
async fn skip(mut field: Field<'_>, left: &mut u64) -> Result<()> {
    while let Some(chunk) = field.next().await {
        let read = chunk.map_err(|_| Error::UploadBroken)?.len() as u64;
        *left = left.checked_sub(read).ok_or(Error::FormUnreadable)?;
    }
    Ok(())
}

/// Reads the whole form. The outer error is the form's, the inner one the files'.
async fn read(
    shared: &Shared,
    actor: &Actor,
    id: RequestId,
    form: &mut Multipart,
    values: &mut Values,
) -> Result<Result<Vec<Part>>> {
    let (mut parts, mut files, mut fields) = (Ok(vec![]), 0, 0);
    let mut left = documents::most_together(&shared.services);
    while let Some(field) = form.next_field().await.map_err(|_| Error::UploadBroken)? {
        let name = field.name().unwrap_or_default().to_owned();
        let (count, most) = if name == "file" { (&mut files, MOST_FILES) } else { (&mut fields, MOST_FIELDS) };
        *count += 1;
        if *count > most {
            return Err(Error::FormUnreadable);
        }
        match (name.as_str(), parts) {
            ("file", Ok(taken)) => parts = receive_file(shared, actor, id, field, taken).await,
            ("file", refused) => {
                parts = refused; // the first refusal is the one that is told
                skip(field, &mut left).await?;
            }
            (_, unchanged) => {
                parts = unchanged;
                values.0.push((name, text(field).await?));
            }
        }
        if let Err(Error::UploadBroken) = parts {
            return Err(Error::UploadBroken);
        }
    }
    Ok(parts)
}

/// Takes a file to those before it. No file chosen is an empty part without a name: the one that is stored already stays.
async fn receive_file(
    shared: &Shared,
    actor: &Actor,
    id: RequestId,
    field: Field<'_>,
    mut taken: Vec<Part>,
) -> Result<Vec<Part>> {
    let name = field.file_name().unwrap_or_default().replace("%22", "\""); // as browsers write it
    if name.is_empty() {
        return Ok(taken);
    }
    if taken.is_empty() && !shared.uploads.allow(id) {
        return Err(Error::TooManyUploads);
    }
    taken.push(documents::receive(&shared.services, actor, &name, field).await?);
    documents::check_together(&shared.services, &taken)?;
    Ok(taken)
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
pub(super) fn by_the_field(unacceptable: Unacceptable, words: Words) -> Invalid {
    Invalid::one("file", Problem::Incorrect, words.file(unacceptable))
}

/// A refusal of the whole form in the language of the page; the desk's own speak English.
pub(super) fn in_words(error: &Error, words: Words) -> String {
    match error {
        Error::Refused(refusal) => words.refusal(*refusal),
        Error::UploadBroken => words.say("upload-broken-off"),
        Error::FormUnreadable => words.say("upload-unreadable"),
        Error::TooManyUploads => words.say("upload-many"),
        Error::Unauthenticated => words.say("upload-visit-over"),
        error => error.to_string(),
    }
}

/// An island asks for JSON.
pub(super) fn wants_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.starts_with("application/json"))
}

/// The same words for the island, which shows them by the field. Where the request has ended, its page says so.
pub(super) fn told(id: RequestId, error: Error, words: Words, seen: Option<String>) -> Response {
    if let Error::Refused(_) = error {
        return Json(json!({ "next": paths::wizard(id) })).into_response();
    }
    let status = app::context::status(&error);
    let (message, errors) = match error {
        Error::Invalid(invalid) => {
            let invalid = words.translate(invalid);
            (invalid.to_string(), invalid.0)
        }
        Error::File(unacceptable) => (words.file(unacceptable), by_the_field(unacceptable, words).0),
        Error::Internal(source) => {
            tracing::error!(error = %source, "an upload failed");
            (words.say("problem-ours-form"), vec![])
        }
        Error::Unavailable(part) => (words.not_now(part), vec![]),
        error => (in_words(&error, words), vec![]),
    };
    let errors: Vec<_> =
        errors.into_iter().map(|error| json!({ "field": error.field, "sentence": error.sentence })).collect();
    super::patient((status, Json(json!({ "message": message, "errors": errors, "seen": seen }))).into_response())
}
