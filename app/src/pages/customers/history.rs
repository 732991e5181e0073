//! What a customer has sent, and what it was asked for.

use domain::{CertificateId, CustomerId, RequestId};
use leptos::prelude::*;
use services::{Page, certificates::CertificateDetails, requests::RequestDetails, sessions::Staff};

use crate::{
    components::desk::{Badge, Day, list::Listing, state_names},
    paths,
};

/// Certificates of the customer.
pub(super) type CertificatePage = Page<CertificateDetails, CertificateId>;
/// Requests to the customer.
pub(super) type RequestPage = Page<RequestDetails, RequestId>;

/// The newest certificates.
#[component]
pub(super) fn Certificates(customer: CustomerId, page: CertificatePage, staff: Staff) -> impl IntoView {
    let row = |details: CertificateDetails| {
        let (status, certificate) = (details.status(), details.certificate);
        view! {
            <li>
                <a href=paths::certificate(certificate.id)>{state_names(certificate.states())}</a> " "
                <Badge word=status.word()/>
                <p class="hint">
                    {certificate.certificate_type.title()} ", received "
                    <Day day=staff.account.day(certificate.created_at)/>
                </p>
            </li>
        }
        .into_any()
    };
    let all = all_of(customer, paths::CERTIFICATES, "All certificates of this customer");
    newest("Certificates", page.rows.into_iter().map(row).collect(), page.next_cursor.map(|_| all))
}

/// The newest requests.
#[component]
pub(super) fn Requests(customer: CustomerId, page: RequestPage, staff: Staff) -> impl IntoView {
    let row = |details: RequestDetails| {
        let request = details.request;
        let states = state_names(request.jurisdictions.iter().copied());
        let states = if states.is_empty() { "Any state".to_owned() } else { states };
        view! {
            <li>
                <a href=paths::request(request.id)>{states}</a> " " <Badge word=request.status.word()/>
                <p class="hint">
                    <span class="code">{request.code()}</span> ", created "
                    <Day day=staff.account.day(request.created_at)/>
                </p>
            </li>
        }
        .into_any()
    };
    let all = all_of(customer, paths::REQUESTS, "All requests to this customer");
    newest("Requests", page.rows.into_iter().map(row).collect(), page.next_cursor.map(|_| all))
}

fn newest(heading: &'static str, rows: Vec<AnyView>, all: Option<AnyView>) -> AnyView {
    let none = rows.is_empty().then(|| view! { <p>"None yet."</p> });
    view! { <section class="box"><h2>{heading}</h2>{none}<ul class="entries" role="list">{rows}</ul>{all}</section> }
        .into_any()
}

fn all_of(customer: CustomerId, path: &'static str, label: &'static str) -> AnyView {
    let address = Listing::of(path).with("customer", Some(customer)).address();
    view! { <p><a href=address>{label}</a></p> }.into_any()
}
