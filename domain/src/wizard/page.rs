//! The pages of the walk, and the six steps that they belong to.

use crate::CertificateType;

/// One of the six steps that the progress shows. The steps are fixed; which pages a step has depends on the answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// Who asks for what.
    Welcome,
    /// Who the buyer is.
    Business,
    /// In which states, for which reason, with which numbers.
    Where,
    /// The documents.
    Document,
    /// Everything once more, and the signature.
    Check,
    /// The receipt.
    Done,
}

impl Step {
    /// In the order of the walk.
    pub const ALL: [Self; 6] = [Self::Welcome, Self::Business, Self::Where, Self::Document, Self::Check, Self::Done];

    /// 1 to 6.
    pub fn number(self) -> usize {
        self as usize + 1
    }
}

/// One page of the walk: one thing to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    /// Who asks for what.
    Welcome,
    /// Who the buyer is.
    Business,
    /// In which states.
    Where,
    /// For which reason.
    Why,
    /// With which numbers.
    Numbers,
    /// Which documents, and how each comes.
    Documents,
    /// The file of one document.
    Upload(CertificateType),
    /// What the forms that are completed here want to know besides.
    Details,
    /// Everything once more, and the signature.
    Check,
    /// The receipt.
    Done,
}

impl Page {
    /// Those without a parameter, in the order of the walk.
    pub const FIXED: [Self; 9] = [
        Self::Welcome,
        Self::Business,
        Self::Where,
        Self::Why,
        Self::Numbers,
        Self::Documents,
        Self::Details,
        Self::Check,
        Self::Done,
    ];

    /// The page's part of its address, as `why` or `upload/US-SST`.
    pub fn path(self) -> String {
        match self {
            Self::Welcome => "welcome".into(),
            Self::Business => "business".into(),
            Self::Where => "where".into(),
            Self::Why => "why".into(),
            Self::Numbers => "numbers".into(),
            Self::Documents => "documents".into(),
            Self::Upload(form) => format!("upload/{form}"),
            Self::Details => "details".into(),
            Self::Check => "check".into(),
            Self::Done => "done".into(),
        }
    }

    /// The page at an address.
    pub fn from_path(path: &str) -> Option<Self> {
        match path.strip_prefix("upload/") {
            Some(form) => form.parse().ok().map(Self::Upload),
            None => Self::FIXED.into_iter().find(|page| page.path() == path),
        }
    }

    /// The step that it belongs to.
    pub fn step(self) -> Step {
        match self {
            Self::Welcome => Step::Welcome,
            Self::Business => Step::Business,
            Self::Where | Self::Why | Self::Numbers => Step::Where,
            Self::Documents | Self::Upload(_) | Self::Details => Step::Document,
            Self::Check => Step::Check,
            Self::Done => Step::Done,
        }
    }
}
