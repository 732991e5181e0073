//! The first step of a new request: who is asked.

use domain::CertificateStatus;
use leptos::prelude::*;
use services::{
    certificates::{self, CertificateDetails, OnFile},
    customers,
};

use super::{may_ask, new_customer::NewCustomerForm};
use crate::{
    components::{
        desk::{
            Badge, Crumb, Day, DeskPage, Part,
            list::{FindCustomer, customer_head, email_cell},
            state_names,
        },
        form::{ErrorSummary, Typed},
    },
    context, paths,
};

/// Customers to choose from, and a form to add one.
#[component]
pub(super) fn Find() -> impl IntoView {
    let (services, text, typed) = (context::services(), context::query("q"), Typed::here());
    context::load_for_staff(move |staff| async move {
        may_ask(&staff)?;
        let found = customers::search(&services, &staff.actor, text.as_deref().unwrap_or_default()).await?;
        let found = certificates::on_file(&services, &staff.actor, found).await?;
        // Who finds nobody wants to add somebody.
        let open = typed.was_rejected() || found.is_empty();
        Ok(view! {
            <DeskPage title="New request" staff part=Part::Requests typed=typed.clone()>
                <Crumb href=paths::REQUESTS label="Requests"/>
                <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
                <div class="page-head"><h1>"Who should send a certificate?"</h1></div>
                <FindCustomer action=paths::NEW_REQUEST text=text.clone().unwrap_or_default()/>
                {results(text, found)}
                <section class="section">
                    <details open=open><summary>"Add a customer"</summary><NewCustomerForm typed/></details>
                </section>
            </DeskPage>
        })
    })
}

fn results(text: Option<String>, found: Vec<OnFile>) -> AnyView {
    if found.is_empty() {
        let advice = "Add the customer below.";
        return match text {
            Some(text) => {
                view! { <p class="section" role="status">"No customer matches “" {text} "”. " {advice}</p> }.into_any()
            }
            None => view! { <p class="section">"There are no customers yet. " {advice}</p> }.into_any(),
        };
    }
    let caption = if text.is_some() { "Customers found" } else { "Newest customers" };
    view! {
        <table class="rows">
            <caption class="visually-hidden">{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">"Customer"</th>
                    <th scope="col">"E-mail"</th>
                    <th scope="col">"Certificate on file"</th>
                    <th scope="col"><span class="visually-hidden">"Action"</span></th>
                </tr>
            </thead>
            <tbody>{found.into_iter().map(|found| view! { <Row found/> }).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Row(found: OnFile) -> impl IntoView {
    let OnFile { customer, best } = found;
    let whom = format!(" {}", customer.name);
    view! {
        <tr>
            {customer_head(&customer)}
            {email_cell(&customer)}
            <td data-label="Certificate">{on_file(best)}</td>
            <td class="act">
                <a class="button secondary" href=paths::ask(customer.id)>"Choose"<span class="visually-hidden">{whom}</span></a>
            </td>
        </tr>
    }
}

fn on_file(best: Option<CertificateDetails>) -> AnyView {
    let Some(best) = best else { return "None".into_any() };
    let (status, states) = (best.status(), state_names(best.certificate.states()));
    let holds = matches!(status, CertificateStatus::Active | CertificateStatus::Expiring | CertificateStatus::Expired);
    let until = best.expires_on().filter(|_| holds).map(|day| view! { ", until " <Day day/> });
    view! { <Badge word=status.word()/> " " <small>{states} {until}</small> }.into_any()
}
