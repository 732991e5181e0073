//! Which documents a buyer needs: the fewest that cover all states, the easiest first, with the reason in words.

use std::collections::BTreeSet;

use super::{
    Source, TaxedReason,
    acceptance::{accepts, is_meant_for, wants_own_number},
};
use crate::{
    CertificateType, Jurisdiction, Reason,
    certificate_type::{Audience, CompletedBy, Field},
    jurisdiction::Answer,
    policy::Policy,
    words::words,
};

/// A state in which a buyer wants to be exempt, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    /// Where.
    pub jurisdiction: Jurisdiction,
    /// Why.
    pub reason: Reason,
}

/// The numbers that a buyer has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    /// The states that gave it a sales tax number.
    pub states: BTreeSet<Jurisdiction>,
    /// Whether it has a federal employer identification number.
    pub federal: bool,
    /// Whether it has a tax number of another country.
    pub foreign: bool,
}

words! {
    /// What a buyer does with a document.
    How {
        /// Fill in and sign the form here.
        Complete = "complete",
        /// Upload what the state issued.
        Upload = "upload",
        /// Enter the number that the state issued.
        EnterNumber = "enter_number",
    }
}

/// One document to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedDocument {
    /// Which.
    pub certificate_type: CertificateType,
    /// What to do with it.
    pub how: How,
    /// The states that it covers, in the order of the wishes.
    pub states: Vec<Jurisdiction>,
    /// Why this one, in a sentence.
    pub because: String,
}

/// What becomes of one wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateProposal {
    /// The wish.
    pub wish: Wish,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Why, in a sentence.
    pub sentence: String,
    /// Where the rule comes from; none for a decision of the merchant.
    pub source: Option<&'static Source>,
}

words! {
    /// What becomes of a wish.
    Outcome {
        /// A document of the proposal covers it.
        Covered = "covered",
        /// There is no sales tax there, so nothing is needed.
        NothingNeeded = "nothing_needed",
        /// The state is said to tax this reason.
        TaxesReason = "taxes_reason",
        /// The state takes none of the numbers that the buyer has.
        NumberNeeded = "number_needed",
        /// No document for this reason is known there.
        NoDocument = "no_document",
        /// The merchant does not take this reason, or none of the documents, there.
        RefusedByMerchant = "refused_by_merchant",
    }
}

/// The answer to a set of wishes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What to ask for; the easiest first.
    pub documents: Vec<ProposedDocument>,
    /// What becomes of each wish, in their order.
    pub states: Vec<StateProposal>,
}

/// The smallest set of documents for these wishes, one a state.
pub fn propose(wishes: &[Wish], numbers: &Numbers, policy: &Policy) -> Proposal {
    let wishes: Vec<_> = wishes.iter().map(|wish| Open::of(*wish, numbers, policy)).collect();
    let open: Vec<&Open> = wishes.iter().flatten().collect();
    let best = MULTI_STATE.iter().map(|chosen| assign(&open, chosen)).min_by_key(Assignment::cost).unwrap_or_default();
    let documents = best.documents();
    let state = |wish: Result<Open, StateProposal>| match wish {
        Ok(Open { wish, .. }) => covered(wish, best.form_of(wish), numbers),
        Err(explained) => explained,
    };
    Proposal { documents, states: wishes.into_iter().map(state).collect() }
}

/// The choices of multi-state forms; each state that they leave open takes its own form.
const MULTI_STATE: [&[CertificateType]; 4] =
    [&[], &[CertificateType::SST], &[CertificateType::MTC], &[CertificateType::SST, CertificateType::MTC]];

/// A wish that some document can cover.
struct Open {
    wish: Wish,
    /// The documents that the state accepts for it; the easiest first, never empty.
    forms: Vec<CertificateType>,
}

