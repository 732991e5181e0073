//! In front of the built-in S3 server: what is not signed as it should be is forbidden, in whatever way it is not.
//!
//! s3s calls some of it a bad request or not implemented, and one debug assertion of it fails on digits that are none.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// The one algorithm.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// Whether a value has the form of its parameter.
type Form = fn(&str) -> bool;

/// The parameters that make a URL a signed one.
const SIGNED: [(&str, Form); 6] = [
    ("X-Amz-Algorithm", |value| value == ALGORITHM),
    ("X-Amz-Credential", is_credential),
    ("X-Amz-Date", is_instant),
    ("X-Amz-Expires", |value| value.len() <= 6 && is_digits(value)),
    ("X-Amz-SignedHeaders", |value| {
        !value.is_empty() && value.bytes().all(|b| b.is_ascii_lowercase() || b"-;0123456789".contains(&b))
    }),
    ("X-Amz-Signature", |value| value.len() == 64 && value.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))),
];

/// Lets through what is signed in the right form; whether the signature is right, the S3 server decides.
pub(crate) async fn signed_only(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let writes = matches!(*request.method(), Method::PUT | Method::DELETE);
    let signed = if headers.contains_key(header::AUTHORIZATION) {
        (reads || writes) && has_signed_headers(headers)
    } else {
        (reads || writes) && has_signed_query(request.uri().query().unwrap_or_default())
    };
    if !signed {
        return forbidden();
    }
    let mut response = next.run(request).await;
    // Whatever a buyer sent: it opens nothing and runs nothing, even where a browser shows it instead of saving it.
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    match response.status() {
        StatusCode::BAD_REQUEST | StatusCode::METHOD_NOT_ALLOWED | StatusCode::NOT_IMPLEMENTED => forbidden(),
        _ => response,
    }
}

fn has_signed_query(query: &str) -> bool {
    let pairs: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).collect();
    SIGNED.iter().all(|(wanted, is_good)| {
        let mut values = pairs.iter().filter(|(name, _)| name == wanted).map(|(_, value)| value);
        values.next().is_some_and(|value| is_good(value)) && values.next().is_none()
    })
}

/// An SDK signs in headers.
fn has_signed_headers(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let credential = text("authorization")
        .and_then(|value| value.strip_prefix(ALGORITHM)?.split_once("Credential="))
        .and_then(|(_, rest)| rest.split(',').next());
    credential.is_some_and(is_credential) && text("x-amz-date").is_some_and(is_instant)
}

/// `KEY/20261121/REGION/s3/aws4_request`
fn is_credential(text: &str) -> bool {
    let parts: Vec<_> = text.split('/').collect();
    matches!(parts[..], [key, day, region, "s3", "aws4_request"]
        if !key.is_empty() && day.len() == 8 && is_digits(day) && !region.is_empty())
}

/// `20261121T150433Z`
fn is_instant(text: &str) -> bool {
    let parts = text.strip_suffix('Z').and_then(|text| text.split_once('T'));
    parts.is_some_and(|(day, time)| day.len() == 8 && is_digits(day) && time.len() == 6 && is_digits(time))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// As S3 says it.
fn forbidden() -> Response {
    let body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>AccessDenied</Code><Message>This address is not complete, was changed, or is too old. Get a new one.</Message></Error>";
    (StatusCode::FORBIDDEN, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
}
