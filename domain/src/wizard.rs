//! The buyer's walk: what each page asks, and when its answers are good.
//!
//! A [`Draft`] keeps what was typed, right or wrong, so that nothing typed is lost. The `check` functions read a draft
//! and never change it; [`Draft::complete`] is the only way to a [`Submission`]. What follows from a draft and the
//! merchant's terms is its [`Plan`]: whoever answers a request derives it once, and asks all else with it.

mod answers;
mod check;
mod correction;
mod drawing;
mod fields;
mod missing_numbers;
mod numbers;
mod page;
mod plan;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use answers::*;
pub use correction::inputs as correction_inputs;
pub use drawing::{Drawing, NotADrawing};
pub use numbers::{
    NumberQuestion, OtherQuestions, Takes, home, other_questions as other_number_questions,
    questions as number_questions,
};
pub use page::{Page, Step};
pub use plan::{Plan, PlannedDocument, Terms, detail_questions};

use crate::{Certificate, CertificateType, DocumentId, Invalid, Jurisdiction, Reason};

/// What the buyer has answered so far, as it was typed; `None` means: not asked yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// Whether the buyer has read who asks for what, and began.
    pub started: bool,
    /// Who the buyer is.
    pub business: Option<BusinessAnswers>,
    /// In which states.
    #[serde(rename = "where")]
    pub places: Option<WhereAnswers>,
    /// For which reason.
    pub why: Option<WhyAnswers>,
    /// With which numbers.
    pub numbers: Option<NumbersAnswers>,
    /// How each document comes.
    pub documents: Option<DocumentsAnswers>,
    /// The documents that are uploaded, by the id of the form that was proposed.
    pub uploads: BTreeMap<String, UploadAnswers>,
    /// What the forms want to know besides.
    pub details: Option<DetailsAnswers>,
    /// The signature.
    pub sign: Option<SignAnswers>,
}

/// The answers of one page, on their way into the draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answers {
    /// The buyer begins.
    Start,
    /// Who the buyer is.
    Business(BusinessAnswers),
    /// In which states.
    Where(WhereAnswers),
    /// For which reason.
    Why(WhyAnswers),
    /// With which numbers.
    Numbers(NumbersAnswers),
    /// How each document comes.
    Documents(DocumentsAnswers),
    /// One document that is uploaded, in place of the proposed form.
    Upload(CertificateType, UploadAnswers),
    /// What the forms want to know besides.
    Details(DetailsAnswers),
    /// The signature.
    Sign(SignAnswers),
}

impl Answers {
    /// The page that asks for them.
    pub fn page(&self) -> Page {
        match self {
            Self::Start => Page::Welcome,
            Self::Business(_) => Page::Business,
            Self::Where(_) => Page::Where,
            Self::Why(_) => Page::Why,
            Self::Numbers(_) => Page::Numbers,
            Self::Documents(_) => Page::Documents,
            Self::Upload(form, _) => Page::Upload(*form),
            Self::Details(_) => Page::Details,
            Self::Sign(_) => Page::Check,
        }
    }
}

impl Draft {
    /// Last time's answers, for a renewal: everything but the files and what makes a signature. Who signed is filled in,
    /// and signs again. What no certificate keeps comes from the draft that it was made from, where there is one.
    pub fn renewing(certificate: &Certificate, earlier: Option<&Self>) -> Self {
        let text = |jurisdiction: Jurisdiction| jurisdiction.code().to_owned();
        let business = BusinessAnswers::from_business(&certificate.business);
        let numbers = numbers::last_time(certificate, earlier.and_then(|draft| draft.numbers.clone()));
        let mut details = earlier.and_then(|draft| draft.details.clone());
        let mut why = WhyAnswers::default();
        for line in &certificate.jurisdictions {
            let reason = line.reason.code().to_owned();
            if why.reason.is_empty() {
                why.reason.clone_from(&reason);
            } else if why.reason != reason {
                why.states.insert(text(line.jurisdiction), reason);
            }
            match line.explanation.clone() {
                Some(said) if line.reason == Reason::Other => why.explanation = said,
                Some(said) => details.get_or_insert_default().reason_detail = said,
                None => {}
            }
        }
        Self {
            started: true,
            business: Some(business),
            places: Some(WhereAnswers { jurisdictions: certificate.states().map(text).collect() }),
            why: Some(why),
            numbers: Some(numbers),
            // What can be completed here need not be looked for among the papers again.
            documents: Some(DocumentsAnswers { choices: all_completed() }),
            details,
            sign: Some(SignAnswers::of_signer(&certificate.signer)),
            ..Self::default()
        }
    }

    /// Whether a reason of an earlier certificate rests on the same kind of number as one that is answered here.
    pub fn asks_same_number(&self, earlier: Reason) -> bool {
        let needed = earlier.needed_number();
        needed.is_some() && self.wishes().iter().any(|wish| wish.reason.needed_number() == needed)
    }