impl Open {
    /// The error says why no document covers the wish.
    fn of(wish: Wish, numbers: &Numbers, policy: &Policy) -> Result<Self, StateProposal> {
        let Wish { jurisdiction, reason } = wish;
        let explained = |outcome, sentence: String, source| StateProposal { wish, outcome, sentence, source };
        let (name, law) = (jurisdiction.name(), jurisdiction.law());
        if !law.general_sales_tax {
            return Err(explained(Outcome::NothingNeeded, not_taxed(jurisdiction), Some(&law.source)));
        }
        if !policy.accepts_reason(jurisdiction, reason) {
            let sentence = format!("The seller does not accept “{}” in {name}.", reason.label());
            return Err(explained(Outcome::RefusedByMerchant, sentence, None));
        }
        if let Some(taxed) = TaxedReason::find(jurisdiction, reason) {
            return Err(explained(Outcome::TaxesReason, taxed.note.clone(), Some(&taxed.source)));
        }
        let known: Vec<_> = forms(jurisdiction, reason).collect();
        if known.is_empty() {
            let sentence = format!(
                "No document for “{}” is known in {}: ask its tax agency.",
                reason.label(),
                jurisdiction.in_text()
            );
            return Err(explained(Outcome::NoDocument, sentence, Some(&law.source)));
        }
        let usable: Vec<_> = known.into_iter().filter(|form| takes_numbers(*form, wish, numbers)).collect();
        if usable.is_empty() {
            return Err(explained(Outcome::NumberNeeded, number_needed(wish), Some(&law.source)));
        }
        let forms: Vec<_> = usable.into_iter().filter(|form| policy.accepts_form(*form)).collect();
        if forms.is_empty() {
            let sentence = format!("The seller takes none of the documents that {name} accepts.");
            return Err(explained(Outcome::RefusedByMerchant, sentence, None));
        }
        Ok(Self { wish, forms })
    }
}

/// The documents that a state accepts for a reason: Streamlined, uniform, its own; the easiest first.
fn forms(state: Jurisdiction, reason: Reason) -> impl Iterator<Item = CertificateType> {
    let proposed =
        move |form: &CertificateType| form.law().audience != Audience::Special && accepts(state, *form, reason);
    let mut own: Vec<_> = CertificateType::of_state(state).filter(proposed).collect();
    own.sort_by_key(|form| ease(*form));
    [CertificateType::SST, CertificateType::MTC].into_iter().filter(proposed).chain(own)
}

/// Whether the buyer's numbers will do on this document. For reasons other than resale, the reason's own number counts.
fn takes_numbers(form: CertificateType, wish: Wish, numbers: &Numbers) -> bool {
    let (state, law) = (wish.jurisdiction, wish.jurisdiction.law());
    let has_own = numbers.states.contains(&state);
    if !is_meant_for(state, form, has_own) {
        return false;
    }
    if !wish.reason.is_resale() || has_own {
        return true;
    }
    let has_other = !numbers.states.is_empty() && matches!(law.out_of_state_number, Answer::Yes | Answer::Conditional);
    match form {
        // F0003, section 3: a number of any state, else the federal one, else that of a foreign country where it is taken.
        CertificateType::SST => {
            has_other
                || numbers.federal
                || (numbers.foreign && law.f0003_foreign_tax_id)
                || law.f0003_without_number == Answer::Yes
        }
        CertificateType::MTC => has_other && !wants_own_number(state, form),
        own if own.law().completed_by == CompletedBy::State => {
            own.law().audience == Audience::RegisteredElsewhere || has_other && law.out_of_state_number == Answer::Yes
        }
        own => {
            let unasked = !own.law().required.as_ref().is_none_or(|fields| fields.contains(&Field::Number));
            has_other || unasked || (numbers.federal && law.federal_number)
        }
    }
}

/// What is said of a state without a sales tax, and what follows.
pub fn not_taxed(state: Jurisdiction) -> String {
    format!("{} No certificate is needed for a state sales tax.", untaxed(state))
}

/// What is said of a state without a sales tax.
pub fn untaxed(state: Jurisdiction) -> String {
    let general = || format!("{} has no general sales tax.", state.name());
    state.law().tax_note.clone().unwrap_or_else(general)
}

fn number_needed(wish: Wish) -> String {
    let (name, law) = (wish.jurisdiction.name(), wish.jurisdiction.law());
    if !wish.reason.is_resale() {
        return format!("{name} wants a number of its own for “{}”.", wish.reason.label());
    }
    let note = law.out_of_state_note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
    match law.out_of_state_number {
        Answer::Yes | Answer::Conditional => {
            format!(
                "{name} wants a sales tax number for “{}”: its own, or that of another state.{note}",
                wish.reason.label()
            )
        }
        _ => format!("{name} wants a number of its own for “{}”.{note}", wish.reason.label()),
    }
}

