//! The buyer's six steps: what each asks, and when its answers are good.
//!
//! A [`Draft`] keeps what was typed, right or wrong, so that nothing typed is lost. The `check` functions read a draft
//! and never change it; [`Draft::complete`] is the only way to a [`Submission`].

mod answers;
mod check;

use serde::{Deserialize, Serialize};

pub use answers::*;

use crate::{Invalid, Jurisdiction};

/// One page of the wizard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Who the buyer is.
    Business,
    /// In which states.
    Where,
    /// For which reason, with which numbers.
    Why,
    /// The document itself.
    Document,
    /// Everything once more, and the signature.
    Check,
    /// The receipt.
    Done,
}

impl Step {
    /// In the order of the walk.
    pub const ALL: [Self; 6] = [Self::Business, Self::Where, Self::Why, Self::Document, Self::Check, Self::Done];

    /// The step's part of its address.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Where => "where",
            Self::Why => "why",
            Self::Document => "document",
            Self::Check => "check",
            Self::Done => "done",
        }
    }

    /// The step at an address.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.slug() == slug)
    }

    /// The short label of the step indicator.
    pub fn label(self) -> &'static str {
        match self {
            Self::Business => "Your business",
            Self::Where => "Where",
            Self::Why => "Why",
            Self::Document => "Document",
            Self::Check => "Check",
            Self::Done => "Done",
        }
    }

    /// 1 to 6.
    pub fn number(self) -> usize {
        self as usize + 1
    }

    /// The step after this one; the last one stays.
    pub fn next(self) -> Self {
        Self::ALL[(self as usize + 1).min(Self::ALL.len() - 1)]
    }

    /// The step before this one.
    pub fn previous(self) -> Option<Self> {
        (self as usize).checked_sub(1).map(|place| Self::ALL[place])
    }
}

/// What the buyer has answered so far, as it was typed; `None` means: not asked yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Step 1.
    pub business: Option<BusinessAnswers>,
    /// Step 2.
    #[serde(rename = "where")]
    pub places: Option<WhereAnswers>,
    /// Step 3.
    pub why: Option<WhyAnswers>,
    /// Step 4.
    pub document: Option<DocumentAnswers>,
    /// Step 5.
    pub sign: Option<SignAnswers>,
}

/// The answers of one step, on their way into the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answers {
    /// Step 1.
    Business(BusinessAnswers),
    /// Step 2.
    Where(WhereAnswers),
    /// Step 3.
    Why(WhyAnswers),
    /// Step 4, apart from the file, which comes by its own way.
    Document(DocumentAnswers),
    /// Step 5.
    Sign(SignAnswers),
}

impl Draft {
    /// Takes the answers of a step in place of its earlier ones.
    pub fn keep(&mut self, answers: Answers) {
        match answers {
            Answers::Business(business) => self.business = Some(business),
            Answers::Where(places) => self.places = Some(places),
            Answers::Why(mut why) => {
                // The form asks by state; whatever else is sent is no answer.
                why.states.retain(|code, _| code.parse::<Jurisdiction>().is_ok());
                self.why = Some(why);
            }
            Answers::Document(document) => {
                // The file is stored by its own request: a form without one keeps the one that is there.
                let file = self.document_id();
                self.document = Some(DocumentAnswers { document_id: document.document_id.or(file), ..document });
            }
            Answers::Sign(sign) => self.sign = Some(sign),
        }
    }

    /// The file that was taken last.
    pub fn document_id(&self) -> Option<crate::DocumentId> {
        self.document.as_ref().and_then(|answers| answers.document_id)
    }

    /// Whether the answers of one step are good; all problems at once.
    pub fn check(&self, step: Step) -> Result<(), Invalid> {
        match step {
            Step::Business => check::business(self).map(drop),
            Step::Where => check::places(self).map(drop),
            Step::Why => check::why(self).map(drop),
            Step::Document => check::document(self).map(drop),
            Step::Check => check::signer(self).map(drop),
            Step::Done => Ok(()),
        }
    }

    /// The first step whose answers are not good yet: where the link reopens. `Check` when only the signature is missing.
    pub fn first_unanswered(&self) -> Step {
        let unanswered = Step::ALL.into_iter().take(4).find(|step| self.check(*step).is_err());
        unanswered.unwrap_or(Step::Check)
    }

    /// Everything, checked: what a certificate is made from. The error names the first step that needs another look.
    pub fn complete(&self) -> Result<Submission, (Step, Invalid)> {
        let lines = check::why(self).map_err(|invalid| (Step::Why, invalid));
        Ok(Submission {
            business: check::business(self).map_err(|invalid| (Step::Business, invalid))?,
            lines: check::places(self).map_err(|invalid| (Step::Where, invalid)).and(lines)?,
            document: check::document(self).map_err(|invalid| (Step::Document, invalid))?,
            signer: check::signer(self).map_err(|invalid| (Step::Check, invalid))?,
        })
    }
}

#[cfg(test)]
mod tests;
