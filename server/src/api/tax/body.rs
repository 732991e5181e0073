//! Reading JSON bodies, with a clear answer for each way to get one wrong.

use std::{fmt, marker::PhantomData};

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::StatusCode,
};
use serde::{
    Deserialize, Deserializer,
    de::{DeserializeOwned, MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::error::Problem;

/// A JSON object; an empty body is an empty object, and the content type does not matter.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let too_large = |_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "ERROR", "The body is too large.");
        let bytes = Bytes::from_request(request, state).await.map_err(too_large)?;
        read(if bytes.trim_ascii().is_empty() { b"{}" } else { &bytes }).map(Body)
    }
}

fn read<T: DeserializeOwned>(json: &[u8]) -> Result<T, Problem> {
    let mut json = serde_json::Deserializer::from_slice(json);
    let read: Result<Object<T>, _> = serde_path_to_error::deserialize(&mut json);
    let read = read.map_err(|error| problem(&error.path().to_string(), error.inner()))?;
    json.end().map_err(|error| problem(".", &error))?;
    Ok(read.0)
}

/// An object and nothing else: serde itself takes a list for a struct too, field by field.
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
    let bad = |kind, message: String| Problem::new(StatusCode::BAD_REQUEST, kind, message);
    if !matches!(error.classify(), Category::Data) {
        return bad("ERROR", format!("The body is not JSON: {whole}."));
    }
    if let Some(field) = message.strip_prefix("unknown field ") {
        let sentence = format!("{}: there is no such field{}.", inside(path, field), known(message));
        return bad("UNRECOGNIZED_FIELD", sentence);
    }
    if let Some(field) = message.strip_prefix("missing field ") {
        return bad("MISSING_FIELD", format!("{}: it is missing.", inside(path, field)));
    }
    if let Some(field) = message.strip_prefix("duplicate field ") {
        return bad("ERROR", format!("{}: it stands here twice; send it once.", inside(path, field)));
    }
    bad("INCORRECT_TYPE", wrong_type(path, message))
}

fn wrong_type(path: &str, message: &str) -> String {
    let Some((found, wanted)) = message.split_once(": ").and_then(|(_, rest)| rest.rsplit_once(", expected ")) else {
        return format!("{path}: it cannot be used.");
    };
    let wanted = in_words(wanted);
    match (path, wanted) {
        (".", _) => "The body must be an object, as {…}.".to_owned(),
        (_, Some("a whole number")) if found.starts_with("floating point") => {
            format!("{path}: it must be a whole number, not a fraction.")
        }
        (_, Some(wanted)) => match in_words(found) {
            Some(found) if found != wanted => format!("{path}: it must be {wanted}, not {found}."),
            _ => format!("{path}: it must be {wanted} that fits."),
        },
        (_, None) => format!("{path}: it cannot be used."),
    }
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