/// From easy to laborious: many states at once, a form to fill in, something that the state has to issue.
fn ease(form: CertificateType) -> u8 {
    match (form, form.law().completed_by) {
        (CertificateType::SST, _) => 1,
        (CertificateType::MTC, _) => 2,
        (_, CompletedBy::Buyer) => 3,
        (_, CompletedBy::State) => 4,
    }
}

/// Each open wish with the document that covers it.
#[derive(Default)]
struct Assignment(Vec<(Wish, CertificateType)>);

fn assign(open: &[&Open], multi_state: &[CertificateType]) -> Assignment {
    let form = |open: &&Open| {
        let chosen = open.forms.iter().find(|form| multi_state.contains(form));
        let own = || open.forms.iter().find(|form| form.state().is_some());
        // A state that accepts a multi-state form alone needs it, whatever was chosen for the others.
        *chosen.or_else(own).unwrap_or(&open.forms[0])
    };
    Assignment(open.iter().map(|open| (open.wish, form(open))).collect())
}

impl Assignment {
    /// How many documents, and how laborious they are.
    fn cost(&self) -> (usize, u32) {
        let forms: BTreeSet<_> = self.0.iter().map(|(_, form)| *form).collect();
        (forms.len(), forms.into_iter().map(|form| u32::from(ease(form))).sum())
    }

    fn form_of(&self, wish: Wish) -> CertificateType {
        self.0.iter().find(|(assigned, _)| *assigned == wish).map_or(CertificateType::OTHER, |(_, form)| *form)
    }

    fn documents(&self) -> Vec<ProposedDocument> {
        let mut documents: Vec<ProposedDocument> = Vec::new();
        for (wish, form) in &self.0 {
            match documents.iter_mut().find(|document| document.certificate_type == *form) {
                Some(document) => document.states.push(wish.jurisdiction),
                None => documents.push(ProposedDocument {
                    certificate_type: *form,
                    how: how(*form),
                    states: vec![wish.jurisdiction],
                    because: String::new(),
                }),
            }
        }
        documents.sort_by_key(|document| (ease(document.certificate_type), document.certificate_type));
        for document in &mut documents {
            document.because = because(document);
        }
        documents
    }
}

fn how(form: CertificateType) -> How {
    // What bears a signature or asks for a copy is a paper, of which a number is not enough.
    let paper = |fields: &[Field]| fields.contains(&Field::Document) || fields.contains(&Field::Signature);
    match (form.law().completed_by, &form.law().required) {
        (CompletedBy::Buyer, _) => How::Complete,
        (CompletedBy::State, Some(fields)) if fields.contains(&Field::Number) && !paper(fields) => How::EnterNumber,
        (CompletedBy::State, _) => How::Upload,
    }
}

fn because(document: &ProposedDocument) -> String {
    let states = match document.states.as_slice() {
        [only] => only.name().to_owned(),
        several => format!("{} states", several.len()),
    };
    match (document.certificate_type, document.how) {
        (CertificateType::SST, _) => format!("One Streamlined certificate is accepted in {states}."),
        (CertificateType::MTC, _) => format!("One uniform resale certificate is accepted in {states}."),
        (form, How::Complete) => format!("{states} has its own form for this: {}.", form.name()),
        (_, How::Upload) => format!("{states} issues this document itself: a copy of it is needed."),
        (_, How::EnterNumber) => format!("{states} issues this itself: its number is needed."),
    }
}

fn covered(wish: Wish, form: CertificateType, numbers: &Numbers) -> StateProposal {
    let law = wish.jurisdiction.law();
    let name = wish.jurisdiction.name();
    let from_elsewhere = wish.reason.is_resale() && !numbers.states.contains(&wish.jurisdiction);
    let condition = match form {
        CertificateType::SST => law.f0003_condition.as_ref(),
        CertificateType::MTC => law.mtc_condition.as_ref(),
        _ => law.out_of_state_note.as_ref().filter(|_| from_elsewhere),
    };
    let condition = condition.map(|condition| format!(" {condition}")).unwrap_or_default();
    let source = if form.state().is_some() { &form.law().source } else { &law.source };
    let sentence = match form.law().completed_by {
        CompletedBy::State => format!("{name} issues the document itself: {}.", form.name()),
        CompletedBy::Buyer => {
            format!("{name} accepts {} for “{}”.{condition}", form.in_text(wish.jurisdiction), wish.reason.label())
        }
    };
    StateProposal { wish, outcome: Outcome::Covered, sentence, source: Some(source) }
}

#[cfg(test)]
mod tests;
