//! All certificates, newest first.

use std::collections::BTreeSet;

use domain::{CertificateId, CustomerId};
use leptos::prelude::*;
use services::{
    certificates::{self, CertificateDetails, ListFilter},
    sessions::Staff,
};

use crate::{
    components::desk::{
        Badge, Day, Part,
        list::{ListPage, Listing, Place, ROWS, Rows, narrowed_to},
        state_names,
    },
    context, paths,
};

/// The list of certificates, of all or of one customer.
#[component]
pub(crate) fn List() -> impl IntoView {
    let (services, after) = (context::services(), context::query_as::<CertificateId>("after"));
    let customer = context::query_as::<CustomerId>("customer");
    context::load_for_staff(move |staff| async move {
        let filter = ListFilter { after: after?, customer: customer?, limit: ROWS, ..ListFilter::default() };
        let of = narrowed_to(&services, &staff, filter.customer).await?;
        let page = certificates::list(&services, &staff.actor, filter).await?;
        let listing = Listing::of(paths::CERTIFICATES).with("customer", filter.customer);
        let place = Place::new(&listing, filter.after, page.next_cursor);
        let rows = Rows {
            columns: &["Customer", "States", "Reason", "Status", "Earliest end", "Received"],
            rows: page.rows.into_iter().map(|details| row(details, &staff)).collect(),
            nothing: ("No certificates yet".into(), "A certificate is listed here once a buyer has submitted it."),
        };
        Ok(view! { <ListPage staff part=Part::Certificates place rows of/> })
    })
}

fn row(details: CertificateDetails, staff: &Staff) -> AnyView {
    let (status, end) = (details.status(), details.expires_on());
    let CertificateDetails { certificate, customer, .. } = details;
    let end = match end {
        Some(day) => view! { <Day day/> }.into_any(),
        None => "No end".into_any(),
    };
    let reasons: BTreeSet<_> = certificate.jurisdictions.iter().map(|line| line.reason).collect();
    let reasons = reasons.into_iter().map(|reason| reason.label()).collect::<Vec<_>>().join(", ");
    view! {
        <tr>
            <th scope="row"><a href=paths::certificate(certificate.id)>{customer.name}</a></th>
            <td data-label="States">{state_names(certificate.states())}</td>
            <td data-label="Reason">{reasons}</td>
            <td data-label="Status"><Badge word=status.word()/></td>
            <td data-label="Earliest end">{end}</td>
            <td data-label="Received"><Day day=staff.account.day(certificate.created_at)/></td>
        </tr>
    }
    .into_any()
}
