//! The answers of a page as the fields of its form: to tell whether somebody else changed them meanwhile.

use serde_json::Value;

use super::{BusinessType, DocumentChoice, Draft, Page};
use crate::{CertificateType, DocumentId, FieldError, Invalid, Jurisdiction, Problem, Reason};

impl Draft {
    /// The fields of a page's form with what is kept in them.
    pub fn fields(&self, page: Page) -> Vec<(String, String)> {
        let kept = match page {
            Page::Business => serde_json::to_value(&self.business),
            Page::Where => serde_json::to_value(&self.places),
            Page::Why => serde_json::to_value(&self.why),
            Page::Numbers => serde_json::to_value(&self.numbers),
            Page::Documents => serde_json::to_value(&self.documents),
            Page::Upload(form) => serde_json::to_value(self.uploads.get(form.id())),
            Page::Details => serde_json::to_value(&self.details),
            Page::Welcome | Page::Check | Page::Done => return Vec::new(),
        };
        let Ok(Value::Object(kept)) = kept else { return Vec::new() };
        let name = |name: &str| match (page, name) {
            (Page::Why, "states") => "reason".to_owned(),
            (Page::Numbers, "states") => "number".to_owned(),
            (Page::Documents, _) => "choice".to_owned(),
            (_, name) => name.to_owned(),
        };
        // A file comes and goes by itself.
        let typed = kept.into_iter().filter(|(name, _)| name != "document_id");
        typed.flat_map(|(field, value)| flat(&name(&field), value)).filter(|(_, value)| !value.is_empty()).collect()
    }

    /// What a form says that was made from these answers, so that a later one is told from it: a number of 64 bits.
    ///
    /// The check page shows all answers, so its number stands for all of them but the signature.
    pub fn seen(&self, page: Page) -> String {
        if page == Page::Check {
            let unsigned = Self { sign: None, started: true, ..self.clone() };
            return digest(serde_json::to_string(&unsigned).unwrap_or_default().bytes());
        }
        digest(serde_json::to_string(&(self.fields(page), self.file(page))).unwrap_or_default().bytes())
    }

    /// Whether what was signed is what stands here; the error asks to read it again.
    pub fn is_what_was_seen(&self, seen: &str) -> Result<(), Invalid> {
        if seen.is_empty() || seen == self.seen(Page::Check) {
            return Ok(());
        }
        let sentence = "An answer was changed in another window or on another device since this page was shown. Read the answers again, then sign.";
        Err(Invalid::one("agreed", Problem::Changed, sentence))
    }

    /// Both values of each field that somebody else has changed since the form was made.
    pub fn changed_elsewhere(&self, typed: &Self, page: Page) -> Invalid {
        let other_file = self.file(page) != typed.file(page);
        let (kept, typed) = (self.fields(page), typed.fields(page));
        let of = |fields: &[(String, String)], name: &str| {
            fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let mut names: Vec<_> = kept.iter().chain(&typed).map(|(name, _)| name).collect();
        names.sort();
        names.dedup();
        let mut invalid = Invalid::default();
        for name in names {
            let (now, mine) = (of(&kept, name), of(&typed, name));
            if now != mine {
                invalid.0.push(changed(name, now));
            }
        }
        if other_file {
            let sentence = "Meanwhile a file was sent in another window or on another device, and it is kept. Continue with it, or select yours again to replace it.";
            invalid.add("file", Problem::Changed, sentence);
        }
        invalid
    }

    /// The file of a page, where it has one.
    fn file(&self, page: Page) -> Option<DocumentId> {
        match page {
            Page::Upload(form) => self.uploads.get(form.id())?.document_id,
            _ => None,
        }
    }
}

/// What somebody else answered meanwhile; the value stays as it is kept, so that it can be said in another language.
fn changed(field: &str, now: String) -> FieldError {
    let shown = in_words(field, &now);
    let sentence = format!(
        "Meanwhile this was changed to “{shown}” in another window or on another device. Yours is shown here: continue to keep it, or change it."
    );
    FieldError { field: field.to_owned(), problem: Problem::Changed, sentence, value: Some(now), variant: None }
}

/// A kept value as the page's lists show it.
fn in_words(field: &str, value: &str) -> String {
    let question = field.split('-').next().unwrap_or_default();
    let names = |codes: &str| {
        let name = |code: &str| code.parse().map_or(code.to_owned(), |state: Jurisdiction| state.name().to_owned());
        codes.split(", ").map(name).collect::<Vec<_>>().join(", ")
    };
    match question {
        _ if value.is_empty() => "nothing".to_owned(),
        "business_type" => value.parse().map_or(value.to_owned(), |kind: BusinessType| kind.label().to_owned()),
        "reason" => value.parse().map_or(value.to_owned(), |reason: Reason| reason.label().to_owned()),
        "certificate_type_id" => value.parse().map_or(value.to_owned(), |form: CertificateType| form.title()),
        "choice" if value == DocumentChoice::Complete.word() => "Complete and sign it here".to_owned(),
        "choice" => "Upload one that I have".to_owned(),
        "state" | "states" | "jurisdictions" => names(value),
        _ => value.to_owned(),
    }
}

/// FNV-1a: stable over programs and versions, which the standard library's hash is not.
fn digest(bytes: impl Iterator<Item = u8>) -> String {
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// A map's entries are fields of their own, as `number-US-OH`; a list is one field.
fn flat(name: &str, value: Value) -> Vec<(String, String)> {
    match value {
        Value::String(text) => vec![(name.to_owned(), text)],
        Value::Array(items) => {
            let items: Vec<_> = items.iter().filter_map(Value::as_str).collect();
            vec![(name.to_owned(), items.join(", "))]
        }
        Value::Object(entries) => {
            entries.into_iter().flat_map(|(key, value)| flat(&format!("{name}-{key}"), value)).collect()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}
