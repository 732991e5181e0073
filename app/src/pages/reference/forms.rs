//! A document: what it can state, what it asks for, and who makes it.

use domain::{CertificateType, Jurisdiction, certificate_type::Form};
use leptos::prelude::*;

use super::words;
use crate::components::{
    desk::{Fact, Facts, Grounds, in_words},
    text,
};

/// The documents of a state's own.
#[component]
pub(super) fn Forms(state: Jurisdiction) -> impl IntoView {
    let forms: Vec<_> = CertificateType::of_state(state).map(|form| view! { <FormFacts form/> }).collect();
    let none = forms.is_empty().then(|| view! { <p>"No form of its own is known."</p> });
    view! { <section class="box"><h2>"Its own documents"</h2>{none} {forms.into_iter().collect_view()}</section> }
        .into_any()
}

/// One document.
#[component]
pub(super) fn FormFacts(form: CertificateType) -> impl IntoView {
    let law = form.law();
    let Form { audience, audience_note, e_signature, e_signature_note, revision, completed_by, .. } = &**law;
    let reasons = law.reasons.iter().map(|reason| reason.label()).collect::<Vec<_>>().join(", ");
    let revision = revision.clone().unwrap_or_else(|| "Not known".to_owned());
    let read_in = law.read_in.as_ref().map(|read| format!("; what it asks for was read in {read}"));
    view! {
        <article class="rule" id=form.id()>
            <h3>{text::form(form)}</h3>
            <Facts>
                <Fact term="Revision">{revision} {read_in}</Fact>
                <Fact term="Reasons">{reasons}</Fact>
                <Fact term="Asks for">{asks_for(law)}</Fact>
                <Fact term="Made by">{words::completed_by(*completed_by)}</Fact>
                <Fact term="For">{words::with_note(words::audience(*audience), audience_note.as_ref())}</Fact>
                <Fact term="Signed on a screen">
                    {words::with_note(words::e_signature(*e_signature), e_signature_note.as_ref())}
                </Fact>
            </Facts>
            <Grounds source=&law.source/>
        </article>
    }
    .into_any()
}

fn asks_for(law: &Form) -> String {
    match &law.required {
        Some(fields) => in_words(&fields.iter().map(|field| field.in_words()).collect::<Vec<_>>().join(", ")),
        None => "Not known".to_owned(),
    }
}
