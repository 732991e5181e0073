//! The built files of the browser: in the binary of a release, on disk while developing.

use axum::{
    extract::Path,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../target/site"]
struct Site;

/// The names of the built files; each holds a hash of its content, so browsers keep a file for ever.
#[derive(Default)]
pub(crate) struct Names {
    /// Of JavaScript and WebAssembly, which share one hash: without `.js` and `.wasm`.
    pub(crate) scripts: String,
    /// Of the style sheet.
    pub(crate) stylesheet: String,
}

impl Names {
    /// Reads them from the list that the build leaves beside the files; `None` where nothing was built yet.
    pub(crate) fn read() -> Option<Self> {
        let file = Site::get("hash.txt")?;
        let list = String::from_utf8_lossy(&file.data);
        let hash = |kind: &str| list.lines().find_map(|line| line.strip_prefix(kind)?.strip_prefix(':')).map(str::trim);
        Some(Self {
            scripts: format!("certlane.{}", hash("js")?),
            stylesheet: format!("certlane.{}.css", hash("css")?),
        })
    }
}

/// A file under `/pkg/`.
pub(crate) async fn package(Path(name): Path<String>, headers: HeaderMap) -> Response {
    serve(&format!("pkg/{name}"), &headers, "public, max-age=31536000, immutable")
}

/// The mark in the browser's tab.
pub(crate) async fn favicon(headers: HeaderMap) -> Response {
    serve("favicon.svg", &headers, "public, max-age=86400")
}

/// The portal is nothing for search engines.
pub(crate) async fn robots(headers: HeaderMap) -> Response {
    serve("robots.txt", &headers, "public, max-age=86400")
}

/// The file in the smallest form that the browser takes; they were compressed once, when they were built.
fn serve(path: &str, headers: &HeaderMap, cache: &'static str) -> Response {
    let Some(media_type) = media_type(path) else { return StatusCode::NOT_FOUND.into_response() };
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let forms = [("br", "br"), ("gz", "gzip")].into_iter().filter(|(_, coding)| accepts(accepted, coding));
    let compressed =
        forms.into_iter().find_map(|(ending, coding)| Some((Site::get(&format!("{path}.{ending}"))?, Some(coding))));
    let Some((file, coding)) = compressed.or_else(|| Some((Site::get(path)?, None))) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let mut response = file.data.into_owned().into_response();
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    response
}

fn accepts(accepted: &str, coding: &str) -> bool {
    accepted.split(',').any(|part| part.split(';').next().is_some_and(|name| name.trim() == coding))
}

fn media_type(path: &str) -> Option<&'static str> {
    match path.rsplit('.').next()? {
        "css" => Some("text/css; charset=utf-8"),
        "js" => Some("text/javascript; charset=utf-8"),
        "wasm" => Some("application/wasm"),
        "svg" => Some("image/svg+xml"),
        "txt" => Some("text/plain; charset=utf-8"),
        _ => None,
    }
}
