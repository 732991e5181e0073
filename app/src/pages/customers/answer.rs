//! An answer with all that explains it, rule by rule.

use std::collections::HashMap;

use domain::{
    CertificateId,
    exemption::{Answer, Considered, Outcome, Rule, Step},
};
use leptos::prelude::*;
use services::{certificates::CertificateDetails, exemptions::Answered, sessions::Staff};

use crate::{
    components::{
        desk::{Badge, Grounds},
        text,
    },
    paths,
};

/// What people call the customer's certificates.
#[derive(Debug, Clone)]
pub(super) struct Papers(HashMap<CertificateId, String>);

impl Papers {
    /// The names of these.
    pub fn of(certificates: &[CertificateDetails], staff: &Staff) -> Self {
        let name = |details: &CertificateDetails| {
            let certificate = &details.certificate;
            let day = text::day(staff.account.day(certificate.created_at));
            (certificate.id, format!("{}, received {day}", certificate.certificate_type.title()))
        };
        Self(certificates.iter().map(name).collect())
    }

    fn link(&self, id: CertificateId) -> AnyView {
        let name = self.0.get(&id).cloned().unwrap_or_else(|| "An older certificate".to_owned());
        view! { <a href=paths::certificate(id)>{name}</a> }.into_any()
    }
}

/// Yes or no.
pub(super) fn exempt(answer: &Answer) -> AnyView {
    let (mark, word, outcome) = if answer.exempt { ("✓", "Exempt", "pass") } else { ("✕", "Not exempt", "fail") };
    view! { <span class="outcome" data-outcome=outcome><span aria-hidden="true">{mark}</span> " " {word}</span> }
        .into_any()
}

/// Why, which certificates were looked at, and what is missing.
#[component]
pub(super) fn Why(answer: Answer, papers: Papers) -> impl IntoView {
    let missing = answer.missing.clone().map(|missing| {
        view! { <p class="notice warning"><strong>"What is missing: "</strong> {missing}</p> }
    });
    let steps = answer.explanation.iter().cloned().map(step).collect_view();
    view! {
        <div class="why">
            {missing}
            <ol class="entries" role="list">{steps}</ol>
            {considered(answer, &papers)}
        </div>
    }
    .into_any()
}

fn step(step: Step) -> AnyView {
    let (mark, word) = match step.outcome {
        Outcome::Pass => ("✓", "Passes"),
        Outcome::Warn => ("!", "Look"),
        Outcome::Fail => ("✕", "Fails"),
    };
    view! {
        <li>
            <p>
                <span class="outcome" data-outcome=step.outcome.word()>
                    <span aria-hidden="true">{mark}</span> " " {word}
                </span>
                " " {step.sentence}
            </p>
            {step.source.map(|source| view! { <Grounds source/> })}
        </li>
    }
    .into_any()
}

/// The certificates that speak of the state; of the others only how many there are.
fn considered(answer: Answer, papers: &Papers) -> Option<AnyView> {
    let state = answer.question.jurisdiction.name();
    let (silent, about): (Vec<_>, Vec<_>) =
        answer.certificates_considered.into_iter().partition(|considered| considered.rule == Some(Rule::Covers));
    if silent.is_empty() && about.is_empty() {
        return None;
    }
    let item = |considered: Considered| {
        view! { <li>{papers.link(considered.certificate_id)} <p>{considered.sentence}</p></li> }.into_any()
    };
    let others = match silent.len() {
        0 => None,
        1 => Some(format!("One certificate does not name {state}.")),
        several => Some(format!("{several} certificates do not name {state}.")),
    };
    let about = about.into_iter().map(item).collect_view();
    Some(
        view! {
            <h3>"Certificates considered"</h3>
            <ul class="entries" role="list">{about}</ul>
            {others.map(|others| view! { <p class="hint">{others}</p> })}
        }
        .into_any(),
    )
}

/// The answer to a question of its own, with the number by which it is found again.
#[component]
pub(super) fn AnswerBox(answered: Answered, papers: Papers) -> impl IntoView {
    let answer = answered.answer;
    let question = answer.question;
    let reason = question.reason.map(|reason| format!(", for “{}”", reason.label())).unwrap_or_default();
    let asked = format!("{}, on {}{reason}", question.jurisdiction.name(), text::day(question.on));
    view! {
        <section class="box" id="answer">
            <h2>{asked}</h2>
            <p class="verdict">{exempt(&answer)} <Badge word=answer.status.word()/></p>
            <Why answer papers/>
            <p class="hint">
                "Kept for an audit as " <span class="id">{answered.snapshot_id.to_string()}</span>
                {(answered.policy_version > 0).then(|| format!(", by version {} of your policy", answered.policy_version))}
                "."
            </p>
        </section>
    }
    .into_any()
}
