//! Reading JSON bodies, with a clear answer for each way to get one wrong.

use std::{error::Error, fmt, iter, marker::PhantomData};

use axum::{
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt as _;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;
use serde_path_to_error::{Path, Segment};
use tower_http::timeout::TimeoutError;

use super::problem::Problem;

/// The most bytes that are read of a body of JSON: axum's own limit.
pub(super) const MOST: usize = 2 * 1024 * 1024;

/// The most problems of one body that are told of.
const MOST_PROBLEMS: usize = 50;

/// A JSON object; an empty body is an empty object. The content type need not be named, but must not be another one.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        check_content_type(request.headers())?;
        let bytes = whole(request.into_body()).await?;
        read(if bytes.trim_ascii().is_empty() { b"{}" } else { &bytes }).map(Body)
    }
}

/// All of a body, if it is no longer than [`MOST`].
pub(super) async fn whole(body: axum::body::Body) -> Result<Bytes, Problem> {
    let (mut chunks, mut whole) = (body.into_data_stream(), BytesMut::new());
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
        if whole.len() + chunk.len() > MOST {
            return Err(too_large());
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.freeze())
}

/// Why a body did not come to its end.
pub(super) fn broken(error: &(dyn Error + 'static)) -> Problem {
    let mut causes = iter::successors(Some(error), |error| (*error).source());
    if causes.any(|cause| cause.is::<TimeoutError>()) {
        let sentence = "The body stood still for too long before its end. Send the call again.";
        return Problem::new(StatusCode::REQUEST_TIMEOUT, "ERROR", sentence);
    }
    let sentence = "The body broke off, or is not as long or not in such chunks as its head says. Send the call again.";
    Problem::new(StatusCode::BAD_REQUEST, "ERROR", sentence)
}

pub(super) fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "ERROR", "The body is too large.")
}

/// Whether a body is a form with files and no JSON.
pub(super) fn is_form_with_files(headers: &HeaderMap) -> bool {
    content_type(headers).is_some_and(|kind| kind.eq_ignore_ascii_case("multipart/form-data"))
}

fn content_type(headers: &HeaderMap) -> Option<&str> {
    let header = headers.get(header::CONTENT_TYPE)?;
    Some(header.to_str().unwrap_or("unreadable").split(';').next().unwrap_or_default().trim())
}

/// What says of itself that it is something else is not read as JSON. Clients that set no type say "a form" or "text".
fn check_content_type(headers: &HeaderMap) -> Result<(), Problem> {
    const TAKEN: [&str; 4] = ["", "application/json", "application/x-www-form-urlencoded", "text/plain"];
    let kind = content_type(headers).unwrap_or_default().to_ascii_lowercase();
    if TAKEN.contains(&kind.as_str()) || kind.ends_with("+json") {
        return Ok(());
    }
    let sentence = format!("Content-Type: {kind:?} is not read here. Send JSON, as application/json.");
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "ERROR", sentence))
}

pub(super) fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, Problem> {
    let mut text = serde_json::Deserializer::from_slice(json);
    let read: Result<Object<T>, _> = serde_path_to_error::deserialize(&mut text);
    match read {
        Ok(read) => text.end().map(|()| read.0).map_err(|error| problem(".", &error)),
        Err(first) if first.inner().is_data() => {
            let all = serde_json::from_slice(json).map(all_problems::<T>).unwrap_or_default();
            Err(Problem::all(all).unwrap_or_else(|| problem(&first.path().to_string(), first.inner())))
        }
        Err(first) => Err(problem(".", first.inner())),
    }
}

/// The same for a part of a body that was read already.
pub(super) fn read_value<T: DeserializeOwned>(value: Value) -> Result<T, Problem> {
    let read: Result<Object<T>, _> = serde_path_to_error::deserialize(&value);
    match read {
        Ok(read) => Ok(read.0),
        Err(first) => {
            let all = Problem::all(all_problems::<T>(value));
            Err(all.unwrap_or_else(|| problem(&first.path().to_string(), first.inner())))
        }
    }
}

/// All that is wrong, and not only the first of it: what was told of is taken out, until the rest can be read.
fn all_problems<T: DeserializeOwned>(mut value: Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    while problems.len() < MOST_PROBLEMS {
        let read: Result<Object<T>, _> = serde_path_to_error::deserialize(&value);
        let Err(error) = read else { break };
        problems.push(problem(&error.path().to_string(), error.inner()));
        if !take_out(&mut value, error.path(), &error.inner().to_string()) {
            break;
        }
    }
    problems
}

/// Takes out what a problem is about: the field itself, or the whole list that it lies in, whose places would else shift.
/// False: nothing can be taken out.
fn take_out(value: &mut Value, path: &Path, message: &str) -> bool {
    let mut names: Vec<&str> = Vec::new();
    for segment in path {
        match segment {
            Segment::Map { key } => names.push(key),
            _ => {
                names.truncate(1);
                break;
            }
        }
    }
    let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
    if let Some(unknown) = unknown.filter(|unknown| names.last() != Some(unknown)) {
        names.push(unknown);
    }
    remove(value, &names) || names.first().is_some_and(|first| remove(value, &[first]))
}

