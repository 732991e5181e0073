//! `/openapi.json`, and a page to read and try it, which needs nothing from elsewhere.

use axum::{
    Router,
    http::{HeaderName, HeaderValue, header},
    routing::get,
};
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa_swagger_ui::{Config, SwaggerUi};

const DOCUMENT: &str = "/openapi.json";

/// Scripts and calls to this server alone. The page sets styles from its script, and has pictures inside its stylesheet.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

pub(crate) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    // Without "none" the page would have somebody else's server check the description. A key that is typed in is gone
    // with the page.
    let config = Config::from(DOCUMENT).validator_url("none").doc_expansion("list").use_base_layout();
    let page: Router<S> = SwaggerUi::new("/docs/api").config(config).into();
    Router::new()
        .route(DOCUMENT, get(async || ([(header::CONTENT_TYPE, "application/json")], super::document())))
        .merge(page.layer(told(header::CONTENT_SECURITY_POLICY, POLICY)))
}

fn told(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value))
}
