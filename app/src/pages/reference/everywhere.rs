//! What holds in every state: the multi-state forms, the reasons with their codes, and the numbers of no state.

use domain::{
    CertificateType, Reason,
    law::{Identification, ValidityRule},
};
use leptos::prelude::*;

use super::{forms::FormFacts, rules::NumberFacts, validity::ValidityFacts};
use crate::components::desk::Grounds;

/// The part of the list's page below the states.
#[component]
pub(super) fn Everywhere() -> impl IntoView {
    let forms = [CertificateType::SST, CertificateType::MTC].map(|form| view! { <FormFacts form/> });
    let validity = ValidityRule::all().filter(|rule| rule.jurisdiction.is_none());
    let validity = validity.map(|rule| view! { <ValidityFacts rule/> }).collect_view();
    let numbers = Identification::all().filter(|row| ["US", "MX"].contains(&row.jurisdiction.as_str()));
    let numbers = numbers.map(|row| view! { <NumberFacts row/> }).collect_view();
    view! {
        <section class="section" id="everywhere">
            <h2>"What holds in every state"</h2>
            <section class="box"><h2>"Forms of many states"</h2>{forms.into_iter().collect_view()}</section>
            <section class="box"><h2>"How long documents count"</h2>{validity}</section>
            <section class="box"><h2>"Numbers"</h2>{numbers}</section>
            <section class="box"><h2>"Reasons and their codes"</h2>{reasons()}</section>
        </section>
    }
    .into_any()
}

fn reasons() -> AnyView {
    view! {
        <table class="rows tops">
            <caption class="visually-hidden">"Reasons for exemption and what other systems call them"</caption>
            <thead>
                <tr>
                    <th scope="col">"Reason"</th>
                    <th scope="col">"F0003"</th>
                    <th scope="col">"Commenda"</th>
                    <th scope="col">"AvaTax use code"</th>
                    <th scope="col">"AvaTax reason"</th>
                    <th scope="col">"What goes with it"</th>
                </tr>
            </thead>
            <tbody>{Reason::ALL.into_iter().map(reason).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn reason(reason: Reason) -> AnyView {
    let law = reason.law();
    let also = (!law.avatax_also.is_empty()).then(|| view! { " " <small>"also " {law.avatax_also.join(", ")}</small> });
    let notes = [&law.number_expected, &law.detail, &law.states_note];
    let notes = notes.into_iter().flatten().map(|note| view! { <p>{note.clone()}</p> }).collect_view();
    view! {
        <tr>
            <th scope="row">{law.label.clone()} <small class="code">{law.code.clone()}</small></th>
            <td data-label="F0003">{law.f0003.clone()}</td>
            <td data-label="Commenda"><code>{law.commenda.clone()}</code></td>
            <td data-label="AvaTax code"><code>{law.avatax_entity_use_code.clone()}</code></td>
            <td data-label="AvaTax">{law.avatax_reason.clone()} {also}</td>
            <td data-label="With it">{notes} <Grounds source=&law.source/></td>
        </tr>
    }
    .into_any()
}
