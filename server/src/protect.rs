//! What holds for every answer: headers that browsers are told, ids that logs share, and no form from another site.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use services::Services;

use crate::{client, state::State as Shared};

/// The name of the header that carries a request's id.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Around everything: each request gets an id of ours and the address of its client, and each answer the id and its headers.
/// One layer and not three: each copies all that are inside of it.
pub(crate) async fn surround(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let id = HeaderValue::from_str(&format!("req_{}", services.clock.uuid())).ok();
    if let Some(id) = &id {
        request.headers_mut().insert(REQUEST_ID, id.clone());
    }
    client::find(&mut request, services.settings.trusted_proxies);
    let mut response = next.run(request).await;
    harden(response.headers_mut(), services.settings.is_secure());
    if let Some(id) = id {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// What browsers are told with every answer; a handler that set a header already knows better.
fn harden(headers: &mut HeaderMap, is_secure: bool) {
    let mut default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not "no-referrer": browsers then send forms with "Origin: null", and `same_origin` could not tell them apart.
    default(header::REFERRER_POLICY, "same-origin");
    default(header::CACHE_CONTROL, "no-store");
    default(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    if is_secure {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}

/// Refuses what another site makes a browser send here with our cookies (beside `SameSite=Lax`, which does the same).
pub(crate) async fn same_origin(State(state): State<Shared>, request: Request, next: Next) -> Response {
    if is_safe(request.method()) || is_from_here(&state.services, &request) {
        return next.run(request).await;
    }
    state.pages.unanswered(StatusCode::FORBIDDEN, request, true).await
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_from_here(services: &Services, request: &Request) -> bool {
    let text = |name: HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    // A browser that sends neither header is older than both, or no browser.
    text(header::ORIGIN).is_none_or(|origin| origin == services.settings.base_url.origin().ascii_serialization())
}
