//! Before any handler: who calls, whether that is too often, and whether the call was made before. All faces have this gate.

use axum::{
    extract::{OriginalUri, Request, State},
    http::{HeaderMap, HeaderName, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use services::{Actor, Error, Services, api_keys};

use super::{idempotency, problem::Problem};
use crate::{limits::Allowance, state::State as Shared};

/// All headers of a call together, in bytes; a tenth of it would do.
const MOST_OF_HEADERS: usize = 16 * 1024;

/// Lets a call in with its [`Actor`], or says why not.
pub(super) async fn enter(
    State(shared): State<Shared>,
    uri: OriginalUri,
    mut request: Request,
    next: Next,
) -> Response {
    match admit(&shared, request.headers()).await {
        Ok((actor, allowance)) => {
            request.extensions_mut().insert(actor);
            let mut response = match too_often(allowance) {
                Some(problem) => problem.into_response(),
                None => idempotency::once(&shared.services, uri, request, next).await,
            };
            tell(response.headers_mut(), allowance);
            response
        }
        Err(problem) => problem.into_response(),
    }
}

async fn admit(shared: &Shared, headers: &HeaderMap) -> Result<(Actor, Option<Allowance>), Problem> {
    check_size(headers)?;
    let actor = recognize(&shared.services, headers).await?;
    let allowance = actor.key().and_then(|(key, _)| shared.api.count(key, actor.account()));
    Ok((actor, allowance))
}

fn check_size(headers: &HeaderMap) -> Result<(), Problem> {
    let size: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if size <= MOST_OF_HEADERS {
        return Ok(());
    }
    let sentence = format!("The headers are too large: {size} bytes, and at most {MOST_OF_HEADERS} are read.");
    Err(Problem::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, "ERROR", sentence))
}

async fn recognize(services: &Services, headers: &HeaderMap) -> Result<Actor, Problem> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let key =
        header.and_then(|header| header.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let (_, key) = key.ok_or(Error::Unauthenticated)?;
    Ok(api_keys::recognize(services, key.trim()).await?)
}

fn too_often(allowance: Option<Allowance>) -> Option<Problem> {
    let wait = allowance?.wait?;
    let sentence = "This key or its account calls too often. Wait as many seconds as Retry-After says.";
    let seconds = wait.as_secs_f64().ceil().max(1.0) as u64;
    Some(Problem::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMITED", sentence).again_after(seconds))
}

fn tell(headers: &mut HeaderMap, allowance: Option<Allowance>) {
    let Some(Allowance { limit, remaining, reset, .. }) = allowance else { return };
    headers.insert(HeaderName::from_static("ratelimit-limit"), limit.into());
    headers.insert(HeaderName::from_static("ratelimit-remaining"), remaining.into());
    headers.insert(HeaderName::from_static("ratelimit-reset"), reset.into());
}
