//! In which language a browser is spoken to: by the switch on the page, else by what the browser asks for.

use app::paths;
use axum::{
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::Response,
};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use domain::Language;

/// Keeps the choice of the switch.
const COOKIE: &str = "certlane_language";

/// Finds the language and tells the page. The switch is a link with `?lang=es`: nothing but a cookie changes by it.
pub(crate) async fn choose(jar: CookieJar, mut request: Request, next: Next) -> Response {
    let chosen = chosen(request.uri().query().unwrap_or_default());
    let kept = || jar.get(COOKIE).and_then(|cookie| cookie.value().parse().ok());
    let wanted = || {
        let header = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
        Language::of_header(header.unwrap_or_default())
    };
    // The desk speaks English.
    let language = match paths::is_for_buyers(request.uri().path()) {
        true => chosen.or_else(kept).unwrap_or_else(wanted),
        false => Language::English,
    };
    request.extensions_mut().insert(language);
    let mut response = next.run(request).await;
    if chosen.is_some() {
        let cookie = Cookie::build((COOKIE, language.word())).path("/").http_only(true).same_site(SameSite::Lax);
        let cookie = cookie.max_age(time::Duration::days(365)).build().to_string();
        response.headers_mut().extend(HeaderValue::from_str(&cookie).ok().map(|cookie| (header::SET_COOKIE, cookie)));
    }
    response
}

fn chosen(query: &str) -> Option<Language> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == "lang").and_then(|(_, value)| value.parse().ok())
}
