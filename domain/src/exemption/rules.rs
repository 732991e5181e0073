//! The rules that a certificate has to pass, each on its own.

use chrono::{Days, NaiveDate};

use super::{OnFile, Outcome, Question, Rule, Standing, Step, sentences::in_words};
use crate::{
    CertificateJurisdiction, CertificateType, Circumstances, Reason, Review, ReviewMode,
    jurisdiction::Answer,
    law::{
        Confidence, LawRule, Recurrence, RuleCheck, SetBy, Source, TaxedReason, Validity, ValidityKind,
        documents::accepts,
    },
};

/// One certificate before the question.
pub(super) struct Case<'a> {
    pub(super) question: Question,
    pub(super) on_file: &'a OnFile,
    pub(super) circumstances: &'a Circumstances,
}

impl Case<'_> {
    /// The rules about what a certificate says of the state, in the order of [`Rule`]; none: it has nothing to say.
    const RULES: [fn(&Self, &CertificateJurisdiction) -> Option<Step>; 11] = [
        Self::active,
        Self::review,
        Self::effective,
        Self::valid,
        Self::recurring,
        Self::reason,
        Self::form,
        Self::number,
        Self::number_verified,
        Self::policy_reason,
        Self::policy_form,
    ];

    /// Every rule with how it came out.
    pub(super) fn steps(&self) -> Vec<Step> {
        match self.line() {
            None => vec![self.not_covered()],
            Some(line) => {
                let covered = format!("The certificate names {}.", self.state_name());
                let covered = step(Rule::Covers, Outcome::Pass, covered, None);
                [covered].into_iter().chain(Self::RULES.iter().filter_map(|judge| judge(self, line))).collect()
            }
        }
    }

    /// The first rule that it does not pass.
    pub(super) fn first_failure(&self) -> Option<Step> {
        let Some(line) = self.line() else { return Some(self.not_covered()) };
        Self::RULES.iter().filter_map(|judge| judge(self, line)).find(|step| step.outcome == Outcome::Fail)
    }

    /// The days for which the certificate holds in the state.
    pub(super) fn period(&self) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let Some(line) = self.line() else { return (None, None) };
        let last_day = self.validity(line).last_day.map(|(day, _)| day);
        let lives_until = match self.recurrence(line) {
            Some(Recurrence::Until(day) | Recurrence::LapsedAfter(day)) => Some(day),
            Some(Recurrence::Unknown) | None => None,
        };
        let late = self.first_failure().is_none().then_some(self.question.on);
        let first_day = late.unwrap_or(line.effective_on).min(line.effective_on);
        (Some(first_day), [last_day, lives_until].into_iter().flatten().min())
    }

    /// What the certificate is worth in the state on the day.
    pub(super) fn standing(&self) -> Standing {
        let Some(line) = self.line() else { return Standing::None };
        let OnFile { certificate_type, review, .. } = *self.on_file;
        // A late certificate that counts is asked about on its own first day.
        let on = self.question.on.max(line.effective_on);
        let day = if self.first_failure().is_none() { on } else { self.question.on };
        line.status_on(certificate_type, review, day, self.circumstances).into()
    }

    pub(super) fn line(&self) -> Option<&CertificateJurisdiction> {
        self.on_file.lines.iter().find(|line| line.jurisdiction == self.question.jurisdiction)
    }

    pub(super) fn state_name(&self) -> &'static str {
        self.question.jurisdiction.name()
    }

    /// The state's name inside a sentence.
    pub(super) fn in_text(&self) -> String {
        self.question.jurisdiction.in_text()
    }

    fn validity(&self, line: &CertificateJurisdiction) -> Validity {
        line.validity(self.on_file.certificate_type, &self.circumstances.policy)
    }

    fn recurrence(&self, line: &CertificateJurisdiction) -> Option<Recurrence> {
        line.recurrence_on(self.on_file.certificate_type, self.question.on, self.circumstances)
    }

    fn not_covered(&self) -> Step {
        step(Rule::Covers, Outcome::Fail, format!("The certificate does not name {}.", self.state_name()), None)
    }

    fn active(&self, line: &CertificateJurisdiction) -> Option<Step> {
        let sentence = format!("The certificate was switched off for {}.", self.state_name());
        (!line.active).then(|| step(Rule::Active, Outcome::Fail, sentence, None))
    }

    fn review(&self, _: &CertificateJurisdiction) -> Option<Step> {
        let provisional = self.circumstances.policy.review == ReviewMode::Provisional;
        let (outcome, sentence) = match self.on_file.review {
            Review::Verified => (Outcome::Pass, "It was approved."),
            Review::Pending if provisional => {
                (Outcome::Warn, "It is under review; by your policy the buyer counts as exempt until that is decided.")
            }
            Review::Pending => (Outcome::Fail, "It is under review: nobody has approved it yet."),
            Review::NotReady => (Outcome::Fail, "Its document has not come in yet."),
            Review::NeedsInfo => (Outcome::Fail, "The buyer was asked for more information and has not given it yet."),
            Review::Failed => (Outcome::Fail, "It was rejected."),
            Review::Revoked => (Outcome::Fail, "It was revoked."),
        };
        Some(step(Rule::Review, outcome, sentence.to_owned(), None))
    }

    fn effective(&self, line: &CertificateJurisdiction) -> Option<Step> {
        let (on, from) = (self.question.on, line.effective_on);
        if on >= from {
            return Some(self.received(line));
        }
        let late = LawRule::find(line.jurisdiction, RuleCheck::ReceivedWithin);
        let source = late.map(|rule| &rule.source);
        let days = late.and_then(|rule| rule.days).unwrap_or_default();
        let deadline = on + Days::new(days.into());
        let in_time = from <= deadline && self.on_file.received_on <= deadline;
        let (outcome, rest) = match (days, in_time) {
            (0, _) => (Outcome::Fail, "after the day of the sale".to_owned()),
            (_, true) => (
                Outcome::Warn,
                format!("after the sale; {} accepts one that comes in within {days} days", self.state_name()),
            ),
            (_, false) => {
                (Outcome::Fail, format!("after the sale; {} accepts one only within {days} days", self.state_name()))
            }
        };
        let sentence = format!("It holds from {} on, {rest}.", in_words(from));
        Some(step(Rule::Effective, outcome, sentence, source))
    }

    /// When it came in, where it was signed in time. One that came in too late was still good on the day: it warns.
    fn received(&self, line: &CertificateJurisdiction) -> Step {
        let (on, received) = (self.question.on, self.on_file.received_on);
        let holds = format!("It holds from {} on", in_words(line.effective_on));
        if received <= on {
            return step(Rule::Effective, Outcome::Pass, format!("{holds}."), None);
        }
        let late = LawRule::find(line.jurisdiction, RuleCheck::ReceivedWithin);
        let state = self.state_name();
        let (outcome, rest) = match late.and_then(|rule| rule.days) {
            None => (Outcome::Warn, format!("how late {state} lets it come in is not known")),
            Some(0) => (Outcome::Warn, format!("{state} wants it by the day of the sale")),
            Some(days) if received <= on + Days::new(days.into()) => {
                (Outcome::Pass, format!("{state} accepts one that comes in within {days} days"))
            }
            Some(days) => (Outcome::Warn, format!("{state} accepts one only within {days} days")),
        };
        let sentence = format!("{holds}, but came in on {}, after the sale; {rest}.", in_words(received));
        step(Rule::Effective, outcome, sentence, late.map(|rule| &rule.source))
    }

    fn valid(&self, line: &CertificateJurisdiction) -> Option<Step> {
        let (on, validity) = (self.question.on, self.validity(line));
        let Some((last, by)) = validity.last_day else { return Some(self.without_end(line, &validity)) };
        let who = match by {
            SetBy::Document => "as the document says".to_owned(),
            SetBy::Law(rule) => format!("because in {} it {}", self.in_text(), rule.in_words()),
            SetBy::Policy => "by your policy".to_owned(),
        };
        let (outcome, ends) = if on > last { (Outcome::Fail, "ended") } else { (Outcome::Pass, "holds until") };
        let ends = if outcome == Outcome::Fail { format!("{ends} on") } else { ends.to_owned() };
        let sentence = format!("It {ends} {}, {who}.", in_words(last));
        let step = step(Rule::Valid, outcome, sentence, by.source());
        Some(if outcome == Outcome::Pass { self.refreshed(step, &validity) } else { step })
    }

    fn without_end(&self, line: &CertificateJurisdiction, validity: &Validity) -> Step {
        let Some(rule) = validity.rule else {
            let sentence = format!(
                "How long {} lets such a certificate count is not known, and it shows no last day.",
                self.in_text()
            );
            return step(Rule::Valid, Outcome::Warn, sentence, None);
        };
        let state = line.jurisdiction.in_text();
        if rule.rule == ValidityKind::FixedPerDocument {
            let sentence = format!("In {state} such a certificate {}, and no such date is on file.", rule.in_words());
            return step(Rule::Valid, Outcome::Warn, sentence, Some(&rule.source));
        }
        let sentence = format!("In {state} such a certificate {}.", rule.in_words());
        self.refreshed(step(Rule::Valid, Outcome::Pass, sentence, Some(&rule.source)), validity)
    }

    /// The same with a warning where the state advises to ask for a fresh certificate by now.
    fn refreshed(&self, step: Step, validity: &Validity) -> Step {
        match validity.refresh_from {
            Some(day) if day <= self.question.on => {
                let advice = format!("A fresh one has been advised since {}.", in_words(day));
                let source = step.source.or(validity.rule.map(|rule| &rule.source));
                Step { outcome: Outcome::Warn, sentence: format!("{} {advice}", step.sentence), source, ..step }
            }
            _ => step,
        }
    }

    fn recurring(&self, line: &CertificateJurisdiction) -> Option<Step> {
        let validity = self.validity(line);
        let (recurrence, months) = (self.recurrence(line)?, validity.gap_months?);
        let (outcome, sentence) = match recurrence {
            Recurrence::Until(day) => (
                Outcome::Pass,
                format!("The purchases on file keep it alive until {}, {months} months after the last.", in_words(day)),
            ),
            Recurrence::LapsedAfter(day) => {
                (Outcome::Fail, format!("It lapsed after {}: no purchase came within {months} months.", in_words(day)))
            }
            Recurrence::Unknown => (
                Outcome::Warn,
                format!(
                    "It lapses after {months} months without a purchase, and no purchases have been reported: check this yourself."
                ),
            ),
        };
        Some(step(Rule::Recurring, outcome, sentence, validity.rule.map(|rule| &rule.source)))
    }

    fn reason(&self, line: &CertificateJurisdiction) -> Option<Step> {
        let given = format!("In {} it was given for “{}”", self.in_text(), line.reason.label());
        if let Some(asked) = self.question.reason.filter(|asked| *asked != line.reason) {
            let sentence = format!("{given}, not for “{}”.", asked.label());
            return Some(step(Rule::Reason, Outcome::Fail, sentence, None));
        }
        Some(match TaxedReason::find(line.jurisdiction, line.reason) {
            None => step(Rule::Reason, Outcome::Pass, format!("{given}."), None),
            Some(taxed) => {
                let sentence = format!("{given}. {}", taxed.note);
                step(Rule::Reason, firmly(&taxed.source), sentence, Some(&taxed.source))
            }
        })
    }

    fn form(&self, line: &CertificateJurisdiction) -> Option<Step> {
        let (form, state) = (self.on_file.certificate_type, line.jurisdiction);
        if form == CertificateType::OTHER {
            let sentence = "Nobody said which form it is: whoever approved it found it acceptable.";
            return Some(step(Rule::Form, Outcome::Warn, sentence.to_owned(), None));
        }
        if accepts(state, form, line.reason) {
            let sentence = format!("{} accepts {}.", state.name(), form.in_text(state));
            return Some(step(Rule::Form, Outcome::Pass, sentence, Some(source_of(form, line))));
        }
        let (sentence, source) = if form.covers(line.reason) {
            (format!("{} does not accept {}.", state.name(), form.in_text(state)), &state.law().source)
        } else {
            (format!("{} cannot state “{}”.", form.title(), line.reason.label()), &form.law().source)
        };
        Some(step(Rule::Form, firmly(source), sentence, Some(source)))
    }

    fn number(&self, line: &CertificateJurisdiction) -> Option<Step> {
        let law = line.jurisdiction.law();
        let issuer = line.issued_by.filter(|issuer| *issuer != line.jurisdiction && line.number.is_some())?;
        if !matches!(line.reason, Reason::Resale | Reason::Lease) {
            return None;
        }
        let note = law.out_of_state_note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
        let (outcome, verb, condition) = match law.out_of_state_number {
            Answer::Yes => (Outcome::Pass, "accepts", ""),
            Answer::No => (firmly(&law.source), "does not accept", ""),
            _ => (Outcome::Warn, "accepts", ", only under a condition"),
        };
        let sentence =
            format!("{} {verb} another state's number, here one of {}{condition}.{note}", law.name, issuer.in_text());
        Some(step(Rule::Number, outcome, sentence, Some(&law.source)))
    }

    fn number_verified(&self, line: &CertificateJurisdiction) -> Option<Step> {
        let rule = LawRule::find(line.jurisdiction, RuleCheck::VerifyNumber)?;
        line.number.as_ref()?;
        let (outcome, sentence) = match line.number_verified_at {
            Some(_) => (Outcome::Pass, "Its number was verified, as the state requires.".to_owned()),
            None => (
                Outcome::Warn,
                format!("{} requires its number to be verified, and no verification is on record.", self.state_name()),
            ),
        };
        Some(step(Rule::NumberVerified, outcome, sentence, Some(&rule.source)))
    }

    fn policy_reason(&self, line: &CertificateJurisdiction) -> Option<Step> {
        let accepted = self.circumstances.policy.accepts_reason(line.jurisdiction, line.reason);
        let sentence = format!("By your policy, “{}” is not accepted in {}.", line.reason.label(), self.in_text());
        (!accepted).then(|| step(Rule::PolicyReason, Outcome::Fail, sentence, None))
    }

    fn policy_form(&self, _: &CertificateJurisdiction) -> Option<Step> {
        let form = self.on_file.certificate_type;
        let sentence = format!("By your policy, this document is not accepted: {}.", form.title());
        (!self.circumstances.policy.accepts_form(form)).then(|| step(Rule::PolicyForm, Outcome::Fail, sentence, None))
    }
}

fn step(rule: Rule, outcome: Outcome, sentence: String, source: Option<&'static Source>) -> Step {
    Step { rule, outcome, sentence, source }
}

/// What is not well founded is no ground to charge tax: it warns.
fn firmly(source: &Source) -> Outcome {
    if source.confidence == Confidence::High { Outcome::Fail } else { Outcome::Warn }
}

fn source_of(form: CertificateType, line: &CertificateJurisdiction) -> &'static Source {
    if form.state().is_some() { &form.law().source } else { &line.jurisdiction.law().source }
}
