//! How long a certificate counts in each of its states, and who says so.

use domain::{
    CertificateJurisdiction, Jurisdiction,
    law::{SetBy, Source, Validity},
};
use leptos::prelude::*;
use services::certificates::CertificateDetails;

use crate::{
    components::{
        desk::{Grounds, state_names},
        text,
    },
    paths,
};

/// States of which the same is to be said, and what.
struct Said {
    states: Vec<Jurisdiction>,
    sentences: Vec<String>,
    source: Option<&'static Source>,
    by_policy: bool,
}

/// One entry for all states with the same end.
#[component]
pub(super) fn Duration(details: CertificateDetails) -> impl IntoView {
    let mut said: Vec<Said> = Vec::new();
    for line in &details.certificate.jurisdictions {
        let next = Said::of(line, &details.validity_in(line));
        match said.iter_mut().find(|said| said.sentences == next.sentences && said.source == next.source) {
            Some(same) => same.states.extend(next.states),
            None => said.push(next),
        }
    }
    let entries = said.into_iter().map(entry).collect_view();
    view! { <section class="box"><h2>"How long it counts"</h2>{entries}</section> }.into_any()
}

fn entry(said: Said) -> AnyView {
    let sentences = said.sentences.into_iter().map(|sentence| view! { <p>{sentence}</p> }).collect_view();
    let policy = said.by_policy.then(|| view! { <p><a href=paths::POLICY>"Your policy"</a></p> });
    view! {
        <article class="rule">
            <h3>{state_names(said.states)}</h3>
            {sentences}
            {policy}
            {said.source.map(|source| view! { <Grounds source/> })}
        </article>
    }
    .into_any()
}

impl Said {
    fn of(line: &CertificateJurisdiction, validity: &Validity) -> Self {
        let rule = validity.rule.map(|rule| format!("such a certificate {}", rule.in_words()));
        let by_rule = rule.clone().map_or_else(String::new, |rule| format!(", since {rule}"));
        let end = match (validity.last_day, rule) {
            (Some((day, SetBy::Document)), _) => format!("Until {}, as the document says.", text::day(day)),
            (Some((day, SetBy::Law(_))), _) => format!("Until {}{by_rule}.", text::day(day)),
            (Some((day, SetBy::Policy)), _) => format!("Until {}, by your policy.", text::day(day)),
            (None, Some(rule)) => format!("No last day: {rule}."),
            (None, None) => "No last day is known: the document shows none, and no rule was found.".to_owned(),
        };
        let gap = validity.gap_months.filter(|_| validity.last_day.is_some());
        let gap = gap.map(|months| format!("It lapses after {months} months without a purchase."));
        let refresh = validity.refresh_from;
        let refresh = refresh.map(|day| format!("A fresh one is advised from {} on.", text::day(day)));
        let by_policy = matches!(validity.last_day, Some((_, SetBy::Policy)));
        let of_the_rule = refresh.is_some() || gap.is_some() || validity.last_day.is_none();
        let of_the_end = validity.last_day.and_then(|(_, by)| by.source());
        Self {
            states: vec![line.jurisdiction],
            sentences: [Some(end), gap, refresh].into_iter().flatten().collect(),
            source: of_the_end.or(validity.rule.filter(|_| of_the_rule).map(|rule| &rule.source)),
            by_policy,
        }
    }
}
