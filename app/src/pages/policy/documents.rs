//! The documents that the merchant does not take: folded away, because there are many.

use domain::{CertificateType, Jurisdiction};
use leptos::prelude::*;

use crate::components::{
    form::{Choice, Choices, Typed},
    text,
};

const FIELD: &str = "refused_forms";

/// Boxes for all documents, those of many states first, then by state.
#[component]
pub(super) fn Documents(refused: Vec<CertificateType>, typed: Typed) -> impl IntoView {
    let kept: Vec<_> = refused.iter().map(ToString::to_string).collect();
    let checked = typed.ticked_or(FIELD, &kept);
    let summary = match checked.len() {
        0 => "Documents that you do not accept: none".to_owned(),
        1 => "Documents that you do not accept: one".to_owned(),
        several => format!("Documents that you do not accept: {several}"),
    };
    let everywhere: Vec<_> = CertificateType::all().filter(|form| form.state().is_none()).collect();
    let own = Jurisdiction::all().map(|state| (state, CertificateType::of_state(state).collect::<Vec<_>>()));
    let own = own.filter(|(_, forms)| !forms.is_empty()).map(|(state, forms)| {
        view! {
            <Choices
                name=FIELD
                legend=state.name()
                options=forms.into_iter().map(choice).collect()
                checked=checked.clone()
                several=true
                part=true
            />
        }
    });
    let own = own.collect_view();
    let error = typed.error(FIELD);
    let open = error.is_some();
    view! {
        <details open=open>
            <summary>{summary}</summary>
            <p class="hint">"A certificate on such a document makes nobody exempt, and no buyer is asked for one."</p>
            <Choices
                name=FIELD
                legend="In many states"
                options=everywhere.into_iter().map(choice).collect()
                checked=checked.clone()
                error
                several=true
            />
            {own}
        </details>
    }
    .into_any()
}

fn choice(form: CertificateType) -> Choice {
    let label = if form.state().is_some() { text::form(form) } else { form.title() };
    Choice::new(form.id(), label)
}
