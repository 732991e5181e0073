//! Which documents the answers ask for, and how each comes.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{DocumentChoice, Draft, UploadAnswers};
use crate::{
    CertificateType, Jurisdiction, Policy, Reason,
    certificate_type::{CompletedBy, Field},
    law::{
        acceptance::accepts,
        documents::{Outcome, StateProposal, Wish, propose},
    },
};

/// What the answers are measured by: what the merchant decided beforehand, and the day.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// What it takes.
    pub policy: &'a Policy,
    /// The document that this request asks for, if it asks for one.
    pub certificate_type: Option<CertificateType>,
    /// Today, where the merchant is.
    pub today: NaiveDate,
}

/// What the merchant's terms make of the answers: above all, the documents that are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// The documents; the easiest first.
    pub documents: Vec<PlannedDocument>,
    /// The states that the file of their document does not cover.
    pub uncovered: Vec<Jurisdiction>,
    /// The states for which no known document can be asked for, each with the reason in words.
    pub others: Vec<StateProposal>,
    /// The states whose reason the merchant does not take.
    pub refused: Vec<Wish>,
    /// The day on which it was made ([`Terms::today`]).
    pub today: NaiveDate,
}

/// One document that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedDocument {
    /// The form that is proposed; [`CertificateType::OTHER`] for whatever the buyer has.
    pub form: CertificateType,
    /// The states that it is to cover.
    pub states: Vec<Jurisdiction>,
    /// Whether it can be completed here.
    pub completable: bool,
    /// How it comes, once the buyer has chosen, or where there is no choice.
    pub choice: Option<DocumentChoice>,
}

impl Plan {
    /// The documents for the answers so far.
    pub(super) fn of(draft: &Draft, terms: Terms<'_>) -> Self {
        let uploaded = uploaded(draft);
        let covered = |wish: &Wish| uploaded.iter().any(|document| document.states.contains(&wish.jurisdiction));
        let wishes = draft.wishes();
        let is_refused = |wish: &Wish| !terms.policy.accepts_reason(wish.jurisdiction, wish.reason);
        let refused = wishes.iter().copied().filter(is_refused).collect();
        let rest: Vec<_> = wishes.into_iter().filter(|wish| !covered(wish)).collect();
        let has_file = |form: CertificateType| uploaded.iter().any(|document| document.form == form);
        let asked_for = terms.certificate_type.filter(|form| !has_file(*form));
        let (asked, open): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|wish| asked_for.is_some_and(|form| suits(form, *wish, terms.policy)));
        // One file a form: what it does not cover comes by another one.
        let mut policy = terms.policy.clone();
        policy.refused_forms.extend(uploaded.iter().map(|document| document.form));
        let proposal = propose(&open, &draft.numbers(), &policy);
        let (unknown, others): (Vec<_>, Vec<_>) = proposal
            .states
            .into_iter()
            .filter(|state| state.outcome != Outcome::Covered)
            .partition(|state| wants_another_document(state, terms.policy));
        let mut wanted: Vec<_> = asked_for.into_iter().map(|form| (form, states_of(asked.iter()))).collect();
        wanted.extend(proposal.documents.into_iter().map(|document| (document.certificate_type, document.states)));
        wanted.push((CertificateType::OTHER, states_of(unknown.iter().map(|state| &state.wish))));
        wanted.retain(|(_, states)| !states.is_empty());
        let (again, wanted): (Vec<_>, Vec<_>) = wanted.into_iter().partition(|(form, _)| has_file(*form));
        let planned = wanted.into_iter().map(|(form, states)| planned(draft, form, states));
        let documents = uploaded.iter().cloned().chain(planned).collect();
        let uncovered = again.into_iter().flat_map(|(_, states)| states).collect();
        Self { documents, uncovered, others: unknown.into_iter().chain(others).collect(), refused, today: terms.today }
    }

    /// The documents that are completed here.
    pub fn completed(&self) -> impl Iterator<Item = &PlannedDocument> {
        self.documents.iter().filter(|document| document.choice == Some(DocumentChoice::Complete))
    }

    /// The documents that are uploaded.
    pub fn uploaded(&self) -> impl Iterator<Item = &PlannedDocument> {
        self.documents.iter().filter(|document| document.choice == Some(DocumentChoice::Upload))
    }

    /// Whether no document is needed in any of the states: there is nothing to prove.
    pub fn needs_nothing(&self) -> bool {
        let nothing = |other: &StateProposal| other.outcome == Outcome::NothingNeeded;
        self.documents.is_empty() && !self.others.is_empty() && self.others.iter().all(nothing)
    }

    /// Why no known document can be asked for in a state, if so.
    pub fn other(&self, state: Jurisdiction) -> Option<&StateProposal> {
        self.others.iter().find(|other| other.wish.jurisdiction == state)
    }
}

