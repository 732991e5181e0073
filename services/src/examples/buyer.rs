//! The buyer of an example, who answers everything at once.

use std::collections::BTreeMap;

use chrono::Days;
use domain::{
    Language, RequestId,
    wizard::{
        Answers, BusinessAnswers, DetailsAnswers, DocumentsAnswers, NumbersAnswers, Page, SignAnswers, WhereAnswers,
        WhyAnswers,
    },
};

use super::Stage;
use crate::{
    Error, Result,
    wizard::{self, Moment, Posted, Submitted, Wizard},
};

/// More pages than any walk has.
const MOST_PAGES: usize = 20;

impl Stage<'_> {
    /// The buyer's first answer.
    pub(super) async fn begin(&self, request: RequestId) -> Result<()> {
        wizard::save(self.services, &self.buyer(request), posted(business("buyer@certlane.test"))).await.map(drop)
    }

    /// The buyer answers each page, and signs. The receipt goes to `contact`.
    pub(super) async fn answer(&self, request: RequestId, contact: &str) -> Result<()> {
        let buyer = self.buyer(request);
        for _ in 0..MOST_PAGES {
            let wizard = wizard::load(self.services, &buyer).await?;
            let Some(answers) = answers(&wizard, contact) else { return self.sign(request, &wizard).await };
            wizard::save(self.services, &buyer, posted(answers)).await?;
        }
        Err(Error::internal("the example's walk does not come to its end"))
    }

    async fn sign(&self, request: RequestId, wizard: &Wizard) -> Result<()> {
        let sign = signature();
        let seen = wizard.draft.seen(Page::Check);
        match wizard::submit(self.services, &self.buyer(request), sign, &seen, moment()).await? {
            Submitted::Done => Ok(()),
            Submitted::Incomplete(_, invalid) => Err(invalid.into()),
        }
    }
}

pub(super) fn signature() -> SignAnswers {
    SignAnswers { name: "Rosa Diaz".to_owned(), title: "Owner".to_owned(), agreed: true, drawing: String::new() }
}

pub(super) fn moment() -> Moment {
    Moment { language: Language::English, ip: "192.0.2.1".to_owned(), user_agent: "an example of test mode".to_owned() }
}

fn posted(answers: Answers) -> Posted {
    Posted { answers, seen: String::new(), language: Language::English }
}

/// Good answers to the first page that has none; none: only the signature is missing.
fn answers(wizard: &Wizard, contact: &str) -> Option<Answers> {
    Some(match wizard.first_unanswered() {
        Page::Welcome => Answers::Start,
        Page::Business => business(contact),
        Page::Where => Answers::Where(WhereAnswers { jurisdictions: vec!["US-OH".to_owned(), "US-KY".to_owned()] }),
        Page::Why => Answers::Why(WhyAnswers { reason: "RESALE".to_owned(), ..WhyAnswers::default() }),
        Page::Numbers => Answers::Numbers(numbers()),
        Page::Documents | Page::Upload(_) => Answers::Documents(completed_here(wizard)),
        Page::Details => Answers::Details(details(wizard)),
        Page::Check | Page::Done => return None,
    })
}

fn business(contact: &str) -> Answers {
    Answers::Business(BusinessAnswers {
        legal_name: "Example Diner LLC".to_owned(),
        line1: "12 Water Street".to_owned(),
        city: "Cincinnati".to_owned(),
        state: "US-OH".to_owned(),
        postal_code: "45202".to_owned(),
        business_type: "01".to_owned(),
        contact_name: "Rosa Diaz".to_owned(),
        contact_email: contact.to_owned(),
        ..BusinessAnswers::default()
    })
}

fn numbers() -> NumbersAnswers {
    let states = BTreeMap::from([("US-OH".to_owned(), "31-1234567".to_owned())]);
    NumbersAnswers { states, ..NumbersAnswers::default() }
}

fn completed_here(wizard: &Wizard) -> DocumentsAnswers {
    let complete = |form: &str| (form.to_owned(), "complete".to_owned());
    DocumentsAnswers { choices: wizard.plan.documents.iter().map(|document| complete(document.form.id())).collect() }
}

fn details(wizard: &Wizard) -> DetailsAnswers {
    let in_a_year = wizard.today + Days::new(365);
    DetailsAnswers {
        business_description: "A diner".to_owned(),
        property_description: "Food and supplies for resale".to_owned(),
        reason_detail: "Resale".to_owned(),
        federal_number: "31-1234567".to_owned(),
        phone: "(614) 555-0142".to_owned(),
        payment: "By check".to_owned(),
        expires_on: in_a_year.to_string(),
    }
}
