//! What is wrong with what somebody typed, field by field.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{FaxNumber, jurisdiction::MOST_STATES, words::words};

/// The kind of a problem; the API's `type` follows from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// Nothing was given where something is needed.
    Missing,
    /// An e-mail address that cannot be one.
    Email,
    /// Anything else that cannot stay as it is.
    Incorrect,
    /// Somebody answered it differently meanwhile, in another window or on another device.
    Changed,
}

/// One field and the sentence that says what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name in the form and in the API, as `postal_code`.
    pub field: String,
    /// The kind of the problem.
    pub problem: Problem,
    /// A whole sentence for a person, the same next to the field and in the summary.
    pub sentence: String,
    /// The value that the sentence names, so that it can be said in another language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Which sentence it is, where a problem of its kind has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<Variant>,
}

words! {
    /// Which of several sentences a problem has.
    Variant {
        /// It is longer than the value says.
        TooLong = "too-long",
        /// It has characters that no text has.
        Control = "control",
        /// It is not on the list.
        NotListed = "not-listed",
        /// No other number will do.
        OwnOnly = "own-only",
        /// A number that the states of the value take too.
        ServesOthers = "serves-others",
        /// The same, in a state that takes no other number.
        ServesOthersAlone = "serves-others-alone",
        /// The number of the value's state, which is asked for above, will do.
        OrHome = "or-home",
        /// The number of another state will do.
        OrOtherState = "or-other-state",
        /// The federal number will do.
        OrFederal = "or-federal",
        /// A day that is still to come.
        ToCome = "to-come",
        /// A day that has gone by.
        Past = "past",
        /// It has fewer or more digits than it must.
        WrongLength = "wrong-length",
    }
}

/// All the problems of one form at once; never empty when it is an error.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{}", self.summary())]
pub struct Invalid(pub Vec<FieldError>);

impl Invalid {
    /// A single problem.
    pub fn one(field: &str, problem: Problem, sentence: impl Into<String>) -> Self {
        let mut invalid = Self::default();
        invalid.add(field, problem, sentence);
        invalid
    }

    /// The most problems that are noted: more than any form has fields, and few enough for the memory.
    pub const MOST: usize = 500;

    /// Notes one more problem.
    pub fn add(&mut self, field: impl Into<String>, problem: Problem, sentence: impl Into<String>) {
        self.push(FieldError { field: field.into(), problem, sentence: sentence.into(), value: None, variant: None });
    }

    fn push(&mut self, error: FieldError) {
        if self.0.len() < Self::MOST {
            self.0.push(error);
        }
    }

    /// Notes one more problem whose kind has several sentences.
    pub fn add_variant(
        &mut self,
        field: impl Into<String>,
        problem: Problem,
        variant: Variant,
        sentence: impl Into<String>,
    ) {
        let (field, sentence) = (field.into(), sentence.into());
        self.push(FieldError { field, problem, sentence, value: None, variant: Some(variant) });
    }

    fn add_too_long(&mut self, field: &str, longest: usize) {
        self.push(FieldError {
            field: field.to_owned(),
            problem: Problem::Incorrect,
            sentence: format!("Shorten this to {longest} characters or fewer."),
            value: Some(longest.to_string()),
            variant: Some(Variant::TooLong),
        });
    }