fn remove(value: &mut Value, names: &[&str]) -> bool {
    let Some((last, way)) = names.split_last() else { return false };
    let holder = way.iter().try_fold(value, |value, name| value.get_mut(*name));
    holder.and_then(Value::as_object_mut).is_some_and(|object| object.remove(*last).is_some())
}

/// An object and nothing else: serde itself takes a list for a struct too, field by field.
#[derive(Default)]
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Object<T>, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }

        deserializer.deserialize_map(Fields(PhantomData))
    }
}

/// What is wrong, where, in the words of JSON and not of the program.
fn problem(path: &str, error: &serde_json::Error) -> Problem {
    use serde_json::error::Category;
    let whole = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = whole.strip_suffix(&place).unwrap_or(&whole);
    if !matches!(error.classify(), Category::Data) {
        return Problem::in_body("ERROR", "", format!("The body is not JSON: {whole}."));
    }
    if let Some(field) = message.strip_prefix("unknown field ") {
        let sentence = format!("there is no such field{}.", known(message));
        return Problem::in_body("UNRECOGNIZED_FIELD", &inside(path, field), sentence);
    }
    if let Some(field) = message.strip_prefix("missing field ") {
        return Problem::in_body("MISSING_FIELD", &inside(path, field), "it is missing.");
    }
    if let Some(field) = message.strip_prefix("duplicate field ") {
        return Problem::in_body("ERROR", &inside(path, field), "it stands here twice; send it once.");
    }
    let wrong = wrong_type(path, message);
    let field = if wrong == NO_OBJECT { "" } else { path };
    Problem::in_body("INCORRECT_TYPE", field, wrong)
}

const NO_OBJECT: &str = "The body must be an object, as {…}.";

fn wrong_type(path: &str, message: &str) -> String {
    let Some((found, wanted)) = message.split_once(": ").and_then(|(_, rest)| rest.rsplit_once(", expected ")) else {
        return "it cannot be used.".to_owned();
    };
    let wanted = in_words(wanted);
    match (path, wanted) {
        (".", _) => NO_OBJECT.to_owned(),
        (_, Some("a whole number")) if found.starts_with("integer") || is_beyond_integers(found) => {
            "it must be a whole number, and this one is too small or too large.".to_owned()
        }
        (_, Some("a whole number")) if found.starts_with("floating point") => {
            "it must be a whole number, not a fraction.".to_owned()
        }
        (_, Some(wanted)) => match in_words(found) {
            Some(found) if found != wanted => format!("it must be {wanted}, not {found}."),
            _ => format!("it must be {wanted} that fits."),
        },
        (_, None) => "it cannot be used.".to_owned(),
    }
}

/// Whether what was read as a fraction is a number that no integer has room for.
fn is_beyond_integers(found: &str) -> bool {
    let number = found.strip_prefix("floating point `").and_then(|rest| rest.strip_suffix('`'));
    number.and_then(|number| number.parse::<f64>().ok()).is_some_and(|number| number.abs() >= i64::MAX as f64)
}

/// serde's word for a kind of value, as people say it.
fn in_words(kind: &str) -> Option<&'static str> {
    let first = kind.split([' ', '`']).next().unwrap_or_default();
    Some(match first {
        "string" => "text",
        "integer" | "floating" | "number" | "f32" | "f64" => "a number",
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number",
        "boolean" => "true or false",
        "null" | "unit" => "null",
        "sequence" => "a list",
        "map" | "struct" => "an object",
        "a" | "an" => return in_words(kind.split_once(' ')?.1),
        _ => return None,
    })
}

/// A field in quotation marks, with the way to it.
fn inside(path: &str, quoted: &str) -> String {
    let name = quoted.split('`').nth(1).unwrap_or_default();
    match path {
        "." => name.to_owned(),
        path if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        path => format!("{path}.{name}"),
    }
}

/// The names that there are, where serde lists them.
pub(super) fn known(message: &str) -> String {
    let names: Vec<_> = message.split('`').skip(3).step_by(2).collect();
    if names.is_empty() { String::new() } else { format!("; there are {}", names.join(", ")) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::Body;
    use futures_util::stream;
    use tower_http::timeout::TimeoutBody;

    use super::*;

    #[tokio::test]
    async fn a_body_that_stands_still_is_not_called_large() {
        let hanging = stream::pending::<Result<Bytes, fmt::Error>>();
        let hanging = Body::new(TimeoutBody::new(Duration::from_millis(5), Body::from_stream(hanging)));
        assert_eq!(whole(hanging).await.unwrap_err().status, StatusCode::REQUEST_TIMEOUT);
        let broken = Body::from_stream(stream::iter([Ok(Bytes::from_static(b"{")), Err(fmt::Error)]));
        assert_eq!(whole(broken).await.unwrap_err().status, StatusCode::BAD_REQUEST);
        let long = |length| whole(Body::from(vec![b' '; length]));
        assert_eq!(long(MOST + 1).await.unwrap_err().status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(long(MOST).await.unwrap().len(), MOST);
    }
}
