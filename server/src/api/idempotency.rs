//! `Idempotency-Key`: a POST that is sent again does not happen again, and gets the first answer.

use axum::{
    body::{Body, to_bytes},
    extract::{OriginalUri, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::Permission;
use services::{
    Actor, Error, Services,
    idempotency::{self, Claimed, Stored, digest},
};
use tracing::Instrument as _;

use super::{body, problem::Problem};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Says that an answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

const LONGEST_KEY: usize = 255;

/// Answers a POST with a key once, and gives the same answer to whoever repeats it.
pub(super) async fn once(services: &Services, OriginalUri(uri): OriginalUri, request: Request, next: Next) -> Response {
    let key = request.headers().get(KEY).filter(|_| request.method() == Method::POST).cloned();
    let actor = request.extensions().get::<Actor>().copied();
    match (key, actor) {
        (Some(key), Some(actor)) if may_write(&actor) => {
            let answered = answer(services.clone(), actor, &key, &uri, request, next).await;
            answered.unwrap_or_else(axum::response::IntoResponse::into_response)
        }
        _ => next.run(request).await,
    }
}

/// A key that only reads changes nothing, and is not shown what another one did.
fn may_write(actor: &Actor) -> bool {
    actor.key().is_none_or(|(_, permission)| permission > Permission::Read)
}

async fn answer(
    services: Services,
    actor: Actor,
    key: &HeaderValue,
    uri: &Uri,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let key = read(key)?;
    let called = format!("POST {uri}"); // the whole address: faces have customers alike
    let (request, body_hash) = hashed(request).await?;
    match idempotency::claim(&services, &actor, key, &called).await? {
        Claimed::Ours(actor) => work(services, actor, request, next, body_hash).await,
        Claimed::Answered(stored) if stored.body_hash == body_hash => Ok(again(stored)),
        Claimed::Answered(_) | Claimed::Differs => Err(reused()),
        Claimed::Elsewhere => Err(in_use()),
        Claimed::Lost => Err(lost()),
    }
}

fn read(key: &HeaderValue) -> Result<&str, Problem> {
    let text = key.to_str().ok().map(str::trim).filter(|text| (1..=LONGEST_KEY).contains(&text.len()));
    text.ok_or_else(|| {
        let sentence = format!("Idempotency-Key: give 1 to {LONGEST_KEY} letters, digits and signs of ASCII.");
        Problem::incorrect(sentence)
    })
}

/// What stands for the body. A form with files is not read twice, and is never the same twice, since each try separates its
/// parts by another line: there the key and the address alone count.
async fn hashed(request: Request) -> Result<(Request, Vec<u8>), Problem> {
    if body::is_form_with_files(request.headers()) {
        return Ok((request, digest(b"multipart/form-data")));
    }
    let (parts, body) = request.into_parts();
    let bytes = body::whole(body, body::MANY).await?;
    let hash = digest(&bytes);
    Ok((Request::from_parts(parts, Body::from(bytes)), hash))
}

/// Works to the end even where the caller hangs up: it will ask again.
async fn work(
    services: Services,
    actor: Actor,
    mut request: Request,
    next: Next,
    body_hash: Vec<u8>,
) -> Result<Response, Problem> {
    request.extensions_mut().insert(actor);
    let work = async move {
        let response = next.run(request).await;
        finish(&services, &actor, body_hash, response).await
    };
    let done = tokio::spawn(work.in_current_span()).await;
    done.map_err(|error| Error::Internal(Box::new(error)))?
}

/// Keeps the answer where the work was done. Where it was refused, the key is free for a better try.
async fn finish(
    services: &Services,
    actor: &Actor,
    body_hash: Vec<u8>,
    response: Response,
) -> Result<Response, Problem> {
    if !response.status().is_success() {
        if let Err(error) = idempotency::release(services, actor).await {
            tracing::warn!(%error, "an idempotency key stays claimed for a while");
        }
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let answer = to_bytes(body, usize::MAX).await.map_err(|error| Error::Internal(Box::new(error)))?;
    let stored = Stored { body_hash, status: parts.status.as_u16(), answer: answer.to_vec() };
    if let Err(error) = idempotency::keep(services, actor, &stored).await {
        tracing::warn!(%error, "an answer is not kept for whoever asks again");
    }
    Ok(Response::from_parts(parts, Body::from(answer)))
}

fn again(stored: Stored) -> Response {
    let status = StatusCode::from_u16(stored.status).unwrap_or(StatusCode::OK);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (REPLAYED, HeaderValue::from_static("true")),
    ];
    (status, headers, stored.answer).into_response()
}

fn reused() -> Problem {
    let sentence =
        "Idempotency-Key: this key was used for another call in the last 24 hours. Take a new one for each call.";
    Problem::new(StatusCode::BAD_REQUEST, "IDEMPOTENCY_KEY_REUSED", sentence)
}

fn in_use() -> Problem {
    let sentence = "Idempotency-Key: the first call with this key is still under way. Ask again in a moment.";
    Problem::new(StatusCode::CONFLICT, "IDEMPOTENCY_KEY_IN_USE", sentence).again_after(1)
}

fn lost() -> Problem {
    let sentence = "Idempotency-Key: the call with this key was carried out, but its answer was lost. Look at what is \
                    there now; to do the same once more, take a new key.";
    Problem::new(StatusCode::CONFLICT, "IDEMPOTENCY_ANSWER_LOST", sentence)
}
