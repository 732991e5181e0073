//! All jurisdictions at a glance.

use domain::{Jurisdiction, jurisdiction::JurisdictionLaw, law::ValidityRule};
use leptos::prelude::*;

use super::{everywhere::Everywhere, words};
use crate::{
    components::desk::{DeskPage, Part, Trust},
    context, paths,
};

/// The page of all jurisdictions, and of what holds in all of them.
#[component]
pub(crate) fn List() -> impl IntoView {
    context::load_for_staff(|staff| async move {
        Ok(view! {
            <DeskPage title="Reference" staff part=Part::Reference>
                <div class="page-head">
                    <h1>"Reference"</h1>
                    <p>
                        "The rules by which Certlane answers, state by state, each with its source. It is reference data, not legal advice. "
                        <a href="#everywhere">"What holds in every state"</a> " stands below."
                    </p>
                </div>
                {table()}
                <Everywhere/>
            </DeskPage>
        })
    })
}

fn table() -> AnyView {
    view! {
        <table class="rows tops">
            <caption class="visually-hidden">"States and territories by name"</caption>
            <thead>
                <tr>
                    <th scope="col">"State"</th>
                    <th scope="col">"Sales tax"</th>
                    <th scope="col">"F0003"</th>
                    <th scope="col">"MTC form"</th>
                    <th scope="col">"Own number"</th>
                    <th scope="col">"A certificate …"</th>
                    <th scope="col">"Confidence"</th>
                </tr>
            </thead>
            <tbody>{Jurisdiction::all().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn row(state: Jurisdiction) -> AnyView {
    let law = state.law();
    let JurisdictionLaw { general_sales_tax, f0003, mtc, in_state_registration, .. } = **law;
    let usual = ValidityRule::of(state).next();
    // The row is as sure as what is least sure in it.
    let confidence = usual.map_or(law.source.confidence, |rule| law.source.confidence.max(rule.source.confidence));
    view! {
        <tr>
            <th scope="row"><a href=paths::rules(state)>{state.name()}</a> <small>{state.code()}</small></th>
            <td data-label="Sales tax">{if general_sales_tax { "Yes" } else { "No" }}</td>
            <td data-label="F0003">{words::short(f0003)}</td>
            <td data-label="MTC form">{words::short(mtc)}</td>
            <td data-label="Own number">{words::short(in_state_registration)}</td>
            <td data-label="Certificate">{usual.map_or("is of no known duration".to_owned(), |rule| rule.in_words())}</td>
            <td data-label="Confidence"><Trust confidence/></td>
        </tr>
    }
    .into_any()
}
