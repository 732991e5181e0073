//! The one question that merchants ask: is this buyer exempt there, on that day, for that reason, and why?
//!
//! Every certificate of the customer is considered, by the same rules in the same order. The best that passes them all
//! answers; each of the others says by which rule it does not.

mod rules;
mod sentences;

use std::{borrow::Cow, cmp::Reverse};

use chrono::NaiveDate;
use serde::Serialize;

use crate::{
    CertificateId, CertificateJurisdiction, CertificateStatus, CertificateType, Circumstances, Jurisdiction, Reason,
    Review,
    law::{Confidence, Source, documents::not_taxed},
    words::words,
};
use rules::Case;

pub use sentences::in_words;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Question {
    /// Where.
    pub jurisdiction: Jurisdiction,
    /// The day of the sale, where the merchant is.
    pub on: NaiveDate,
    /// Why the purchase would be exempt; none: whatever the certificate says.
    pub reason: Option<Reason>,
}

/// A certificate of the customer, as far as the question needs it, as it was known on some day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnFile {
    /// Which.
    pub id: CertificateId,
    /// Which document.
    pub certificate_type: CertificateType,
    /// Where its review was.
    pub review: Review,
    /// The day on which it came in, where the merchant is.
    pub received_on: NaiveDate,
    /// What it says, at least of the state that is asked for.
    pub lines: Vec<CertificateJurisdiction>,
}

impl OnFile {
    /// A certificate that says nothing of the state that is asked for: nothing but its id matters.
    pub fn silent(id: CertificateId) -> Self {
        Self {
            id,
            certificate_type: CertificateType::OTHER,
            review: Review::Pending,
            received_on: NaiveDate::MIN,
            lines: vec![],
        }
    }
}

words! {
    /// How a rule came out.
    Outcome {
        /// It holds.
        Pass = "pass",
        /// It holds, but somebody should look.
        Warn = "warn",
        /// It does not hold.
        Fail = "fail",
    }
}

words! {
    /// The rules, in the order in which they are asked. The names are the API's.
    Rule {
        /// The state has a sales tax at all.
        Taxed = "jurisdiction.taxed",
        /// The customer has given some certificate.
        OnFile = "certificate.on_file",
        /// It names the state.
        Covers = "certificate.covers_jurisdiction",
        /// Nobody has switched it off there.
        Active = "certificate.active",
        /// It was approved.
        Review = "certificate.review",
        /// The day is not before its first.
        Effective = "certificate.effective",
        /// The day is not after its last.
        Valid = "certificate.valid",
        /// Purchases kept it alive.
        Recurring = "certificate.recurring",
        /// It was given for this reason.
        Reason = "certificate.reason",
        /// The state accepts such a document.
        Form = "certificate.form",
        /// The state accepts its number.
        Number = "certificate.number",
        /// Somebody looked the number up, where the state wants that.
        NumberVerified = "certificate.number_verified",
        /// The merchant takes the reason there.
        PolicyReason = "policy.reason",
        /// The merchant takes the document.
        PolicyForm = "policy.form",
    }
}

/// How one rule came out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Which rule.
    pub rule: Rule,
    /// How it came out.
    pub outcome: Outcome,
    /// Why, for a person.
    pub sentence: Cow<'static, str>,
    /// Where the rule comes from; none for what is on file and what the merchant decided.
    pub source: Option<&'static Source>,
}

words! {
    /// What is on file for the state on the day, in a word.
    Standing {
        /// A certificate in effect.
        Active = "active",
        /// A certificate in effect, soon at its end.
        Expiring = "expiring",
        /// The buyer has to add something.
        NeedsInfo = "needs_info",
        /// Under review, or not in effect yet.
        Processing = "processing",
        /// Its last day has passed.
        Expired = "expired",
        /// Rejected, revoked or deactivated.
        Invalid = "invalid",
        /// No certificate names the state.
        None = "none",
        /// There is no sales tax there.
        NotTaxed = "not_taxed",
    }
}

/// What became of one certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Considered {
    /// Which.
    pub certificate_id: CertificateId,
    /// Whether it makes the buyer exempt.
    pub exempt: bool,
    /// The first rule that it does not pass.
    pub rule: Option<Rule>,
    /// Why, for a person.
    pub sentence: Cow<'static, str>,
}

/// The answer, with all that explains it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// Whether no tax is to be charged.
    pub exempt: bool,
    /// What is on file, in a word.
    pub status: Standing,
    /// The certificate that decides; where none makes exempt, the one that comes closest.
    pub certificate_id: Option<CertificateId>,
    /// What was asked.
    #[serde(flatten)]
    pub question: Question,
    /// The first day for which the answer is the same by this certificate.
    pub valid_from: Option<NaiveDate>,
    /// The last such day; none: no end is known.
    pub valid_until: Option<NaiveDate>,
    /// Rule by rule.
    pub explanation: Vec<Step>,
    /// Every certificate of the customer, newest first.
    pub certificates_considered: Vec<Considered>,
    /// What would make the buyer exempt; none where it is.
    pub missing: Option<String>,
}

