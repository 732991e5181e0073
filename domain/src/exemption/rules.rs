//! The rules that a certificate has to pass, each on its own.

use std::{borrow::Cow, iter, ops::Deref, sync::LazyLock};

use chrono::{Days, NaiveDate};

use super::{OnFile, Outcome, Question, Rule, Standing, Step, sentences::in_words};
use crate::{
    CertificateJurisdiction, CertificateType, Circumstances, Jurisdiction, Review, ReviewMode,
    jurisdiction::Answer,
    law::{
        Confidence, LawRule, Recurrence, RuleCheck, SetBy, Source, TaxedReason, Validity, ValidityKind,
        acceptance::{Objection, objection},
    },
};

/// For each state what is said of certificates that do not name it: of most of them nothing else is.
static NOT_NAMED: LazyLock<Vec<String>> = LazyLock::new(|| {
    Jurisdiction::all().map(|state| format!("The certificate does not name {}.", state.in_text())).collect()
});

/// One certificate before the question.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) question: Question,
    pub(super) on_file: &'a OnFile,
    pub(super) circumstances: &'a Circumstances,
    line: Option<Line<'a>>,
    tells: Tells,
}

/// Which rules say in words how they came out. Of most certificates only a failure is told, and words are most of the work.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tells {
    Failures,
    All,
}

/// What a certificate says of the state that is asked for.
#[derive(Clone, Copy)]
struct Line<'a> {
    stated: &'a CertificateJurisdiction,
    validity: Validity,
    recurrence: Option<Recurrence>,
}

impl Deref for Line<'_> {
    type Target = CertificateJurisdiction;

    fn deref(&self) -> &CertificateJurisdiction {
        self.stated
    }
}

impl<'a> Case<'a> {
    /// The rules about what a certificate says of the state, in the order of [`Rule`]; none: it has nothing to say.
    const RULES: [fn(&Self, &Line) -> Option<Step>; 11] = [
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

    pub(super) fn new(question: Question, on_file: &'a OnFile, circumstances: &'a Circumstances) -> Self {
        let stated = on_file.lines.iter().find(|line| line.jurisdiction == question.jurisdiction);
        let line = stated.map(|stated| {
            let validity = stated.validity(on_file.certificate_type, &circumstances.policy);
            let recurrence = stated.recurrence_on(&validity, question.on, circumstances);
            Line { stated, validity, recurrence }
        });
        Self { question, on_file, circumstances, line, tells: Tells::Failures }
    }

    /// The same, telling everything.
    pub(super) fn telling_all(self) -> Self {
        Self { tells: Tells::All, ..self }
    }

    /// Every rule with how it came out.
    pub(super) fn steps(&self) -> impl Iterator<Item = Step> {
        let covered = match self.line {
            Some(_) => self.pass(Rule::Covers, || format!("The certificate names {}.", self.in_text())),
            None => self.fail(Rule::Covers, || NOT_NAMED[self.question.jurisdiction.place()].as_str()),
        };
        let judged =
            self.line.iter().flat_map(move |line| Self::RULES.iter().filter_map(move |judge| judge(self, line)));
        iter::once(covered).chain(judged)
    }

    /// The days for which the certificate holds in the state; also those before it was signed, where it counts for them.
    pub(super) fn period(&self, counts: bool) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let Some(line) = &self.line else { return (None, None) };
        let last_day = line.validity.last_day.map(|(day, _)| day);
        let lives_until = line.recurrence.and_then(Recurrence::last_day);
        let late = counts && self.question.on < line.effective_on;
        let first_day = if late { self.covers_from(self.days_late(line)) } else { line.effective_on };
        (Some(first_day), [last_day, lives_until].into_iter().flatten().min())
    }

    /// What the certificate is worth in the state on the day. One that counts although it came late is asked about on its
    /// own first day.
    pub(super) fn standing(&self, counts: bool) -> Standing {
        let Some(line) = &self.line else { return Standing::None };
        let OnFile { certificate_type, review, .. } = *self.on_file;
        let on = if counts { self.question.on.max(line.effective_on) } else { self.question.on };
        line.status_on(certificate_type, review, on, self.circumstances).into()
    }

