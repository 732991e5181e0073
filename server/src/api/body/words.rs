//! What is wrong with a body, in the words of JSON and not of the program.

use super::bounds::TOO_MANY;
use crate::api::problem::Problem;

/// What is wrong, and where.
pub(super) fn problem(path: &str, error: &serde_json::Error) -> Problem {
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
    if let Some(counts) = message.strip_prefix(TOO_MANY) {
        return Problem::in_body("INCORRECT_TYPE", path, counts);
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
pub(in crate::api) fn known(message: &str) -> String {
    let names: Vec<_> = message.split('`').skip(3).step_by(2).collect();
    if names.is_empty() { String::new() } else { format!("; there are {}", names.join(", ")) }
}