/// The answer to a question. `on_file` holds all certificates of the customer, newest first.
pub fn answer(question: Question, on_file: &[OnFile], circumstances: &Circumstances) -> Answer {
    let (state, law) = (question.jurisdiction, question.jurisdiction.law());
    let step = |rule, outcome, sentence: String, source| Step { rule, outcome, sentence: sentence.into(), source };
    if !law.general_sales_tax {
        let outcome = if law.source.confidence == Confidence::High { Outcome::Pass } else { Outcome::Warn };
        let explanation = vec![step(Rule::Taxed, outcome, not_taxed(state), Some(&law.source))];
        let certificates_considered = on_file.iter().map(Considered::not_needed).collect();
        let answer = Answer::nothing(question);
        return Answer { exempt: true, status: Standing::NotTaxed, explanation, certificates_considered, ..answer };
    }
    let taxed = step(Rule::Taxed, Outcome::Pass, sentences::taxed(state), Some(&law.source));
    let verdict = |on_file| Verdict::of(Case::new(question, on_file, circumstances));
    let verdicts: Vec<Verdict> = on_file.iter().map(verdict).collect();
    let Some(best) = best(&verdicts) else {
        let none = step(Rule::OnFile, Outcome::Fail, "No certificate of this customer is on file.".to_owned(), None);
        let missing = Some(sentences::new_certificate(question, on_file, circumstances));
        return Answer { explanation: vec![taxed, none], missing, ..Answer::nothing(question) };
    };
    let present = step(Rule::OnFile, Outcome::Pass, sentences::on_file(on_file.len()), None);
    let mut explanation = vec![taxed, present];
    explanation.extend(best.case.telling_all().steps());
    let failed = best.failed.as_ref().map(|step| step.rule);
    let exempt = failed.is_none();
    let (valid_from, valid_until) = best.case.period(exempt);
    let answer = Answer {
        exempt,
        status: best.case.standing(exempt),
        certificate_id: (failed != Some(Rule::Covers)).then_some(best.case.on_file.id),
        question,
        valid_from,
        valid_until,
        explanation,
        missing: failed.map(|rule| match rule {
            Rule::Review if best.waits => sentences::decision(best.case.on_file.review),
            rule => sentences::missing(rule, &best.case, on_file),
        }),
        certificates_considered: vec![],
    };
    let chosen = best.case.on_file.id;
    let certificates_considered = verdicts.into_iter().map(|verdict| verdict.considered(chosen)).collect();
    Answer { certificates_considered, ..answer }
}

impl Answer {
    fn nothing(question: Question) -> Self {
        Self {
            exempt: false,
            status: Standing::None,
            certificate_id: None,
            question,
            valid_from: None,
            valid_until: None,
            explanation: vec![],
            certificates_considered: vec![],
            missing: None,
        }
    }
}

/// What became of a certificate under the rules.
struct Verdict<'a> {
    case: Case<'a>,
    /// The first rule that it does not pass.
    failed: Option<Step>,
    /// Whether nothing is against it but that it is not approved yet.
    waits: bool,
    /// How many rules it passes with a warning.
    doubts: usize,
}

/// The certificate that decides: of those that pass all rules the one with the fewest warnings, and of these the one that
/// holds longest; else one that only waits for its approval; else the one that gets furthest. Of two equal ones the newer.
fn best<'a, 'b>(verdicts: &'b [Verdict<'a>]) -> Option<&'b Verdict<'a>> {
    let rank = |verdict: &Verdict| match &verdict.failed {
        None => {
            let last_day = verdict.case.period(true).1.unwrap_or(NaiveDate::MAX);
            (Rule::ALL.len() + 1, Reverse(verdict.doubts), last_day)
        }
        Some(_) if verdict.waits => (Rule::ALL.len(), Reverse(verdict.doubts), verdict.case.on_file.received_on),
        Some(step) => (step.rule as usize, Reverse(0), verdict.case.on_file.received_on),
    };
    verdicts.iter().rev().max_by_key(|verdict| rank(verdict)) // the last of equals, which is the newest
}

impl<'a> Verdict<'a> {
    fn of(case: Case<'a>) -> Self {
        let (mut failed, mut failures, mut doubts) = (None, 0, 0);
        for step in case.steps() {
            match step.outcome {
                Outcome::Pass => {}
                Outcome::Warn => doubts += 1,
                Outcome::Fail => {
                    failures += 1;
                    failed.get_or_insert(step);
                }
            }
        }
        let undecided = matches!(case.on_file.review, Review::NotReady | Review::Pending | Review::NeedsInfo);
        let waits = undecided && failures == 1 && failed.as_ref().is_some_and(|step| step.rule == Rule::Review);
        Self { case, failed, waits, doubts }
    }

    fn considered(self, chosen: CertificateId) -> Considered {
        let certificate_id = self.case.on_file.id;
        let (rule, sentence) = match self.failed {
            Some(step) => (Some(step.rule), step.sentence),
            None if certificate_id == chosen => (None, "It passes every rule and decides.".into()),
            None => (None, "It passes every rule too.".into()),
        };
        Considered { certificate_id, exempt: rule.is_none(), rule, sentence }
    }
}

impl Considered {
    /// Where there is no tax.
    fn not_needed(on_file: &OnFile) -> Self {
        let sentence = "It is not needed: there is no sales tax.".into();
        Self { certificate_id: on_file.id, exempt: true, rule: None, sentence }
    }
}

impl From<CertificateStatus> for Standing {
    fn from(status: CertificateStatus) -> Self {
        match status {
            CertificateStatus::Active => Self::Active,
            CertificateStatus::Expiring => Self::Expiring,
            CertificateStatus::NeedsInfo => Self::NeedsInfo,
            CertificateStatus::Processing => Self::Processing,
            CertificateStatus::Expired => Self::Expired,
            CertificateStatus::Invalid => Self::Invalid,
        }
    }
}

#[cfg(test)]
mod tests;
