//! The lesser tables: good faith, numbers, taxed reasons, retention.

use domain::{
    Jurisdiction,
    law::{Identification, LawRule, Retention, Sourced, TaxedReason},
};
use leptos::prelude::*;

use super::words;
use crate::components::desk::{Fact, Facts, Grounds};

/// What makes a certificate complete, and when it is taken in good faith.
#[component]
pub(super) fn GoodFaith(state: Jurisdiction) -> impl IntoView {
    let rule = |rule: &'static Sourced<LawRule>| {
        view! {
            <article class="rule">
                <h3>{words::check(rule.check)}</h3>
                <p>{rule.sentence.clone()}</p>
                <Grounds source=&rule.source/>
            </article>
        }
        .into_any()
    };
    let rules: Vec<_> = LawRule::of(state).map(rule).collect();
    let none = rules.is_empty().then(|| view! { <p>"No rule is known."</p> });
    view! { <section class="box"><h2>"Completeness and good faith"</h2>{none} {rules.into_iter().collect_view()}</section> }
        .into_any()
}

/// What the state's numbers look like.
#[component]
pub(super) fn Numbers(state: Jurisdiction) -> impl IntoView {
    let rows: Vec<_> = Identification::of(state).map(|row| view! { <NumberFacts row/> }).collect();
    let none = rows.is_empty().then(|| view! { <p>"What its numbers look like is not known."</p> });
    view! { <section class="box"><h2>"Numbers"</h2>{none} {rows.into_iter().collect_view()}</section> }.into_any()
}

/// One kind of number.
#[component]
pub(super) fn NumberFacts(row: &'static Sourced<Identification>) -> impl IntoView {
    let shape = match &row.shape {
        Some(shape) => view! { <code>{shape.clone()}</code> {key(shape)} }.into_any(),
        None => "Not known".into_any(),
    };
    let used_on = row.used_on.clone().map(|used_on| view! { <Fact term="Used on">{used_on}</Fact> });
    let note = row.note.clone().map(|note| view! { <p>{note}</p> });
    view! {
        <article class="rule">
            <h3>{row.label.clone()}</h3>
            <Facts><Fact term="Looks like">{shape}</Fact> {used_on}</Facts>
            {note}
            <Grounds source=&row.source/>
        </article>
    }
    .into_any()
}

/// What the letters of a shape stand for.
fn key(shape: &str) -> Option<&'static str> {
    shape.contains('N').then_some(", where N is a digit")
}

/// The reasons that the state is said not to exempt.
#[component]
pub(super) fn Taxed(state: Jurisdiction) -> impl IntoView {
    let row = |row: &'static Sourced<TaxedReason>| {
        view! {
            <article class="rule">
                <h3>{row.reason.label()}</h3>
                <p>{row.note.clone()}</p>
                <Grounds source=&row.source/>
            </article>
        }
        .into_any()
    };
    let rows: Vec<_> = TaxedReason::of(state).map(row).collect();
    let none = rows.is_empty().then(|| view! { <p>"No reason is known to be taxed here."</p> });
    view! { <section class="box"><h2>"Reasons that may be taxed"</h2>{none} {rows.into_iter().collect_view()}</section> }
        .into_any()
}

/// How long to keep a certificate.
#[component]
pub(super) fn Keeping(state: Jurisdiction) -> impl IntoView {
    let kept = match Retention::of(state) {
        Some(row) => view! {
            <p>{row.years} " years after the last sale that it covers."</p>
            {row.note.clone().map(|note| view! { <p>{note}</p> })}
            <Grounds source=&row.source/>
        }
        .into_any(),
        None => view! { <p>"How long is not known. Ask the state, and keep it until then."</p> }.into_any(),
    };
    view! { <section class="box"><h2>"How long to keep it"</h2>{kept}</section> }.into_any()
}