    pub(super) fn state_name(&self) -> &'static str {
        self.question.jurisdiction.name()
    }

    /// The state's name inside a sentence.
    pub(super) fn in_text(&self) -> String {
        self.question.jurisdiction.in_text()
    }

    fn pass<S: Into<Cow<'static, str>>>(&self, rule: Rule, sentence: impl FnOnce() -> S) -> Step {
        self.step(rule, Outcome::Pass, None, sentence)
    }

    fn fail<S: Into<Cow<'static, str>>>(&self, rule: Rule, sentence: impl FnOnce() -> S) -> Step {
        self.step(rule, Outcome::Fail, None, sentence)
    }

    fn step<S: Into<Cow<'static, str>>>(
        &self,
        rule: Rule,
        outcome: Outcome,
        source: Option<&'static Source>,
        sentence: impl FnOnce() -> S,
    ) -> Step {
        let told = outcome == Outcome::Fail || self.tells == Tells::All;
        Step { rule, outcome, sentence: if told { sentence().into() } else { Cow::Borrowed("") }, source }
    }

    fn active(&self, line: &Line) -> Option<Step> {
        let sentence = || format!("The certificate was switched off for {}.", self.state_name());
        (!line.active).then(|| self.fail(Rule::Active, sentence))
    }

    fn review(&self, _: &Line) -> Option<Step> {
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
        Some(self.step(Rule::Review, outcome, None, || sentence))
    }

    fn effective(&self, line: &Line) -> Option<Step> {
        let (on, from) = (self.question.on, line.effective_on);
        if on >= from {
            return Some(self.received(line));
        }
        let late = LawRule::find(line.jurisdiction, RuleCheck::ReceivedWithin);
        let days = self.days_late(line);
        let in_time = days > 0 && on >= self.covers_from(days);
        let outcome = if in_time { Outcome::Warn } else { Outcome::Fail };
        Some(self.step(Rule::Effective, outcome, late.map(|rule| &rule.source), || {
            let rest = match (days, in_time) {
                (0, _) => String::new(),
                (_, true) => format!("; {} accepts one that comes in within {days} days", self.state_name()),
                (_, false) => format!("; {} accepts one only within {days} days", self.state_name()),
            };
            format!("It holds from {} on, which is after the sale{rest}.", in_words(from))
        }))
    }

    /// How many days after the sale it may come in, signed by then. One that is signed for a day to come says itself that it
    /// does not mean the time before.
    fn days_late(&self, line: &Line) -> u16 {
        if line.effective_on > self.on_file.received_on { 0 } else { days_to_come_in(line) }
    }

    /// The first day of a sale that it covers when it comes in so many days later.
    fn covers_from(&self, days_late: u16) -> NaiveDate {
        self.on_file.received_on - Days::new(days_late.into())
    }

    /// When it came in, where it was signed in time. One that came in too late was still good on the day: it warns.
    fn received(&self, line: &Line) -> Step {
        let (on, received) = (self.question.on, self.on_file.received_on);
        if received <= on {
            return self.pass(Rule::Effective, || format!("It holds from {} on.", in_words(line.effective_on)));
        }
        let late = LawRule::find(line.jurisdiction, RuleCheck::ReceivedWithin);
        let days = late.and_then(|rule| rule.days);
        let in_time = days.is_some_and(|days| received <= on + Days::new(days.into()));
        let outcome = if in_time { Outcome::Pass } else { Outcome::Warn };
        self.step(Rule::Effective, outcome, late.map(|rule| &rule.source), || {
            let state = self.state_name();
            let rest = match days {
                None => format!("how late {} lets it come in is not known", self.in_text()),
                Some(0) => format!("{state} wants it by the day of the sale"),
                Some(days) if in_time => format!("{state} accepts one that comes in within {days} days"),
                Some(days) => format!("{state} wants it within {days} days"),
            };
            let (from, received) = (in_words(line.effective_on), in_words(received));
            format!("It holds from {from} on, but came in on {received}, after the sale; {rest}.")
        })
    }

    fn valid(&self, line: &Line) -> Option<Step> {
        let Some((last, by)) = line.validity.last_day else { return Some(self.without_end(line)) };
        let who = || match by {
            SetBy::Document => "as the document says".to_owned(),
            SetBy::Law(rule) => format!("because in {} it {}", self.in_text(), rule.in_words()),
            SetBy::Policy => "by your policy".to_owned(),
        };
        if self.question.on > last {
            let sentence = || format!("It ended on {}, {}.", in_words(last), who());
            return Some(self.step(Rule::Valid, Outcome::Fail, by.source(), sentence));
        }
        if let Some(step) = self.without_date(line) {
            return Some(step);
        }
        Some(self.refreshed(line, by.source(), || format!("It holds until {}, {}.", in_words(last), who())))
    }

    fn without_end(&self, line: &Line) -> Step {
        let Some(rule) = line.validity.rule else {
            return self.step(Rule::Valid, Outcome::Warn, None, || {
                let state = self.in_text();
                format!("How long {state} lets such a certificate count is not known, and it shows no last day.")
            });
        };
        self.without_date(line).unwrap_or_else(|| {
            let sentence = || format!("In {} such a certificate {}.", self.in_text(), rule.in_words());
            self.refreshed(line, Some(&rule.source), sentence)
        })
    }

    /// The document should show a last day, and none is on file.
    fn without_date(&self, line: &Line) -> Option<Step> {
        let rule = line.validity.rule.filter(|rule| rule.rule == ValidityKind::FixedPerDocument)?;
        line.expires_on.is_none().then(|| {
            self.step(Rule::Valid, Outcome::Warn, Some(&rule.source), || {
                format!("In {} such a certificate {}, and no such date is on file.", self.in_text(), rule.in_words())
            })
        })
    }

    /// It holds; with a warning where the state advises to ask for a fresh certificate by now.
    fn refreshed(&self, line: &Line, source: Option<&'static Source>, sentence: impl FnOnce() -> String) -> Step {
        let Validity { refresh_from, rule, .. } = line.validity;
        match refresh_from.filter(|day| *day <= self.question.on) {
            None => self.step(Rule::Valid, Outcome::Pass, source, sentence),
            Some(day) => {
                let source = source.or(rule.map(|rule| &rule.source));
                self.step(Rule::Valid, Outcome::Warn, source, || {
                    format!("{} A fresh one has been advised since {}.", sentence(), in_words(day))
                })
            }
        }
    }

    fn recurring(&self, line: &Line) -> Option<Step> {
        let (recurrence, months) = (line.recurrence?, line.validity.gap_months?);
        let outcome = match recurrence {
            Recurrence::Started(_) | Recurrence::Until { .. } => Outcome::Pass,
            Recurrence::LapsedAfter(_) => Outcome::Fail,
            Recurrence::Unknown => Outcome::Warn,
        };
        let sentence = || match recurrence {
            Recurrence::Started(day) | Recurrence::Until { purchase: None, day } => {
                format!("It lapses after {months} months without a purchase; it needs none until {}.", in_words(day))
            }
            Recurrence::Until { purchase: Some(purchase), day } => format!(
                "The purchase of {} keeps it alive until {}, {months} months later.",
                in_words(purchase),
                in_words(day)
            ),
            Recurrence::LapsedAfter(day) => {
                format!("It lapsed after {}: no purchase came within {months} months.", in_words(day))
            }
            Recurrence::Unknown => format!(
                "It lapses after {months} months without a purchase, and none was reported for this time: check this \
                 yourself."
            ),
        };
        Some(self.step(Rule::Recurring, outcome, line.validity.rule.map(|rule| &rule.source), sentence))
    }

    fn reason(&self, line: &Line) -> Option<Step> {
        let given = || format!("In {} it was given for “{}”", self.in_text(), line.reason.label());
        if let Some(asked) = self.question.reason.filter(|asked| *asked != line.reason) {
            return Some(self.fail(Rule::Reason, || format!("{}, not for “{}”.", given(), asked.label())));
        }
        Some(match TaxedReason::find(line.jurisdiction, line.reason) {
            None => self.pass(Rule::Reason, || format!("{}.", given())),
            Some(taxed) => self.step(Rule::Reason, firmly(&taxed.source), Some(&taxed.source), || {
                format!("{}. {}", given(), taxed.note)
            }),
        })
    }

    fn form(&self, line: &Line) -> Option<Step> {
        let (form, state) = (self.on_file.certificate_type, line.jurisdiction);
        let issuer = line.issued_by.filter(|_| line.number.is_some());
        Some(match objection(state, form, line.reason, issuer) {
            None => self.step(Rule::Form, Outcome::Pass, Some(source_of(form, line)), || {
                format!("{} accepts {}.", state.name(), form.in_text(state))
            }),
            Some(Objection { refused, sentence, source, .. }) => {
                let outcome = source.filter(|_| refused).map_or(Outcome::Warn, firmly);
                self.step(Rule::Form, outcome, source, || sentence)
            }
        })
    }

    fn number(&self, line: &Line) -> Option<Step> {
        let law = line.jurisdiction.law();
        let issuer = line.issued_by.filter(|issuer| *issuer != line.jurisdiction && line.number.is_some())?;
        if !line.reason.is_resale() {
            return None;
        }
        let (outcome, verb, condition) = match law.out_of_state_number {
            Answer::Yes => (Outcome::Pass, "accepts", ""),
            Answer::No => (firmly(&law.source), "does not accept", ""),
            _ => (Outcome::Warn, "accepts", ", only under a condition"),
        };
        Some(self.step(Rule::Number, outcome, Some(&law.source), || {
            let note = law.out_of_state_note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
            let issuer = issuer.in_text();
            format!("{} {verb} another state's number, here one of {issuer}{condition}.{note}", law.name)
        }))
    }

    fn number_verified(&self, line: &Line) -> Option<Step> {
        let rule = LawRule::find(line.jurisdiction, RuleCheck::VerifyNumber)?;
        line.number.as_ref()?;
        let verified = line.number_verified_at.is_some();
        let outcome = if verified { Outcome::Pass } else { Outcome::Warn };
        Some(self.step(Rule::NumberVerified, outcome, Some(&rule.source), || match verified {
            true => "Its number was verified, as the state requires.".to_owned(),
            false => {
                format!("{} requires its number to be verified, and no verification is on record.", self.state_name())
            }
        }))
    }

    fn policy_reason(&self, line: &Line) -> Option<Step> {
        let accepted = self.circumstances.policy.accepts_reason(line.jurisdiction, line.reason);
        let sentence = || format!("By your policy, “{}” is not accepted in {}.", line.reason.label(), self.in_text());
        (!accepted).then(|| self.fail(Rule::PolicyReason, sentence))
    }

    fn policy_form(&self, _: &Line) -> Option<Step> {
        let form = self.on_file.certificate_type;
        let sentence = || format!("By your policy, this document is not accepted: {}.", form.title());
        (!self.circumstances.policy.accepts_form(form)).then(|| self.fail(Rule::PolicyForm, sentence))
    }
}

/// How many days after the sale a certificate may come in.
fn days_to_come_in(line: &Line) -> u16 {
    LawRule::find(line.jurisdiction, RuleCheck::ReceivedWithin).and_then(|rule| rule.days).unwrap_or_default()
}

/// What is not well founded is no ground to charge tax: it warns.
fn firmly(source: &Source) -> Outcome {
    if source.confidence == Confidence::High { Outcome::Fail } else { Outcome::Warn }
}

fn source_of(form: CertificateType, line: &CertificateJurisdiction) -> &'static Source {
    if form.state().is_some() { &form.law().source } else { &line.jurisdiction.law().source }
}
