//! What people read, in their language: message files of Project Fluent, and the functions that look into them.
//!
//! A message has the same id in each language. English sentences about what is wrong with a field stand beside the
//! rules in `domain`, since the API says them too; other languages have them here, by field and kind of problem.

mod errors;

use std::{fmt::Display, sync::LazyLock};

use chrono::{DateTime, Datelike as _, NaiveDate, TimeZone};
use domain::{InfoField, Jurisdiction, Language};
pub use fluent_bundle::FluentValue;
use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle};
use unic_langid::{LanguageIdentifier, langid};

type Bundle = FluentBundle<FluentResource>;

const ENGLISH: LanguageIdentifier = langid!("en-US");
const SPANISH: LanguageIdentifier = langid!("es-US");

static EN: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        ENGLISH,
        &[
            include_str!("../en/common.ftl"),
            include_str!("../en/wizard.ftl"),
            include_str!("../en/handover.ftl"),
            include_str!("../en/mail.ftl"),
            include_str!("../en/portal.ftl"),
        ],
    )
});
static ES: LazyLock<Bundle> = LazyLock::new(|| {
    bundle(
        SPANISH,
        &[
            include_str!("../es/common.ftl"),
            include_str!("../es/wizard.ftl"),
            include_str!("../es/handover.ftl"),
            include_str!("../es/mail.ftl"),
            include_str!("../es/portal.ftl"),
            include_str!("../es/errors.ftl"),
            include_str!("../es/files.ftl"),
        ],
    )
});

fn bundle(language: LanguageIdentifier, files: &[&str]) -> Bundle {
    let mut bundle = Bundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false); // both languages run from left to right
    for file in files {
        let resource = FluentResource::try_new((*file).to_owned()).expect("the tests read every file");
        bundle.add_resource(resource).expect("the tests read every file");
    }
    bundle
}

/// The words of one language; cheap to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words(pub Language);

impl Words {
    /// A message without variables.
    pub fn say(self, id: &str) -> String {
        self.tell(id, [])
    }

    /// A message with its variables.
    pub fn tell<'a>(self, id: &str, variables: impl IntoIterator<Item = (&'static str, FluentValue<'a>)>) -> String {
        self.find(id, variables).unwrap_or_else(|| {
            debug_assert!(false, "there is no message {id}");
            id.to_owned()
        })
    }

    /// The same, where the message may not exist.
    pub fn find<'a>(
        self,
        id: &str,
        variables: impl IntoIterator<Item = (&'static str, FluentValue<'a>)>,
    ) -> Option<String> {
        let bundle = self.bundle();
        let pattern = bundle.get_message(id)?.value()?;
        let mut known = FluentArgs::new();
        variables.into_iter().for_each(|(name, value)| known.set(name, value));
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&known), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "{id}: {errors:?}");
        Some(text)
    }

    /// `July 10, 2026`, `10 de julio de 2026`.
    pub fn day(self, day: NaiveDate) -> String {
        let month = self.say(&format!("month-{}", day.month()));
        self.tell(
            "day",
            [("month", month.into()), ("day", day.day().to_string().into()), ("year", day.year().to_string().into())],
        )
    }

    /// `July 10, 2026 at 9:27 PM EDT`, `10 de julio de 2026, 9:27 p. m. EDT`: by the clock of the instant's own zone.
    pub fn moment<Z: TimeZone<Offset: Display>>(self, at: &DateTime<Z>) -> String {
        let part = |pattern: &str| at.format(pattern).to_string().into();
        self.tell(
            "moment",
            [
                ("day", self.day(at.date_naive()).into()),
                ("hour", part("%-I")),
                ("minute", part("%M")),
                ("half", part("%P")),
                ("zone", part("%Z")),
            ],
        )
    }

    /// A state as a sentence names it.
    pub fn state(self, state: Jurisdiction) -> String {
        match self.0 {
            Language::English => state.in_text(),
            Language::Spanish => state.name().to_owned(), // the English article would not fit
        }
    }

    /// `Ohio, Texas and Utah`.
    pub fn list(self, items: &[&str]) -> String {
        match items {
            [] => String::new(),
            [only] => (*only).to_owned(),
            [first @ .., last] => self.tell("list", [("first", first.join(", ").into()), ("last", (*last).into())]),
        }
    }

    /// What a merchant asks about.
    pub fn info_field(self, field: InfoField) -> String {
        let word = field.to_string();
        let question = word.split('-').next().unwrap_or_default().replace('_', "-");
        let state = match field {
            InfoField::Reason(state) | InfoField::Number(state) => state.name(),
            _ => "",
        };
        self.tell(&format!("info-field-{question}"), [("state", state.into())])
    }

    fn bundle(self) -> &'static Bundle {
        match self.0 {
            Language::English => &EN,
            Language::Spanish => &ES,
        }
    }
}

#[cfg(test)]
mod tests;
