//! All certificates, newest first.

use domain::{CertificateId, CustomerId};
use leptos::prelude::*;
use services::{
    Page,
    certificates::{self, CertificateDetails, ListFilter},
    customers,
    sessions::Staff,
};

use crate::{
    components::desk::{Badge, Day, DeskPage, Pages, Part, ROWS, of_customer, state_names},
    context, paths,
};

/// The list of certificates.
#[component]
pub(crate) fn List() -> impl IntoView {
    let (services, after) = (context::services(), context::query_as::<CertificateId>("after"));
    let customer = context::query_as::<CustomerId>("customer");
    context::load_for_staff(move |staff| async move {
        let filter = ListFilter { after: after?, customer: customer?, limit: ROWS };
        let of = match filter.customer {
            Some(customer) => Some(customers::find(&services, &staff.actor, customer).await?),
            None => None,
        };
        let page = certificates::list(&services, &staff.actor, filter).await?;
        let newest = filter.after.map(|_| address(filter.customer, None));
        let older = page.next_cursor.map(|cursor| address(filter.customer, Some(cursor)));
        Ok(view! {
            <DeskPage title="Certificates" staff=staff.clone() part=Part::Certificates>
                <div class="page-head"><h1>"Certificates"</h1>{of.map(of_customer)}</div>
                {rows(page, &staff)}
                <Pages newest older/>
            </DeskPage>
        })
    })
}

fn address(customer: Option<CustomerId>, after: Option<CertificateId>) -> String {
    let customer = customer.map(|customer| format!("customer={customer}"));
    let after = after.map(|after| format!("after={after}"));
    let query = [customer, after].into_iter().flatten().collect::<Vec<_>>().join("&");
    if query.is_empty() { paths::CERTIFICATES.to_owned() } else { format!("{}?{query}", paths::CERTIFICATES) }
}

fn rows(page: Page<CertificateDetails, CertificateId>, staff: &Staff) -> AnyView {
    if page.rows.is_empty() {
        return view! {
            <div class="empty">
                <h2>"No certificates yet"</h2>
                <p>"A certificate is listed here once a buyer has submitted it."</p>
            </div>
        }
        .into_any();
    }
    let rows = page.rows.into_iter().map(|details| view! { <Row details staff=staff.clone()/> }).collect_view();
    view! {
        <table class="rows">
            <caption class="visually-hidden">"Certificates, newest first"</caption>
            <thead>
                <tr>
                    <th scope="col">"Customer"</th>
                    <th scope="col">"States"</th>
                    <th scope="col">"Reason"</th>
                    <th scope="col">"Status"</th>
                    <th scope="col">"Last day"</th>
                    <th scope="col">"Received"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(details: CertificateDetails, staff: Staff) -> impl IntoView {
    let (status, last_day) = (details.status(), details.expires_on());
    let CertificateDetails { certificate, customer, .. } = details;
    let last_day = match last_day {
        Some(day) => view! { <Day day/> }.into_any(),
        None => "None".into_any(),
    };
    let mut reasons: Vec<_> = certificate.jurisdictions.iter().map(|line| line.reason).collect();
    reasons.sort();
    reasons.dedup();
    let reasons = reasons.into_iter().map(|reason| reason.label()).collect::<Vec<_>>().join(", ");
    view! {
        <tr>
            <th scope="row"><a href=paths::certificate(certificate.id)>{customer.name}</a></th>
            <td data-label="States">{state_names(certificate.jurisdictions.iter().map(|line| line.jurisdiction))}</td>
            <td data-label="Reason">{reasons}</td>
            <td data-label="Status"><Badge word=status.word()/></td>
            <td data-label="Last day">{last_day}</td>
            <td data-label="Received"><Day day=staff.account.day(certificate.created_at)/></td>
        </tr>
    }
}
