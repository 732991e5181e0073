//! The parts of a mail, set as HTML and as plain text.

use askama::Template;

use crate::{Error, Result};

/// A part of a mail; both forms say all of it.
#[derive(Debug, Clone)]
pub(super) enum Part {
    /// A paragraph.
    Text(String),
    /// What a person wrote, and who.
    Quote { says: String, text: String },
    /// Several things, a line each.
    List { says: String, items: Vec<String> },
    /// What the mail is for. The address stands below it, to be read before it is followed.
    Button { before: String, label: String, after: String, spelled: String, link: String },
    /// The code to compare.
    Code { label: String, code: String, hint: String },
    /// Documents, each with the digest that proves it unchanged.
    Papers { says: String, papers: Vec<Paper> },
    /// A sentence and where it leads.
    Link { sentence: String, label: String, link: String },
}

/// A document that a mail names.
#[derive(Debug, Clone)]
pub(super) struct Paper {
    pub(super) title: String,
    pub(super) sha256: String,
}

/// A whole mail, in the order in which it is read.
pub(super) struct Sheet {
    pub(super) language: &'static str,
    pub(super) title: String,
    pub(super) merchant: String,
    pub(super) code_label: String,
    pub(super) code: String,
    /// Says that it never leaves.
    pub(super) test: Option<String>,
    pub(super) greeting: String,
    pub(super) parts: Vec<Part>,
    pub(super) below: Vec<Part>,
}

#[derive(Template)]
#[template(path = "letter.txt", escape = "none")]
struct Text<'a>(&'a Sheet);

#[derive(Template)]
#[template(path = "letter.html")]
struct Html<'a>(&'a Sheet);

impl Sheet {
    pub(super) fn text(&self) -> Result<String> {
        Text(self).render().map_err(Error::internal)
    }

    pub(super) fn html(&self) -> Result<String> {
        Html(self).render().map_err(Error::internal)
    }
}
