//! What a customer has sent, and what it was asked for.

use domain::{CertificateId, CustomerId, RequestId};
use leptos::prelude::*;
use services::{Page, certificates::CertificateDetails, requests::RequestDetails, sessions::Staff};

use crate::{
    components::desk::{Badge, Day, state_names},
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
        let states = state_names(certificate.jurisdictions.iter().map(|line| line.jurisdiction));
        view! {
            <li>
                <a href=paths::certificate(certificate.id)>{states}</a> " " <Badge word=status.word()/>
                <p class="hint">
                    {certificate.certificate_type.title()} ", received "
                    <Day day=staff.account.day(certificate.created_at)/>
                </p>
            </li>
        }
    };
    let none = page.rows.is_empty().then(|| view! { <p>"None yet."</p> });
    let rest = format!("{}?customer={customer}", paths::CERTIFICATES);
    let rest = page.next_cursor.map(|_| view! { <p><a href=rest>"All certificates of this customer"</a></p> });
    let rows = page.rows.into_iter().map(row).collect_view();
    view! { <section class="box"><h2>"Certificates"</h2>{none}<ul class="entries" role="list">{rows}</ul>{rest}</section> }
        .into_any()
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
    };
    let none = page.rows.is_empty().then(|| view! { <p>"None yet."</p> });
    let rest = format!("{}?customer={customer}", paths::REQUESTS);
    let rest = page.next_cursor.map(|_| view! { <p><a href=rest>"All requests to this customer"</a></p> });
    let rows = page.rows.into_iter().map(row).collect_view();
    view! { <section class="box"><h2>"Requests"</h2>{none}<ul class="entries" role="list">{rows}</ul>{rest}</section> }
        .into_any()
}
