//! What holds for every answer: headers that browsers are told, ids that logs share, and no form from another site.

use axum::{
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use services::Services;

use crate::state::State as Shared;

/// The name of the header that carries a request's id.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives each request an id of ours, which its answer carries too.
pub(crate) async fn identify(State(services): State<Services>, mut request: Request, next: Next) -> Response {
    let id = format!("req_{}", services.clock.uuid());
    let Ok(id) = HeaderValue::from_str(&id) else { return next.run(request).await };
    request.headers_mut().insert(REQUEST_ID, id.clone());
    let mut response = next.run(request).await;
    response.headers_mut().insert(REQUEST_ID, id);
    response
}

/// Headers for every answer; a handler that set one already knows better.
pub(crate) async fn harden(State(services): State<Services>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let mut default = |name: HeaderName, value: &'static str| {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    };
    default(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    // Not "no-referrer": browsers then send forms with "Origin: null", and `same_origin` could not tell them apart.
    default(header::REFERRER_POLICY, "same-origin");
    default(header::CACHE_CONTROL, "no-store");
    default(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    if services.settings.is_secure() {
        default(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    response
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
