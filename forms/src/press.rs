//! Typst, and the little world in which it runs: our templates, our fonts, the data of one document, and nothing else.

use std::{collections::HashMap, sync::LazyLock};

use chrono::{DateTime, Datelike, Timelike, Utc};
use typst::{
    Library, LibraryExt, World,
    diag::{FileError, FileResult, SourceDiagnostic},
    ecow::EcoVec,
    foundations::{Bytes, Datetime, Duration, Smart},
    layout::Abs,
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{Error, Pdf, picture::slim};

/// How many documents later a remembered part of the layout is forgotten. Fonts, templates and all that documents share
/// stays in use; what belongs to one document goes, so that memory does not grow.
const FORGOTTEN_AFTER: usize = 3;

const TEMPLATES: [(&str, &str); 7] = [
    ("certificate.typ", include_str!("../templates/certificate.typ")),
    ("evidence.typ", include_str!("../templates/evidence.typ")),
    ("letter.typ", include_str!("../templates/letter.typ")),
    ("mtc.typ", include_str!("../templates/mtc.typ")),
    ("parts.typ", include_str!("../templates/parts.typ")),
    ("sst.typ", include_str!("../templates/sst.typ")),
    ("state.typ", include_str!("../templates/state.typ")),
];

/// What lies between two pages of a picture, in points.
const GAP: f64 = 9.0;

/// What all documents share.
struct Shop {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    templates: HashMap<FileId, Source>,
}

static SHOP: LazyLock<Shop> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS.into_iter().flat_map(|file| Font::iter(Bytes::new(file))).collect();
    let templates = TEMPLATES.into_iter().map(|(name, text)| Source::new(file_id(name), text.to_owned()));
    Shop {
        library: LazyHash::new(Library::default()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        templates: templates.map(|source| (source.id(), source)).collect(),
    }
});

/// The face of all text comes first: what it lacks, no document can print.
const FONTS: [&[u8]; 4] = [
    include_bytes!("../fonts/IBMPlexSans-Regular.ttf"),
    include_bytes!("../fonts/IBMPlexSans-SemiBold.ttf"),
    include_bytes!("../fonts/IBMPlexSerif-SemiBold.ttf"),
    include_bytes!("../fonts/DancingScript-Regular.ttf"),
];

/// Whether documents have a glyph for it.
pub(crate) fn can_print(char: char) -> bool {
    SHOP.fonts[0].info().coverage.contains(char.into())
}

/// One document on its way: a template, and the files that it reads.
pub(crate) struct Job {
    template: FileId,
    files: HashMap<FileId, Bytes>,
}

impl Job {
    /// A document of `template`, with what the template reads as `data.json`.
    pub(crate) fn new(template: &str, data: &serde_json::Value) -> Self {
        let files = HashMap::from([(file_id("data.json"), Bytes::from_string(data.to_string()))]);
        Self { template: file_id(template), files }
    }

    /// The same with one more file.
    pub(crate) fn with(mut self, name: &str, text: String) -> Self {
        self.files.insert(file_id(name), Bytes::from_string(text));
        self
    }

    /// The document as PDF/A-2b and PDF/UA-1; `ident` makes its file identifier.
    pub(crate) fn pdf(&self, ident: &str, at: DateTime<Utc>) -> Result<Pdf, Error> {
        let document = self.set()?;
        let standards = PdfStandards::new(&[PdfStandard::A_2b, PdfStandard::Ua_1])
            .map_err(|e| Error::Typesetting(e.message().to_string()))?;
        let options = PdfOptions {
            ident: Smart::Custom(ident.to_owned()),
            creator: Smart::Custom(Some("Certlane".to_owned())),
            timestamp: instant(at).map(Timestamp::new_utc),
            standards,
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(&document, &options).map_err(faults);
        comemo::evict(FORGOTTEN_AFTER);
        Ok(Pdf { bytes: bytes?, pages: document.pages().len() })
    }

    /// The document as one picture, its pages below each other.
    pub(crate) fn picture(&self) -> Result<String, Error> {
        let document = self.set()?;
        let picture = slim(&typst_svg::svg_merged(&document, &typst_svg::SvgOptions::default(), Abs::pt(GAP)));
        comemo::evict(FORGOTTEN_AFTER);
        Ok(picture)
    }

    fn set(&self) -> Result<PagedDocument, Error> {
        let set = typst::compile::<PagedDocument>(self);
        debug_assert!(set.warnings.is_empty(), "{}", faults(set.warnings));
        set.output.map_err(faults)
    }
}

impl World for Job {
    fn library(&self) -> &LazyHash<Library> {
        &SHOP.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &SHOP.book
    }

    fn main(&self) -> FileId {
        self.template
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        SHOP.templates.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        SHOP.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None // there is no clock here
    }
}

fn file_id(name: &str) -> FileId {
    let path = VirtualPath::new(name).expect("the names of our files are good paths");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

fn instant(at: DateTime<Utc>) -> Option<Datetime> {
    let part = |number: u32| u8::try_from(number).ok();
    Datetime::from_ymd_hms(
        at.year(),
        part(at.month())?,
        part(at.day())?,
        part(at.hour())?,
        part(at.minute())?,
        part(at.second())?,
    )
}

fn faults(diagnostics: EcoVec<SourceDiagnostic>) -> Error {
    let messages: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    Error::Typesetting(messages.join("; "))
}
