//! Whether a certificate says all that its form, its states and the merchant want to know.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Confidence, Identification, LawRule, RuleCheck, SetBy, Source, TaxedReason, acceptance::objection};
use crate::{
    Certificate, CertificateJurisdiction, CertificateType, Reason,
    certificate_type::Field,
    exemption::in_words,
    jurisdiction::{Answer, Jurisdiction},
    listed,
    policy::{Policy, ReviewMode},
    words::words,
};

words! {
    /// How much a finding weighs.
    Severity {
        /// The certificate is not good as it is.
        Error = "error",
        /// Something is unusual; a reviewer may find it right.
        Warning = "warning",
        /// A person has something to do; until then the certificate is no worse.
        Task = "task",
    }
}

/// Something that a look at a certificate found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// A word for programs, as `number_missing`.
    pub code: &'static str,
    /// How much it weighs.
    pub severity: Severity,
    /// What it is about and what to do, for a person.
    pub sentence: String,
    /// The field that it is about, as `number-US-OH`.
    pub field: String,
    /// Where the rule comes from; none for a decision of the merchant.
    pub source: Option<&'static Source>,
}

/// Everything that is found, in the order in which a reviewer reads: the form, then each state.
pub fn findings(certificate: &Certificate, policy: &Policy, today: NaiveDate) -> Vec<Finding> {
    let mut findings = form_findings(certificate, policy);
    for line in &certificate.jurisdictions {
        findings.extend(Line { form: certificate.certificate_type, line, policy, today }.findings());
    }
    findings
}

/// Whether the merchant's policy approves this certificate without a person: it says so, and nothing speaks against it.
/// What a person still has to do, as looking a number up, is a task and no obstacle.
pub fn approved_by_policy(certificate: &Certificate, policy: &Policy, today: NaiveDate) -> bool {
    let nothing_found = || findings(certificate, policy, today).iter().all(|found| found.severity == Severity::Task);
    policy.review == ReviewMode::Automatic && nothing_found()
}

/// What the form wants to know, and what only a look at the document itself can tell.
pub fn to_see_on_document(form: CertificateType) -> Vec<Field> {
    const ASKED: [Field; 11] = [
        Field::BuyerName,
        Field::BuyerAddress,
        Field::BuyerPhone,
        Field::BusinessType,
        Field::Number,
        Field::NumberIssuer,
        Field::Reason,
        Field::SignerName,
        Field::SignerTitle,
        Field::SignedOn,
        Field::Document,
    ];
    form.law().required.iter().flatten().filter(|field| !ASKED.contains(field)).copied().collect()
}

fn form_findings(certificate: &Certificate, policy: &Policy) -> Vec<Finding> {
    let (form, business) = (certificate.certificate_type, &certificate.business);
    let law = form.law();
    let address = &business.address;
    let missing = |field: Field| match field {
        Field::BuyerName => business.legal_name.is_empty(),
        Field::BuyerAddress => [&address.line1, &address.city, &address.state].iter().any(|line| line.is_empty()),
        Field::BuyerPhone => business.contact_phone.is_none(),
        Field::SignerName => certificate.signer.name.is_empty(),
        Field::SignerTitle => certificate.signer.title.is_empty(),
        Field::Document => certificate.document_id.is_none(),
        _ => false, // asked by state, or to be seen on the document
    };
    let missing = law.required.iter().flatten().filter(|field| missing(**field)).map(|field| Finding {
        code: "field_missing",
        severity: Severity::Error,
        sentence: format!("{} asks for {}, and it is missing.", form.name(), field.in_words()),
        field: field.word().to_owned(),
        source: Some(&law.source),
    });
    let refused = (!policy.accepts_form(form)).then(|| Finding {
        code: "form_refused_by_policy",
        severity: Severity::Error,
        sentence: format!("By your policy, this document is not accepted: {}.", form.title()),
        field: "certificate_type".to_owned(),
        source: None,
    });
    let unread = (law.required.is_none() && form != CertificateType::OTHER).then(|| Finding {
        code: "form_not_read",
        severity: Severity::Warning,
        sentence: format!("What {} asks for is not known: look at the document.", form.title()),
        field: "certificate_type".to_owned(),
        source: Some(&law.source),
    });
    missing.chain(refused).chain(unread).chain(form_unknown(certificate)).collect()
}

