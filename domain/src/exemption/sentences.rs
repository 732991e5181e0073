//! The words of the answer.

use chrono::NaiveDate;

use super::{OnFile, Question, Rule, rules::Case};
use crate::{
    Circumstances, Jurisdiction, Reason, Review,
    law::documents::{Numbers, Outcome, Wish, propose},
};

/// A day as the answer's sentences write it: `May 1, 2026`.
pub fn in_words(day: NaiveDate) -> String {
    day.format("%B %-d, %Y").to_string()
}

pub(super) fn not_taxed(state: Jurisdiction) -> String {
    let note = state.law().tax_note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
    format!("{} has no general sales tax, so no certificate is needed.{note}", state.name())
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

/// What would make the buyer exempt, by the rule that the closest certificate does not pass.
pub(super) fn missing(rule: Rule, case: &Case, on_file: &[OnFile]) -> String {
    let new_certificate = || new_certificate(case.question, on_file, case.circumstances);
    match rule {
        Rule::Review => match case.on_file.review {
            Review::Pending => "A decision on the certificate: approve it if it is good.".to_owned(),
            Review::NotReady => "The document: the buyer has not uploaded it yet.".to_owned(),
            Review::NeedsInfo => "The buyer's answer to what was asked.".to_owned(),
            Review::Verified | Review::Failed | Review::Revoked => new_certificate(),
        },
        Rule::Effective => {
            format!("A certificate that holds on {} already. {}", in_words(case.question.on), new_certificate())
        }
        Rule::PolicyReason | Rule::PolicyForm => "A change of your policy, or another certificate.".to_owned(),
        Rule::Number => format!("A number that {} accepts. {}", case.state_name(), new_certificate()),
        _ => new_certificate(),
    }
}

/// Which certificate to ask for.
pub(super) fn new_certificate(question: Question, on_file: &[OnFile], circumstances: &Circumstances) -> String {
    let lines = || on_file.iter().flat_map(|certificate| &certificate.lines);
    let of_state = lines().find(|line| line.jurisdiction == question.jurisdiction).map(|line| line.reason);
    let reason = question.reason.or(of_state).unwrap_or(Reason::Resale);
    let numbered = lines().filter(|line| line.number.is_some());
    let states = numbered.map(|line| line.issued_by.unwrap_or(line.jurisdiction)).collect();
    let numbers = Numbers { states, federal: true, foreign: false };
    let wish = Wish { jurisdiction: question.jurisdiction, reason };
    let proposal = propose(&[wish], &numbers, &circumstances.policy);
    let (state, reason) = (question.jurisdiction.name(), reason.label());
    match (proposal.documents.first(), proposal.states.first()) {
        (Some(document), _) => {
            let form = document.certificate_type.title();
            format!("A new certificate for {state} and “{reason}”; the easiest is the {form}.")
        }
        (None, Some(why)) if why.outcome == Outcome::NumberNeeded => {
            format!("A certificate for {state} and “{reason}”. {}", why.sentence)
        }
        (None, Some(why)) => why.sentence.clone(),
        (None, None) => format!("A certificate for {state} and “{reason}”."),
    }
}
