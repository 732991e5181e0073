//! What a look at a certificate found, and what only a person can see on the paper.

use domain::{
    CertificateId, CertificateType, Jurisdiction,
    law::{Finding, Severity, completeness::to_see_on_document},
    listed,
};
use leptos::prelude::*;
use services::certificates::CertificateDetails;

use crate::{components::desk::Grounds, paths};

/// What the reviewer should know before deciding.
#[component]
pub(super) fn Findings(
    details: CertificateDetails,
    /// Whether the person may note that a number was looked up.
    may_verify: bool,
) -> impl IntoView {
    let id = details.certificate.id;
    let found: Vec<_> = by_sentence(details.findings())
        .into_iter()
        .map(|(finding, states)| item(id, finding, &states, may_verify))
        .collect();
    let found = if found.is_empty() {
        view! { <p>"Nothing speaks against it."</p> }.into_any()
    } else {
        view! { <ul role="list">{found}</ul> }.into_any()
    };
    view! {
        <section class="box" id="findings">
            <h2>"Findings"</h2>
            {found}
            {on_the_document(details.certificate.certificate_type)}
        </section>
    }
    .into_any()
}

/// What is true of several states, as of one number that stands for all of them, is said once.
fn by_sentence(findings: Vec<Finding>) -> Vec<(Finding, Vec<&'static str>)> {
    let mut said: Vec<(Finding, Vec<&'static str>)> = Vec::new();
    for finding in findings {
        let state = finding.field.split_once('-').and_then(|(_, code)| code.parse().ok()).map(Jurisdiction::name);
        match said.iter_mut().find(|(before, _)| before.code == finding.code && before.sentence == finding.sentence) {
            Some((_, states)) => states.extend(state),
            None => said.push((finding, state.into_iter().collect())),
        }
    }
    said
}

fn item(id: CertificateId, finding: Finding, states: &[&str], may_verify: bool) -> AnyView {
    let words = match finding.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Task => "To do",
    };
    let stands_for = (states.len() > 1).then(|| format!(" It stands for {}.", listed(states)));
    let state = may_verify.then(|| state_to_verify(&finding)).flatten();
    view! {
        <li class="rule">
            <p><span class="badge" data-severity=finding.severity.word()>{words}</span> " " {finding.sentence} {stands_for}</p>
            {finding.source.map(|source| view! { <Grounds source/> })}
            {state.map(|state| view! { <LookedUp id state/> })}
        </li>
    }
    .into_any()
}

fn state_to_verify(finding: &Finding) -> Option<Jurisdiction> {
    (finding.code == "verify_number").then(|| finding.field.strip_prefix("number-")?.parse().ok()).flatten()
}

#[component]
fn LookedUp(id: CertificateId, state: Jurisdiction) -> impl IntoView {
    let number = format!(" the number for {}", state.in_text());
    view! {
        <form class="actions" method="post" action=paths::number(id, state)>
            <button class="button secondary" type="submit">"I looked it up"<span class="visually-hidden">":" {number}</span></button>
        </form>
    }
}

fn on_the_document(form: CertificateType) -> Option<AnyView> {
    let fields = to_see_on_document(form);
    let fields = fields.into_iter().map(|field| view! { <li>{field.in_words()}</li> }).collect::<Vec<_>>();
    (!fields.is_empty()).then(|| {
        view! {
            <div class="rule">
                <h3>"Look for on the document"</h3>
                <ul class="checklist">{fields}</ul>
            </div>
        }
        .into_any()
    })
}