/// One finding for all states: whoever looks at the document sees for all of them what it is.
fn form_unknown(certificate: &Certificate) -> Option<Finding> {
    let taxed = certificate.states().filter(|state| state.has_general_sales_tax());
    let states: Vec<_> = taxed.map(Jurisdiction::in_text).collect();
    let accept = if states.len() == 1 { "accepts" } else { "accept" };
    let unknown = certificate.certificate_type == CertificateType::OTHER && !states.is_empty();
    unknown.then(|| Finding {
        code: "form_unknown",
        severity: Severity::Warning,
        sentence: format!("Nobody said which form this is: look whether {} {accept} it.", listed(&states)),
        field: "certificate_type".to_owned(),
        source: None,
    })
}

/// One state of a certificate.
struct Line<'a> {
    form: CertificateType,
    line: &'a CertificateJurisdiction,
    policy: &'a Policy,
    today: NaiveDate,
}

impl Line<'_> {
    fn findings(&self) -> impl Iterator<Item = Finding> {
        [self.form_accepted(), self.reason(), self.number(), self.shape(), self.dates(), self.verification()]
            .into_iter()
            .flatten()
    }

    fn state(&self) -> Jurisdiction {
        self.line.jurisdiction
    }

    fn finding(
        &self,
        code: &'static str,
        question: &str,
        sentence: String,
        source: Option<&'static Source>,
    ) -> Finding {
        // What is not well founded is no ground to refuse.
        let firm = source.is_none_or(|source| source.confidence == Confidence::High);
        let severity = if firm { Severity::Error } else { Severity::Warning };
        Finding { code, severity, sentence, field: format!("{question}-{}", self.state()), source }
    }

    fn form_accepted(&self) -> Option<Finding> {
        let (state, line) = (self.state(), self.line);
        if self.form == CertificateType::OTHER || !state.has_general_sales_tax() {
            return None;
        }
        let issuer = line.issued_by.filter(|_| line.number.is_some());
        let objection = objection(state, self.form, line.reason, issuer)?;
        let finding = self.finding(objection.code, "certificate_type", objection.sentence, objection.source);
        Some(if objection.refused { finding } else { Finding { severity: Severity::Warning, ..finding } })
    }

    fn reason(&self) -> Option<Finding> {
        let (state, reason) = (self.state(), self.line.reason);
        if !self.policy.accepts_reason(state, reason) {
            let sentence = format!("By your policy, “{}” is not accepted in {}.", reason.label(), state.name());
            return Some(self.finding("reason_refused_by_policy", "reason", sentence, None));
        }
        if reason == Reason::Other && self.line.explanation.as_ref().is_none_or(|text| text.is_empty()) {
            let rule = LawRule::find(state, RuleCheck::ReasonStated).map(|rule| &rule.source);
            let sentence = format!("“Other” needs an explanation in {}, and there is none.", state.name());
            return Some(self.finding("explanation_missing", "reason", sentence, rule));
        }
        let taxed = TaxedReason::find(state, reason)?;
        Some(self.finding("reason_taxed", "reason", taxed.note.clone(), Some(&taxed.source)))
    }

    fn number(&self) -> Option<Finding> {
        let (state, law) = (self.state(), self.state().law());
        let form = self.form.law();
        if self.line.number.is_none() {
            let asked = form.required.as_ref().is_some_and(|fields| fields.contains(&Field::Number));
            let spared = self.form == CertificateType::SST && law.f0003_without_number != Answer::No;
            let untaxed = !state.has_general_sales_tax() && self.form.state() != Some(state);
            let sentence = format!("The number for {} is missing.", state.in_text());
            let missing = self.finding("number_missing", "number", sentence, Some(&form.source));
            return match self.line.reason.needed_number() {
                _ if spared || untaxed => None,
                Some(_) => Some(missing),
                // The form has a place for it; whether this buyer has one, only a person can tell.
                None => asked.then_some(Finding { severity: Severity::Warning, ..missing }),
            };
        }
        let elsewhere = self.line.issued_by.is_some_and(|issuer| issuer != state);
        let resale = self.line.reason.is_resale();
        let note = law.out_of_state_note.as_ref().map(|note| format!(" {note}")).unwrap_or_default();
        match law.out_of_state_number {
            Answer::No if elsewhere && resale => {
                let sentence = format!("{} does not take the number of another state.{note}", state.name());
                Some(self.finding("number_of_another_state", "number", sentence, Some(&law.source)))
            }
            Answer::Conditional if elsewhere && resale => {
                let sentence =
                    format!("{} takes the number of another state only under a condition.{note}", state.name());
                let finding = self.finding("number_of_another_state", "number", sentence, Some(&law.source));
                Some(Finding { severity: Severity::Warning, ..finding })
            }
            _ => None,
        }
    }

    fn shape(&self) -> Option<Finding> {
        let issuer = self.line.issued_by.unwrap_or(self.state());
        let usual = Identification::mismatch(self.line.number.as_ref()?, issuer)?;
        let (state, label, look) = (issuer.in_text(), &usual.label, usual.look()?);
        let sentence = format!("A number of {state} ({label}) usually {look}: check for typing errors.");
        let finding = self.finding("number_unusual", "number", sentence, Some(&usual.source));
        Some(Finding { severity: Severity::Warning, ..finding })
    }

    fn dates(&self) -> Option<Finding> {
        let validity = self.line.validity(self.form, self.policy);
        let state = self.state().in_text();
        if let Some((last, by)) = validity.last_day
            && last < self.today
        {
            let sentence = format!("For {state} it ended on {}.", in_words(last));
            // However well its rule is founded: an expired certificate protects no seller.
            return Some(Finding {
                severity: Severity::Error,
                ..self.finding("expired", "expires_on", sentence, by.source())
            });
        }
        let must_show = self.form.law().required.as_ref().is_some_and(|fields| fields.contains(&Field::ExpiresOn));
        if must_show && self.line.expires_on.is_none() {
            let sentence = format!("{} shows a last day, and none was given.", self.form.name());
            return Some(self.finding("last_day_missing", "expires_on", sentence, Some(&self.form.law().source)));
        }
        if let (Some(shown), Some((last, SetBy::Law(rule)))) = (self.line.expires_on, validity.last_day)
            && last < shown
        {
            let shown = in_words(shown);
            let sentence = format!("It shows {shown} as its last day, but in {state} it {}.", rule.in_words());
            let finding = self.finding("last_day_too_late", "expires_on", sentence, Some(&rule.source));
            return Some(Finding { severity: Severity::Warning, ..finding });
        }
        let sentence = format!("For {state} it holds only from {}.", in_words(self.line.effective_on));
        (self.line.effective_on > self.today).then(|| Finding {
            severity: Severity::Warning,
            ..self.finding("not_in_effect_yet", "effective_on", sentence, None)
        })
    }

    fn verification(&self) -> Option<Finding> {
        let rule = LawRule::find(self.state(), RuleCheck::VerifyNumber)?;
        if self.line.number.is_none() || self.line.number_verified_at.is_some() {
            return None;
        }
        let sentence = format!("Verify the number with {}, and record that you did.", self.state().in_text());
        let finding = self.finding("verify_number", "number", sentence, Some(&rule.source));
        Some(Finding { severity: Severity::Task, ..finding })
    }
}

#[cfg(test)]
mod tests;
