//! The words of the answer.

use std::collections::BTreeSet;

use chrono::{Datelike, Month, NaiveDate};

use super::{OnFile, Question, Rule, rules::Case};
use crate::{
    Circumstances, Jurisdiction, Reason, Review,
    law::documents::{Numbers, Outcome, Wish, propose},
};

/// A day as the answer's sentences write it: `May 1, 2026`.
pub fn in_words(day: NaiveDate) -> String {
    // Not chrono's `format`, which reads its pattern anew for each of many days.
    let month = u8::try_from(day.month()).ok().and_then(|number| Month::try_from(number).ok());
    format!("{} {}, {}", month.map_or("", |month| month.name()), day.day(), day.year())
}

pub(super) fn taxed(state: Jurisdiction) -> String {
    format!("{} has a sales tax, so a certificate is needed.", state.name())
}

pub(super) fn on_file(certificates: usize) -> String {
    match certificates {
        1 => "One certificate of this customer is on file.".to_owned(),
        several => format!("{several} certificates of this customer are on file."),
    }
}

/// What a certificate waits for that is good but for its review.
pub(super) fn decision(review: Review) -> String {
    match review {
        Review::NotReady => "The document: the buyer has not uploaded it yet.".to_owned(),
        Review::NeedsInfo => "The buyer's answer to what was asked.".to_owned(),
        _ => "A decision on the certificate: approve it if it is good.".to_owned(),
    }
}

/// What would make the buyer exempt, by the rule that the closest certificate does not pass.
pub(super) fn missing(rule: Rule, case: &Case, on_file: &[OnFile]) -> String {
    let new_certificate = || new_certificate(case.question, on_file, case.circumstances);
    match rule {
        Rule::Effective => format!("A certificate that was in effect on {}.", in_words(case.question.on)),
        Rule::PolicyReason | Rule::PolicyForm => "A change of your policy, or another certificate.".to_owned(),
        _ => new_certificate(),
    }
}

/// Which certificate to ask for.
pub(super) fn new_certificate(question: Question, on_file: &[OnFile], circumstances: &Circumstances) -> String {
    let lines = || on_file.iter().flat_map(|certificate| &certificate.lines);
    let of_state = lines().find(|line| line.jurisdiction == question.jurisdiction).map(|line| line.reason);
    let reason = question.reason.or(of_state).unwrap_or(Reason::Resale);
    let numbered = lines().filter(|line| line.number.is_some());
    let states: BTreeSet<_> = numbered.map(|line| line.issued_by.unwrap_or(line.jurisdiction)).collect();
    // Of a buyer who has given no number yet nothing is known: it may have one of the state.
    let states = if states.is_empty() { BTreeSet::from([question.jurisdiction]) } else { states };
    let numbers = Numbers { states, federal: true, foreign: false };
    let wish = Wish { jurisdiction: question.jurisdiction, reason };
    let proposal = propose(&[wish], &numbers, &circumstances.policy);
    let (state, reason) = (question.jurisdiction, reason.label());
    let wanted = format!("certificate for {} and “{reason}”", state.in_text());
    match (proposal.documents.first(), proposal.states.first()) {
        (Some(document), _) => {
            format!("A new {wanted}; the easiest is {}.", document.certificate_type.in_text(state))
        }
        (None, Some(why)) => match why.outcome {
            Outcome::NumberNeeded => format!("A {wanted} with a number that it accepts. {}", why.sentence),
            Outcome::RefusedByMerchant => {
                format!("A change of your policy, by which no {wanted} is accepted, and such a certificate.")
            }
            Outcome::TaxesReason => format!("A {wanted}, which would count with a warning. {}", why.sentence),
            _ => why.sentence.clone(),
        },
        (None, None) => format!("A {wanted}."),
    }
}