    /// Takes the answers of a page in place of its earlier ones.
    pub fn keep(&mut self, answers: Answers) {
        self.started = true;
        match answers {
            Answers::Start => {}
            Answers::Business(business) => self.business = Some(business),
            Answers::Where(places) => self.places = Some(places),
            Answers::Why(mut why) => {
                why.states.retain(|code, reason| is_state(code) && !reason.is_empty());
                self.why = Some(why);
            }
            Answers::Numbers(mut numbers) => {
                // The form asks by state; whatever else is sent is no answer.
                numbers.states.retain(|code, number| is_state(code) && !number.trim().is_empty());
                self.numbers = Some(numbers);
            }
            Answers::Documents(mut documents) => {
                documents.choices.retain(|form, _| form.parse::<CertificateType>().is_ok());
                self.documents = Some(documents);
            }
            Answers::Upload(form, upload) => {
                // A form without a file keeps the one that is stored already.
                let file = upload.document_id.or_else(|| self.uploads.get(form.id())?.document_id);
                self.uploads.insert(form.id().to_owned(), UploadAnswers { document_id: file, ..upload });
            }
            Answers::Details(details) => self.details = Some(details),
            Answers::Sign(sign) => self.sign = Some(sign),
        }
    }

    /// The files that were taken.
    pub fn document_ids(&self) -> impl Iterator<Item = DocumentId> {
        self.uploads.values().filter_map(|upload| upload.document_id)
    }

    /// Which documents the answers ask for. It looks through the law of all their states: once a request is enough.
    pub fn plan(&self, terms: Terms<'_>) -> Plan {
        Plan::of(self, terms)
    }

    /// The pages of this walk, in order.
    pub fn pages(&self, plan: &Plan) -> Vec<Page> {
        let mut pages = vec![Page::Welcome, Page::Business, Page::Where, Page::Why, Page::Numbers];
        pages.retain(|page| {
            *page != Page::Numbers || !numbers::questions(self).is_empty() || numbers::other_questions(self).card
        });
        // Without a choice there is nothing to ask.
        if plan.documents.is_empty() || plan.documents.iter().any(|document| document.completable) {
            pages.push(Page::Documents);
        }
        let mut uploads: Vec<_> = plan.uploaded().map(|document| Page::Upload(document.form)).collect();
        uploads.sort();
        pages.extend(uploads);
        if !detail_questions(self, plan).is_empty() {
            pages.push(Page::Details);
        }
        pages.extend([Page::Check, Page::Done]);
        pages
    }

    /// The page after one, which need not be among this walk's pages any more.
    pub fn after(&self, page: Page, plan: &Plan) -> Page {
        // A file that leaves a state open brings a document that has to be chosen first.
        if matches!(page, Page::Upload(_)) && self.check(Page::Documents, plan).is_err() {
            return Page::Documents;
        }
        self.pages(plan).into_iter().find(|next| *next > page).unwrap_or(Page::Done)
    }

    /// The page before one.
    pub fn before(&self, page: Page, plan: &Plan) -> Option<Page> {
        self.pages(plan).into_iter().rev().find(|previous| *previous < page)
    }

    /// Whether the answers of one page are good; all problems at once.
    pub fn check(&self, page: Page, plan: &Plan) -> Result<(), Invalid> {
        match page {
            Page::Welcome | Page::Done => Ok(()),
            Page::Business => check::business(self).map(drop),
            Page::Where => check::places(self).map(drop),
            Page::Why => check::reasons(self, plan).map(drop),
            Page::Numbers => check::numbers(self, plan, |_| true),
            Page::Documents => check::documents(plan),
            Page::Upload(form) => check::upload(self, plan, form).map(drop),
            Page::Details => check::details(self, plan).map(drop),
            Page::Check => check::signer(self).map(drop),
        }
    }

    /// The first page whose answers are not good yet: where the link opens. `Check` when only the signature is missing.
    pub fn first_unanswered(&self, plan: &Plan) -> Page {
        let missing = |page: &Page| match page {
            Page::Welcome => !self.started,
            Page::Check => true,
            page => self.check(*page, plan).is_err(),
        };
        self.pages(plan).into_iter().find(missing).unwrap_or(Page::Check)
    }

    /// Everything but the signature, checked. The error names the first page that needs another look.
    pub fn unsigned(&self, plan: &Plan) -> Result<Unsigned, (Page, Invalid)> {
        for page in self.pages(plan).into_iter().filter(|page| *page != Page::Check) {
            self.check(page, plan).map_err(|invalid| (page, invalid))?;
        }
        let documents = plan.documents.iter().map(|document| check::submitted(self, plan, document));
        Ok(Unsigned {
            business: check::business(self).map_err(|invalid| (Page::Business, invalid))?,
            documents: documents.collect::<Result<_, _>>()?,
            details: check::details(self, plan).map_err(|invalid| (Page::Details, invalid))?,
        })
    }

    /// Everything, checked: what certificates are made from. The error names the first page that needs another look.
    pub fn complete(&self, plan: &Plan) -> Result<Submission, (Page, Invalid)> {
        let unsigned = self.unsigned(plan)?;
        let (name, title, drawing) = check::signer(self).map_err(|invalid| (Page::Check, invalid))?;
        Ok(Submission { unsigned, name, title, drawing })
    }
}

/// Whatever can be completed here is.
fn all_completed() -> BTreeMap<String, String> {
    CertificateType::all().map(|form| (form.id().to_owned(), DocumentChoice::Complete.to_string())).collect()
}

fn is_state(code: &str) -> bool {
    code.parse::<Jurisdiction>().is_ok()
}

#[cfg(test)]
mod tests;