    /// The value when nothing is wrong, else all that is.
    pub fn or<T>(self, value: T) -> Result<T, Self> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }

    /// The sentence that belongs to a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.sentence.as_str())
    }

    fn summary(&self) -> String {
        self.0.iter().map(|error| error.sentence.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// Whether nobody sees a character, though it changes what others see or how they compare: marks of direction, joiners,
/// spaces without width, soft hyphens, tags. Control characters are another matter.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// A text as people see it, without blanks around it.
pub fn visible(text: &str) -> String {
    let text: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    text.trim().to_owned()
}

/// Reads the fields of one form and collects what is wrong with them.
#[derive(Debug, Default)]
pub(crate) struct Reader(pub(crate) Invalid);

/// Longer than any real name or street, short enough to print on a form; in characters.
pub const LONGEST_LINE: usize = 200;

impl Reader {
    /// A line that must be there; `please` is the sentence for when it is not.
    pub(crate) fn line(&mut self, field: &str, value: &str, please: &str) -> String {
        let line = self.optional_line(field, value);
        if line.is_none() && self.0.of(field).is_none() {
            self.0.add(field, Problem::Missing, please);
        }
        line.unwrap_or_default()
    }

    /// A line that may be empty.
    pub(crate) fn optional_line(&mut self, field: &str, value: &str) -> Option<String> {
        let (sent, value) = (value, visible(value));
        if sent.chars().count() > LONGEST_LINE {
            self.0.add_too_long(field, LONGEST_LINE);
        } else if value.chars().any(char::is_control) {
            self.0.add(field, Problem::Incorrect, "Write this on one line, without special control characters.");
        } else if !value.is_empty() {
            return Some(value);
        }
        None
    }

    /// Several lines of text that may be empty.
    pub(crate) fn optional_text(&mut self, field: &str, value: &str, longest: usize) -> Option<String> {
        let sent = value.replace("\r\n", "\n");
        let value = visible(&sent);
        if sent.chars().count() > longest {
            self.0.add_too_long(field, longest);
        } else if value.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            let sentence = "Remove the special control characters from this text.";
            self.0.add_variant(field, Problem::Incorrect, Variant::Control, sentence);
        } else if !value.is_empty() {
            return Some(value);
        }
        None
    }

    /// An e-mail address that must be there.
    pub(crate) fn email(&mut self, field: &str, value: &str) -> String {
        let value = visible(value);
        if value.is_empty() {
            self.0.add(field, Problem::Missing, "Enter an e-mail address, like name@example.com.");
        } else if !is_email(&value) {
            self.0.add(field, Problem::Email, "Enter a complete e-mail address, like name@example.com.");
        }
        value
    }

    /// A fax number that may be missing.
    pub(crate) fn fax_number(&mut self, field: &str, value: &str) -> Option<FaxNumber> {
        let value = self.optional_line(field, value)?;
        value.parse().map_err(|error| self.0.add(field, Problem::Incorrect, format!("{error}."))).ok()
    }

    /// A word or code that may be missing.
    pub(crate) fn word<T: FromStr<Err: fmt::Display>>(&mut self, field: &str, value: &str) -> Option<T> {
        let value = value.trim();
        if value.is_empty() {
            return None;
        }
        value.parse().map_err(|error: T::Err| self.0.add(field, Problem::Incorrect, format!("{error}."))).ok()
    }

    /// A value that must be there, read by `parse`.
    pub(crate) fn needed<T>(
        &mut self,
        field: &str,
        value: &str,
        parse: impl FnOnce(&mut Self, &str, &str) -> Option<T>,
    ) -> Option<T> {
        if value.trim().is_empty() {
            let name = field.rsplit('.').next().unwrap_or(field);
            self.0.add(field, Problem::Missing, format!("Give the {}.", name.replace('_', " ")));
            return None;
        }
        parse(self, field, value)
    }

    /// The entries of a list about states, one of which is needed at least; of a list that is too long none is looked at.
    pub(crate) fn states<'a, T>(&mut self, field: &str, typed: &'a [T], please: &str) -> &'a [T] {
        if typed.is_empty() {
            self.0.add(field, Problem::Missing, please);
        }
        if typed.len() <= MOST_STATES {
            return typed;
        }
        let sentence = format!("Here are {} entries; give {MOST_STATES} at most.", typed.len());
        self.0.add(field, Problem::Incorrect, sentence);
        &[]
    }

    /// A value when nothing was wrong.
    pub(crate) fn finish<T>(self, value: T) -> Result<T, Invalid> {
        self.0.or(value)
    }
}

/// Whether a text can be an e-mail address that mail reaches over the internet.
pub fn is_email(text: &str) -> bool {
    let options = email_address::Options::default().without_display_text().without_domain_literal().with_required_tld();
    let plain = text.len() <= 254 && text.is_ascii() && !text.contains('"'); // mail servers that take quotes are rare
    plain && email_address::EmailAddress::parse_with_options(text, options).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_not_kept() {
        let mut read = Reader::default();
        assert_eq!(read.line("name", "\u{feff}Ann\u{202e} \u{2066}Lee\u{200f}", ""), "Ann Lee");
        assert_eq!(read.optional_line("name", "\u{200b}\u{2060}"), None);
        assert_eq!(read.optional_text("note", "a\u{202d}b\nc", 10).as_deref(), Some("ab\nc"));
        assert_eq!(read.email("email", "ann@\u{200b}lee.example"), "ann@lee.example");
        assert_eq!(read.finish(()), Ok(()));
        for wanted in "Söhne 株式会社 O\u{2019}Neil\u{a0}\u{301}".chars() {
            assert!(!is_invisible(wanted), "{wanted:?}");
        }
    }

    #[test]
    fn so_much_is_wrong_that_nobody_reads_on() {
        let mut invalid = Invalid::default();
        for place in 0..10_000 {
            invalid.add_variant(format!("field{place}"), Problem::Incorrect, Variant::Past, "It has gone by.");
            invalid.add_too_long("name", 10);
            invalid.add("name", Problem::Missing, "Give the name.");
        }
        assert_eq!(invalid.0.len(), Invalid::MOST);
    }

    #[test]
    fn a_list_of_states_has_no_more_entries_than_there_are_states() {
        let mut read = Reader::default();
        assert_eq!(read.states("states", &[(); MOST_STATES], "").len(), MOST_STATES);
        assert_eq!(read.0.0, []);
        assert_eq!(read.states("states", &[(); MOST_STATES + 1], ""), []);
        assert_eq!(read.0.of("states"), Some("Here are 61 entries; give 60 at most."));
    }

    #[test]
    fn addresses_that_mail_reaches() {
        for good in ["ap@riverside.example", "o'neil+tax@mail.co.example"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "ap",
            "ap@",
            "@x.example",
            "a b@x.example",
            "ap@x.example\r\nBcc: y@z.example",
            "a@[127.0.0.1]",
            "Ann <a@x.example>",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn what_is_too_long_is_so_with_its_blanks() {
        let (mut read, longest) = (Reader::default(), "x".repeat(LONGEST_LINE));
        assert_eq!(read.optional_line("name", &longest), Some(longest.clone()));
        assert_eq!(
            read.optional_text("message", "a\r\nb\r\n", 4).as_deref(),
            Some("a\nb"),
            "a browser's ends of lines"
        );
        assert!(read.0.0.is_empty());
        assert_eq!(read.optional_line("name", &format!(" {longest}")), None);
        assert_eq!(read.optional_text("message", "a    ", 4), None);
        assert_eq!(read.0.0.len(), 2);
    }
}
