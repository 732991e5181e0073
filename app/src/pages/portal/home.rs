//! The home itself.

use domain::{Account, Customer};
use http::StatusCode;
use leptos::prelude::*;
use messages::Words;
use services::portal::{self, Visit, Visitor};

use super::{certificate::CertificateBox, entry::BadEntryPage, frame::PortalPage, open::OpenRequests};
use crate::{
    components::form::{ErrorSummary, Typed},
    context::{self, EntryProblem},
    paths,
};

/// What is on file, and what waits; for who is no visitor, the way in.
#[component]
pub(crate) fn Home() -> impl IntoView {
    if let Some(EntryProblem(problem)) = context::extension::<EntryProblem>() {
        return view! { <BadEntryPage problem/> }.into_any();
    }
    match context::extension::<Visitor>() {
        Some(Visitor::Here(visit)) => here(*visit),
        Some(Visitor::Over(account)) => {
            view! { <Over account=*account title="portal-over-title" lead="portal-over-lead"/> }.into_any()
        }
        Some(Visitor::SignedOut(account)) => {
            view! { <Over account=*account title="portal-signed-out-title" lead="portal-signed-out-lead"/> }.into_any()
        }
        None => view! { <Nobody/> }.into_any(),
    }
}

fn here(visit: Visit) -> AnyView {
    let (services, words) = (context::services(), context::words());
    let typed = Typed::here();
    let page = context::load(async move {
        let home = portal::home(&services, &visit.actor).await?;
        let others = portal::customers_to_choose(&services, &visit).await?;
        Ok(view! { <HomePage visit home others typed words/> })
    });
    page.into_any()
}

#[component]
fn HomePage(visit: Visit, home: portal::Home, others: Vec<Customer>, typed: Typed, words: Words) -> impl IntoView {
    let account = visit.account.clone();
    let nothing = home.certificates.is_empty();
    let renewals = home.renewals.clone();
    let certificates = home.certificates.into_iter().map(|details| {
        let renewal = renewals.get(&details.certificate.id).copied();
        view! { <CertificateBox details renewal account=account.clone() words/> }
    });
    let certificates = certificates.collect_view();
    let title = words.say("portal-title");
    view! {
        <PortalPage title=typed.title(&title) account=Some(account.clone()) visit=Some(visit)>
            <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
            <h1>{title}</h1>
            <OpenRequests requests=home.requests renewals=home.renewals opened_here=home.opened_here account=account.clone() words/>
            <section class="section">
                <h2>{words.say("portal-on-file")}</h2>
                {nothing.then(|| view! { <p>{words.say("portal-none")} " " {words.say("portal-none-advice")}</p> })}
                {certificates}
                <div class="actions section"><a class="button" href=paths::PORTAL_ADD>{words.say("portal-add-states")}</a></div>
            </section>
            <Others others words/>
        </PortalPage>
    }
    .into_any()
}

/// Other customers with the visitor's own address.
#[component]
fn Others(others: Vec<Customer>, words: Words) -> impl IntoView {
    let choice = |customer: Customer| {
        let name = customer.name.as_str().into();
        let label = match &customer.reference_customer_id {
            Some(number) => {
                words.tell("portal-choose-number", [("customer", name), ("number", number.as_str().into())])
            }
            None => words.tell("portal-choose", [("customer", name)]),
        };
        view! { <li><button class="link" type="submit" name="customer" value=customer.id.to_string()>{label}</button></li> }
    };
    (!others.is_empty()).then(|| {
        let choices = others.into_iter().map(choice).collect_view();
        view! {
            <section class="section">
                <h2>{words.say("portal-others-heading")}</h2>
                <p>{words.say("portal-others-advice")}</p>
                <form method="post" action=paths::PORTAL_CUSTOMER><ul role="list">{choices}</ul></form>
            </section>
        }
        .into_any()
    })
}

/// The visit has ended, in one way or another: who the merchant is, is still known.
#[component]
fn Over(account: Account, title: &'static str, lead: &'static str) -> impl IntoView {
    context::set_status(StatusCode::UNAUTHORIZED);
    let words = context::words();
    let title = words.say(title);
    let by_email = paths::portal_sign_in(account.id);
    view! {
        <PortalPage title=title.clone() account=Some(account.clone())>
            <h1>{title}</h1>
            <p class="lead">{words.tell(lead, [("merchant", account.name.as_str().into())])}</p>
            <p class="section"><a href=by_email>{words.say("portal-by-email")}</a></p>
        </PortalPage>
    }
    .into_any()
}

#[component]
fn Nobody() -> impl IntoView {
    context::set_status(StatusCode::UNAUTHORIZED);
    let words = context::words();
    let title = words.say("portal-nobody-title");
    view! {
        <PortalPage title=title.clone()>
            <h1>{title}</h1>
            <p class="lead">{words.say("portal-nobody-lead")}</p>
        </PortalPage>
    }
    .into_any()
}
