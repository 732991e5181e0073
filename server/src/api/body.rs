//! Reading JSON bodies, with a clear answer for each way to get one wrong.

mod bounds;
mod words;

use std::{error::Error, fmt, iter, marker::PhantomData};

use axum::{
    body::HttpBody as _,
    extract::{FromRequest, Request},
    http::{HeaderMap, StatusCode, header},
};
use futures_util::StreamExt as _;
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, Visitor, value::MapAccessDeserializer},
};
use serde_json::Value;
use serde_path_to_error::{Path, Segment};
use tower_http::timeout::TimeoutError;

use self::words::problem;
pub(super) use self::{
    bounds::{List, Small},
    words::known,
};
use super::problem::Problem;

/// The most bytes of a body: some hundred times what one object takes.
const USUAL: usize = 256 * 1024;

/// The most bytes of a body that may be about a thousand objects.
pub(super) const MANY: usize = 2 * 1024 * 1024;

/// So much of a body that is too large is read all the same: a client that is still sending would not read the answer.
const DRAINED: usize = 8 * 1024 * 1024;

/// The most problems of one body that are told of.
const MOST_PROBLEMS: usize = 50;

/// Of a body with more values than this the first problem alone is told: the others are looked for in a tree.
const MOST_VALUES: usize = 2_000;

/// A JSON object; an empty body is an empty object. The content type need not be named, but must not be another one.
pub(super) struct Body<T, const MOST: usize = USUAL>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned, const MOST: usize> FromRequest<S> for Body<T, MOST> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let json = json_of(request, MOST).await?;
        read(&json).map(Body)
    }
}

/// The same of a body whose values can be judged by themselves: what is wrong with them is told together with unknown fields
/// and wrong types, so that one answer names all there is to mend.
pub(super) struct Judged<T>(pub(super) T);

/// Such a body.
pub(super) trait Judge: DeserializeOwned {
    /// What is wrong with its values; none: nothing that could be seen without the database.
    fn judge(self) -> Option<Problem>;
}

impl<S: Send + Sync, T: Judge> FromRequest<S> for Judged<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let json = json_of(request, USUAL).await?;
        read_with(&json, T::judge).map(Judged)
    }
}

async fn json_of(request: Request, most: usize) -> Result<Vec<u8>, Problem> {
    check_content_type(request.headers())?;
    let bytes = whole(request.into_body(), most).await?;
    Ok(if bytes.is_empty() { b"{}".to_vec() } else { bytes })
}

/// All bytes of a body, if they are so many at most.
pub(super) async fn whole(body: axum::body::Body, most: usize) -> Result<Vec<u8>, Problem> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(most);
    let mut chunks = body.into_data_stream();
    let (mut bytes, mut size) = (Vec::with_capacity(announced.min(most)), 0);
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|error| broken(&error))?;
        size += chunk.len();
        if size <= most {
            bytes.extend_from_slice(&chunk);
        } else {
            bytes = Vec::new();
        }
        if size > DRAINED {
            break;
        }
    }
    if size <= most { Ok(bytes) } else { Err(too_large(most)) }
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

pub(super) fn too_large(most: usize) -> Problem {
    let sentence = format!("The body is too large: {} kB at most are read here.", most / 1024);
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "ERROR", sentence)
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
    read_with(json, |_| None)
}

fn read_with<T: DeserializeOwned>(json: &[u8], judge: impl FnOnce(T) -> Option<Problem>) -> Result<T, Problem> {
    let mut text = serde_json::Deserializer::from_slice(json);
    let read: Result<Object<T>, _> = serde_path_to_error::deserialize(&mut text);
    match read {
        Ok(read) => text.end().map(|()| read.0).map_err(|error| problem(".", &error)),
        Err(first) if first.inner().is_data() => {
            let tree = Small::<MOST_VALUES>::of(json).0;
            let all = tree.map(|tree| all_problems(tree, MOST_PROBLEMS, judge)).unwrap_or_default();
            Err(Problem::all(all).unwrap_or_else(|| problem(&first.path().to_string(), first.inner())))
        }
        Err(first) => Err(problem(".", first.inner())),
    }
}

/// The same for a part of a body that was read already; so many problems of it are told of at most.
pub(super) fn read_value<T: DeserializeOwned>(value: Value, most: usize) -> Result<T, Problem> {
    let read: Result<Object<T>, _> = serde_path_to_error::deserialize(&value);
    match read {
        Ok(read) => Ok(read.0),
        Err(first) => {
            let all = Problem::all(all_problems(value, most, |_: T| None));
            Err(all.unwrap_or_else(|| problem(&first.path().to_string(), first.inner())))
        }
    }
}

/// All that is wrong, and not only the first of it: what was told of is taken out, until the rest can be read, and judged.
fn all_problems<T: DeserializeOwned>(
    mut value: Value,
    most: usize,
    judge: impl FnOnce(T) -> Option<Problem>,
) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    while problems.len() < most {
        let read: Result<Object<T>, _> = serde_path_to_error::deserialize(&value);
        let error = match read {
            Ok(_) if problems.is_empty() => break, // a tree does not show what is wrong, as a name that stands twice
            Ok(rest) => {
                let more = judge(rest.0).and_then(|more| more.without(|field| is_told(&problems, field)));
                problems.extend(more);
                break;
            }
            Err(error) => error,
        };
        problems.push(problem(&error.path().to_string(), error.inner()));
        if !take_out(&mut value, error.path(), &error.inner().to_string()) {
            break;
        }
    }
    problems
}

/// Whether something was told of a field, or of what is in it: it was taken out, and is not missing.
fn is_told(problems: &[Problem], field: &str) -> bool {
    let is_in =
        |told: &str| told.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with(['[', '.']));
    problems.iter().flat_map(|problem| &problem.faults).any(|fault| is_in(&fault.field))
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::body::{Body, Bytes};
    use futures_util::stream;
    use tower_http::timeout::TimeoutBody;

    use super::*;

    #[tokio::test]
    async fn a_body_that_stands_still_is_not_called_large() {
        let hanging = stream::pending::<Result<Bytes, fmt::Error>>();
        let hanging = Body::new(TimeoutBody::new(Duration::from_millis(5), Body::from_stream(hanging)));
        assert_eq!(whole(hanging, USUAL).await.unwrap_err().status, StatusCode::REQUEST_TIMEOUT);
        let broken = Body::from_stream(stream::iter([Ok(Bytes::from_static(b"{")), Err(fmt::Error)]));
        assert_eq!(whole(broken, USUAL).await.unwrap_err().status, StatusCode::BAD_REQUEST);
        let long = |length| whole(Body::from(vec![b' '; length]), USUAL);
        assert_eq!(long(USUAL + 1).await.unwrap_err().status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(long(USUAL).await.unwrap().len(), USUAL);
    }
}
