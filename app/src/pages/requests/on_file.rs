//! What a customer has sent already.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{CertificateId, CertificateStatus, Jurisdiction};
use leptos::prelude::*;
use services::certificates::CertificateDetails;

use crate::{
    components::desk::{Badge, Day},
    paths,
};

/// The best certificate of each state.
#[component]
pub(super) fn OnFile(certificates: Vec<CertificateDetails>) -> impl IntoView {
    let best = best_by_state(&certificates);
    if best.is_empty() {
        return view! { <p>"No certificate of this customer is on file."</p> }.into_any();
    }
    let row = |(state, Best { status, last_day, certificate }): (Jurisdiction, Best)| {
        view! {
            <div>
                <dt>{state.name()}</dt>
                <dd>
                    <a href=paths::certificate(certificate)>
                        <span class="visually-hidden">{format!("{}: ", state.name())}</span>
                        <Badge word=status.word()/>
                    </a>
                    {last_day.map(|day| view! { " " <span class="hint nowrap">"last day " <Day day/></span> })}
                </dd>
            </div>
        }
    };
    view! { <dl class="facts">{best.into_iter().map(row).collect_view()}</dl> }.into_any()
}

#[derive(Clone, Copy)]
struct Best {
    status: CertificateStatus,
    last_day: Option<NaiveDate>,
    certificate: CertificateId,
}

/// The newest certificates come first, so of two equally good ones the newer stays.
fn best_by_state(certificates: &[CertificateDetails]) -> BTreeMap<Jurisdiction, Best> {
    let mut best: BTreeMap<Jurisdiction, Best> = BTreeMap::new();
    for details in certificates {
        for line in &details.certificate.jurisdictions {
            let status = details.status_in(line);
            let last_day = details.validity_in(line).last_day.map(|(day, _)| day);
            let candidate = Best { status, last_day, certificate: details.certificate.id };
            let kept = best.entry(line.jurisdiction).or_insert(candidate);
            if candidate.status < kept.status {
                *kept = candidate;
            }
        }
    }
    best
}
