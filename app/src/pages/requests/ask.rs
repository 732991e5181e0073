//! The second step of a new request: for what the customer is asked, beside what is on file already.

use domain::{Customer, CustomerId, RequestStatus};
use leptos::prelude::*;
use services::{Error, certificates, customers, requests, sessions::Staff};

use super::{form::RequestForm, may_ask, on_file::OnFile};
use crate::{
    components::{
        desk::{AddressHint, Crumb, Day, DeskPage, Fact, Facts, Part, address_lines},
        form::{ErrorSummary, Typed},
    },
    context, paths,
};

/// How many certificates of the customer count for what is on file.
const CERTIFICATES: usize = 100;

/// The form of a request, with what is known of the customer.
#[component]
pub(super) fn Ask() -> impl IntoView {
    let (services, customer, typed) = (context::services(), context::query_as::<CustomerId>("customer"), Typed::here());
    let renews = context::query("renews").unwrap_or_default();
    context::load_for_staff(move |staff| async move {
        may_ask(&staff)?;
        let can_fax = services.settings.fax_gateway.is_some();
        let customer = customers::find(&services, &staff.actor, customer?.ok_or(Error::NotFound)?).await?;
        let on_file =
            certificates::ListFilter { customer: Some(customer.id), limit: CERTIFICATES, ..Default::default() };
        let on_file = certificates::list(&services, &staff.actor, on_file).await?.rows;
        let open = requests::ListFilter {
            customer: Some(customer.id),
            status: Some(RequestStatus::Pending),
            limit: 1,
            ..Default::default()
        };
        let open = requests::list(&services, &staff.actor, open).await?.rows.pop();
        Ok(view! {
            <DeskPage title=format!("Ask {}", customer.name) staff=staff.clone() part=Part::Requests typed=typed.clone()>
                <Crumb href=paths::NEW_REQUEST label="Choose another customer"/>
                <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
                <div class="page-head"><h1>"Ask " {customer.name.clone()}</h1></div>
                <AddressHint account=staff.account.clone()/>
                <div class="columns">
                    <div class="box">
                        <RequestForm customer=customer.clone() account=staff.account.clone() on_file=on_file.clone() renews can_fax typed/>
                    </div>
                    <div>
                        <section class="box"><h2>"On file"</h2><OnFile certificates=on_file/></section>
                        {open.map(|open| view! { <OpenRequest open staff/> })}
                        <section class="box"><h2>"Customer"</h2><Known customer/></section>
                    </div>
                </div>
            </DeskPage>
        })
    })
}

/// Somebody asked already: a second request is allowed, and often a mistake.
#[component]
fn OpenRequest(open: requests::RequestDetails, staff: Staff) -> impl IntoView {
    let request = open.request;
    view! {
        <section class="box">
            <h2>"Asked already"</h2>
            <p>
                "Request " <a href=paths::request(request.id)>{request.code()}</a> ", created on "
                <Day day=staff.account.day(request.created_at)/> ", is still open."
            </p>
        </section>
    }
}

#[component]
fn Known(customer: Customer) -> impl IntoView {
    let address = address_lines(&customer.address);
    let number = customer.reference_customer_id;
    view! {
        <Facts>
            <Fact term="E-mail">{customer.email}</Fact>
            {customer.fax_number.map(|number| view! { <Fact term="Fax">{number.to_string()}</Fact> })}
            {number.map(|number| view! { <Fact term="Your number">{number}</Fact> })}
            {(!address.is_empty()).then(|| view! { <Fact term="Address"><span class="lines">{address.join("\n")}</span></Fact> })}
        </Facts>
    }
}