/// A state whose buyers may have a document that no table knows, or a second one.
fn wants_another_document(state: &StateProposal, policy: &Policy) -> bool {
    let Wish { jurisdiction, reason } = state.wish;
    match state.outcome {
        Outcome::TaxesReason | Outcome::NoDocument => true,
        // For resale a number is missing, which another page asks for.
        Outcome::NumberNeeded => reason.needed_number().is_none(),
        Outcome::RefusedByMerchant => {
            policy.accepts_reason(jurisdiction, reason)
                && CertificateType::all().any(|form| accepts(jurisdiction, form, reason) && policy.accepts_form(form))
        }
        Outcome::Covered | Outcome::NothingNeeded => false,
    }
}

/// Whether the document that the merchant asks for will do for a wish.
fn suits(form: CertificateType, wish: Wish, policy: &Policy) -> bool {
    let Wish { jurisdiction, reason } = wish;
    jurisdiction.has_general_sales_tax()
        && policy.accepts_reason(jurisdiction, reason)
        && accepts(jurisdiction, form, reason)
}

fn states_of<'a>(wishes: impl Iterator<Item = &'a Wish>) -> Vec<Jurisdiction> {
    wishes.map(|wish| wish.jurisdiction).collect()
}

fn planned(draft: &Draft, form: CertificateType, states: Vec<Jurisdiction>) -> PlannedDocument {
    let completable = is_completable(form);
    PlannedDocument { form, states, completable, choice: choice(draft, form) }
}

fn is_completable(form: CertificateType) -> bool {
    form != CertificateType::OTHER && form.law().completed_by == CompletedBy::Buyer
}

/// How a document comes: what cannot be completed here can only be uploaded.
fn choice(draft: &Draft, form: CertificateType) -> Option<DocumentChoice> {
    if !is_completable(form) {
        return Some(DocumentChoice::Upload);
    }
    draft.documents.as_ref().and_then(|answers| answers.choices.get(form.id())?.parse().ok())
}

/// The documents whose file is there. Each covers the states that it says, as far as they are asked for and no other
/// covers them.
fn uploaded(draft: &Draft) -> Vec<PlannedDocument> {
    let wanted: BTreeSet<_> = draft.wishes().into_iter().map(|wish| wish.jurisdiction).collect();
    let mut covered = BTreeSet::new();
    let mut documents = Vec::new();
    for (form, upload) in draft.uploads.iter().filter(|(_, upload)| upload.document_id.is_some()) {
        let Ok(form) = form.parse() else { continue };
        let states = said_states(upload).filter(|state| wanted.contains(state) && !covered.contains(state));
        let states: Vec<_> = states.collect();
        if choice(draft, form) == Some(DocumentChoice::Upload) && !states.is_empty() {
            covered.extend(states.iter().copied());
            documents.push(planned(draft, form, states));
        }
    }
    documents
}

/// The states that an upload says to cover, each once.
pub(super) fn said_states(upload: &UploadAnswers) -> impl Iterator<Item = Jurisdiction> {
    let states: BTreeSet<Jurisdiction> = upload.states.iter().filter_map(|code| code.parse().ok()).collect();
    states.into_iter()
}

/// What no other page asks.
pub(super) const DETAILS: [Field; 7] = [
    Field::BusinessDescription,
    Field::PropertyDescription,
    Field::ReasonDetail,
    Field::FederalNumber,
    Field::BuyerPhone,
    Field::PaymentType,
    Field::ExpiresOn,
];

/// What the forms that are completed here want to know, besides what every certificate says.
pub fn detail_questions(draft: &Draft, plan: &Plan) -> Vec<Field> {
    let wanted = |field: &Field| plan.completed().any(|document| document.form.asks_for(*field));
    let known = |field: &Field| match field {
        Field::FederalNumber => draft.numbers().federal,
        Field::BuyerPhone => draft.business.as_ref().is_some_and(|business| !business.contact_phone.trim().is_empty()),
        Field::ReasonDetail => !draft.wishes().iter().any(|wish| asks_for_detail(wish.reason)),
        _ => false,
    };
    DETAILS.into_iter().filter(|field| wanted(field) && !known(field)).collect()
}

/// Whether F0003 wants words beside the reason's box, as the name of the agency; `OTHER` has its explanation already.
pub(super) fn asks_for_detail(reason: Reason) -> bool {
    reason != Reason::Other && reason.law().detail.is_some()
}
