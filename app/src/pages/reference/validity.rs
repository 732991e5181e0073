//! How long documents count.

use domain::{
    CertificateType, Jurisdiction, Reason,
    jurisdiction::Answer,
    law::{Sourced, ValidityRule},
};
use leptos::prelude::*;

use super::words;
use crate::components::desk::Grounds;

/// The rules of a state's own, and those of the multi-state forms that it accepts.
#[component]
pub(super) fn Durations(state: Jurisdiction) -> impl IntoView {
    let mut rules: Vec<_> = ValidityRule::of(state).collect();
    for rule in multi_state(state) {
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    let none = rules.is_empty().then(|| view! { <p>"No rule is known."</p> });
    let rules = rules.into_iter().map(|rule| view! { <ValidityFacts rule/> }).collect_view();
    view! { <section class="box"><h2>"How long documents count"</h2>{none} {rules}</section> }.into_any()
}

fn multi_state(state: Jurisdiction) -> impl Iterator<Item = &'static Sourced<ValidityRule>> {
    let accepted = |answer| matches!(answer, Answer::Yes | Answer::Conditional);
    let forms = [(CertificateType::SST, state.law().f0003), (CertificateType::MTC, state.law().mtc)];
    let forms = forms.into_iter().filter(move |(_, answer)| accepted(*answer));
    forms.filter_map(move |(form, _)| ValidityRule::find(state, form, Reason::Resale))
}

/// One rule.
#[component]
pub(super) fn ValidityFacts(rule: &'static Sourced<ValidityRule>) -> impl IntoView {
    let document =
        rule.certificate_type.map_or_else(|| "The usual certificate".to_owned(), |form| form.name().to_owned());
    let reasons = rule.reasons.iter().map(|reason| reason.label()).collect::<Vec<_>>().join(", ");
    let reasons = (!reasons.is_empty()).then(|| view! { <p class="hint">"For: " {reasons}</p> });
    view! {
        <article class="rule">
            <h3>{document} " " {rule.in_words()}</h3>
            {reasons}
            <p>{rule.note.clone()} " " {rule.authority.map(words::authority)}</p>
            <Grounds source=&rule.source/>
        </article>
    }
    .into_any()
}
