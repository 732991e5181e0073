//! What a certificate says, state by state.

use domain::{CertificateJurisdiction, CertificateStatus};
use leptos::prelude::*;
use services::certificates::CertificateDetails;

use crate::components::desk::{Badge, Day};

/// One row a state.
#[component]
pub(super) fn States(details: CertificateDetails) -> impl IntoView {
    let row = |line: &CertificateJurisdiction| {
        let end = match (details.last_day_in(line), details.validity_in(line).gap_months) {
            (Some(day), _) => view! { "until " <Day day/> }.into_any(),
            (None, Some(_)) => "while it is used".into_any(),
            (None, None) => "no end".into_any(),
        };
        view! { <Row line=line.clone() status=details.status_in(line) end/> }
    };
    let rows = details.certificate.jurisdictions.iter().map(row).collect_view();
    view! {
        <section class="box">
            <h2>"States"</h2>
            <table class="rows">
                <caption class="visually-hidden">"States of this certificate"</caption>
                <thead>
                    <tr>
                        <th scope="col">"State"</th>
                        <th scope="col">"Number"</th>
                        <th scope="col">"In effect"</th>
                        <th scope="col">"Status"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
}

#[component]
fn Row(line: CertificateJurisdiction, status: CertificateStatus, end: AnyView) -> impl IntoView {
    let reason = match line.explanation {
        Some(explanation) => format!("{}: {explanation}", line.reason.label()),
        None => line.reason.label().to_owned(),
    };
    // As they are printed; only a very long one wraps.
    let number = line.number.unwrap_or_else(|| "None".to_owned());
    let wraps = if number.len() <= 16 { "nowrap" } else { "anywhere" };
    let by = line.issued_by.filter(|state| *state != line.jurisdiction);
    view! {
        <tr>
            <th scope="row">{line.jurisdiction.name()} " " <small>{reason}</small></th>
            <td data-label="Number">
                <span class=wraps>{number}</span>
                {by.map(|state| view! { " " <small>"by " {state.name()}</small> })}
            </td>
            <td data-label="In effect"><Day day=line.effective_on/> " " <small>{end}</small></td>
            <td data-label="Status"><Badge word=status.word()/></td>
        </tr>
    }
}
