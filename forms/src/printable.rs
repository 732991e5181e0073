//! Text as documents can print it.

use serde_json::Value;

use crate::press::can_print;

/// Stands for a character that no font of ours has. A PDF/A file must not hold a character without a glyph.
pub(crate) const REPLACEMENT: char = '\u{FFFD}';

/// Makes every text of a document printable, and says whether a character had to be replaced.
pub(crate) fn make_printable(value: &mut Value) -> bool {
    match value {
        Value::String(text) => {
            *text = printable(text);
            text.contains(REPLACEMENT)
        }
        // Not `any`, which would stop at the first.
        Value::Array(items) => items.iter_mut().fold(false, |replaced, item| make_printable(item) | replaced),
        Value::Object(fields) => fields.values_mut().fold(false, |replaced, field| make_printable(field) | replaced),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The text without what cannot be printed: one replacement for each character that has no glyph, a space for control
/// characters, and nothing for marks that turn the direction of the text, with which a name could pretend to be another.
pub(crate) fn printable(text: &str) -> String {
    text.chars().filter(|char| !turns_direction(*char)).map(one).collect()
}

fn one(char: char) -> char {
    match char {
        char if char.is_control() => ' ',
        char if can_print(char) => char,
        char if char.is_whitespace() => ' ',
        _ => REPLACEMENT,
    }
}

fn turns_direction(char: char) -> bool {
    matches!(char, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn letters_with_accents_stay_and_what_has_no_glyph_is_replaced() {
        assert_eq!(printable("Łódź Ñandú, e\u{301}, Đường Σ Жук"), "Łódź Ñandú, e\u{301}, Đường Σ Жук");
        assert_eq!(printable("株式会社 Acme 🎉"), "���� Acme �");
        assert_eq!(printable("a\tb\u{0}c\u{202E}d"), "a b cd");
    }

    #[test]
    fn every_text_is_visited_even_after_the_first_that_was_replaced() {
        let mut value = json!({"a": ["株", {"b": "会"}], "c": "x".repeat(30), "d": 1});
        assert!(make_printable(&mut value));
        assert_eq!(value["a"], json!(["�", {"b": "�"}]));
        assert_eq!(value["c"], "x".repeat(30), "the layout breaks it, not the text");
        assert!(!make_printable(&mut json!({"a": "plain"})));
    }
}
