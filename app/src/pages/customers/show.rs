//! One customer: where it is exempt today, and why.

use domain::{Customer, CustomerId, Role};
use leptos::prelude::*;
use services::{Services, certificates, customers, exemptions, requests, sessions::Staff};

use super::{
    answer::{AnswerBox, Papers},
    history::{CertificatePage, Certificates, RequestPage, Requests},
    question::{Ask, Asked, answered},
    states::States,
};
use crate::{
    components::{
        desk::{Crumb, DeskPage, Fact, Facts, Part, address_lines},
        form::ErrorSummary,
    },
    context, paths,
};

/// How many certificates and requests the page lists.
const NEWEST: usize = 10;

/// The page of a customer, with the answer to a question where one is asked.
#[component]
pub(crate) fn Show() -> impl IntoView {
    let (services, id, asked) = (context::services(), context::param::<CustomerId>("id"), Asked::here());
    context::load_for_staff(move |staff| async move {
        let customer = customers::find(&services, &staff.actor, id?).await?;
        let answer = answered(&services, &staff, customer.id, &asked).await?;
        let overview = exemptions::overview(&services, &staff.actor, customer.id).await?;
        let history = History::load(&services, &staff, customer.id).await?;
        let typed = asked.typed();
        Ok(view! {
            <DeskPage title=customer.name.clone() staff=staff.clone() part=Part::Customers typed=typed.clone()>
                <Crumb href=paths::CUSTOMERS label="Customers"/>
                <ErrorSummary invalid=typed.invalid()/>
                <Head customer=customer.clone() staff=staff.clone()/>
                <div class="columns">
                    <div>
                        <States answers=overview papers=history.papers.clone()/>
                        <Ask id=customer.id typed/>
                        {answer.map(|answered| view! { <AnswerBox answered papers=history.papers/> })}
                    </div>
                    <div>
                        <Known customer=customer.clone()/>
                        <Certificates customer=customer.id page=history.certificates staff=staff.clone()/>
                        <Requests customer=customer.id page=history.requests staff/>
                    </div>
                </div>
            </DeskPage>
        })
    })
}

/// What the customer has sent and was asked for.
struct History {
    papers: Papers,
    certificates: CertificatePage,
    requests: RequestPage,
}

impl History {
    async fn load(services: &Services, staff: &Staff, customer: CustomerId) -> services::Result<Self> {
        // As many as answers may name; the box below shows the newest.
        let filter = certificates::ListFilter { customer: Some(customer), limit: 100, ..Default::default() };
        let mut certificates = certificates::list(services, &staff.actor, filter).await?;
        let papers = Papers::of(&certificates.rows, staff);
        if certificates.rows.len() > NEWEST {
            certificates.next_cursor = certificates.rows.get(NEWEST - 1).map(|details| details.certificate.id);
            certificates.rows.truncate(NEWEST);
        }
        let filter = requests::ListFilter { customer: Some(customer), limit: NEWEST, ..Default::default() };
        let requests = requests::list(services, &staff.actor, filter).await?;
        Ok(Self { papers, certificates, requests })
    }
}

#[component]
fn Head(customer: Customer, staff: Staff) -> impl IntoView {
    let archived = customer.archived_at.is_some();
    let may_ask = staff.user.role >= Role::Sales && !archived;
    let ask = may_ask.then(|| {
        view! { <div class="actions"><a class="button" href=paths::ask(customer.id)>"Ask for a certificate"</a></div> }
    });
    let archived = archived.then(|| {
        view! { <p class="lead">"This customer is archived: it is in no list and asked for nothing more."</p> }
    });
    view! {
        <div class="page-head"><h1>{customer.name}</h1>{ask}</div>
        {archived}
    }
}

#[component]
fn Known(customer: Customer) -> impl IntoView {
    let address = address_lines(&customer.address);
    let address = if address.is_empty() { "Not known".to_owned() } else { address.join("\n") };
    let number = customer.reference_customer_id.unwrap_or_else(|| "None".to_owned());
    view! {
        <section class="box">
            <h2>"Customer"</h2>
            <Facts>
                <Fact term="E-mail">{customer.email}</Fact>
                {customer.fax_number.map(|number| view! { <Fact term="Fax">{number.to_string()}</Fact> })}
                <Fact term="Your number">{number}</Fact>
                <Fact term="Address"><span class="lines">{address}</span></Fact>
            </Facts>
        </section>
    }
}
