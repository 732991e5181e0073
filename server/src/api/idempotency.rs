//! `Idempotency-Key`: a POST that is sent again does not happen again, and gets the first answer.

use axum::{
    body::{Body, to_bytes},
    extract::{DefaultBodyLimit, OriginalUri, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use domain::Permission;
use services::{
    Actor, Error, Services, documents,
    idempotency::{self, Claimed, Stored, digest},
};
use tracing::Instrument as _;

use super::{
    body,
    form::{Form, FormDigest},
    problem::Problem,
};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Says that an answer was given before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

const LONGEST_KEY: usize = 255;

/// Answers a POST with a key once, and gives the same answer to whoever repeats it.
pub(super) async fn once(services: &Services, OriginalUri(uri): OriginalUri, request: Request, next: Next) -> Response {
    let keys = request.headers().get_all(KEY).iter().filter(|_| request.method() == Method::POST);
    let keys: Vec<_> = keys.cloned().collect();
    let actor = request.extensions().get::<Actor>().copied();
    match (&keys[..], actor) {
        ([_, ..], Some(actor)) if may_write(&actor) => {
            // In a box: most calls have no key, and would carry the room for this one.
            let answered = Box::pin(answer(services.clone(), actor, &keys, &uri, request, next)).await;
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
    keys: &[HeaderValue],
    uri: &Uri,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let key = read(keys)?;
    let called = format!("POST {uri}"); // the whole address: faces have customers alike
    let (request, sent) = Sent::with(request).await?;
    match idempotency::claim(&services, &actor, key, &called).await? {
        Claimed::Ours(actor) => work(services, actor, request, next, sent).await,
        Claimed::Answered(stored) => match sent.read(&services, request).await {
            Some(body_hash) if body_hash == stored.body_hash => Ok(again(stored)),
            _ => Err(reused()),
        },
        Claimed::Differs => Err(reused()),
        Claimed::Elsewhere => Err(in_use()),
        Claimed::Lost => Err(lost()),
    }
}

/// The key of a call, which has one.
fn read(keys: &[HeaderValue]) -> Result<&str, Problem> {
    let [key] = keys else {
        return Err(Problem::incorrect("Idempotency-Key: it stands here twice; send it once.".to_owned()));
    };
    let text = key.to_str().ok().map(str::trim);
    let text = text.filter(|text| (1..=LONGEST_KEY).contains(&text.len()) && !text.contains('\t'));
    text.ok_or_else(|| {
        let sentence = format!("Idempotency-Key: give 1 to {LONGEST_KEY} letters, digits, signs and blanks of ASCII.");
        Problem::incorrect(sentence)
    })
}

/// What stands for the body. That of a form with files is known once somebody has read it: it is too large to be kept
/// until the key is looked up, and is never the same twice letter by letter, since each try separates its parts by another line.
enum Sent {
    Bytes(Vec<u8>),
    Form(FormDigest),
}

/// How much longer than its files a form may be that is read to be compared, in bytes.
const AROUND_FILES: u64 = 1024 * 1024;

impl Sent {
    async fn with(mut request: Request) -> Result<(Request, Self), Problem> {
        if body::is_form_with_files(request.headers()) {
            let digest = FormDigest::default();
            request.extensions_mut().insert(digest.clone());
            return Ok((request, Self::Form(digest)));
        }
        let (parts, body) = request.into_parts();
        let bytes = body::whole(body, body::MANY).await?;
        let hash = digest(&bytes);
        Ok((Request::from_parts(parts, Body::from(bytes)), Self::Bytes(hash)))
    }

    /// What is known by now; none: nobody has read the form.
    fn digest(&self) -> Option<Vec<u8>> {
        match self {
            Self::Bytes(digest) => Some(digest.clone()),
            Self::Form(digest) => digest.get().map(<[u8]>::to_vec),
        }
    }

    /// The same for a call whose work was done before: a form is read and thrown away. None: it is not one that was taken.
    async fn read(&self, services: &Services, mut request: Request) -> Option<Vec<u8>> {
        if let Self::Form(_) = self {
            DefaultBodyLimit::disable().apply(&mut request);
            let mut form = Form::of(request).await?;
            form.drain(documents::most_together(services) + AROUND_FILES).await;
        }
        self.digest()
    }
}

/// Works to the end even where the caller hangs up: it will ask again.
async fn work(
    services: Services,
    actor: Actor,
    mut request: Request,
    next: Next,
    sent: Sent,
) -> Result<Response, Problem> {
    request.extensions_mut().insert(actor);
    let work = async move {
        let response = next.run(request).await;
        finish(&services, &actor, &sent, response).await
    };
    let done = tokio::spawn(work.in_current_span()).await;
    done.map_err(|error| Error::Internal(Box::new(error)))?
}

/// Keeps the answer where the work was done. Where it was refused, the key is free for a better try.
async fn finish(services: &Services, actor: &Actor, sent: &Sent, response: Response) -> Result<Response, Problem> {
    if !response.status().is_success() {
        if let Err(error) = idempotency::release(services, actor).await {
            tracing::warn!(%error, "an idempotency key stays claimed for a while");
        }
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let answer = to_bytes(body, usize::MAX).await.map_err(|error| Error::Internal(Box::new(error)))?;
    let body_hash = sent.digest().unwrap_or_default(); // nobody answers with success before the end of the body
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
