//! Pages for addresses and links that lead nowhere, or not any more.

use domain::Account;
use http::StatusCode;
use leptos::prelude::*;
use services::{Error, invitations::BadLink};

use crate::{
    components::{
        letter::{Letter, PlainLetter, Sender},
        problem::Problem,
    },
    context::{self, LinkProblem},
};

/// No page stands at this address.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    context::set_status(StatusCode::NOT_FOUND);
    view! { <Problem error=Error::NotFound/> }
}

/// A link that opens nothing, and what to do about it.
#[component]
pub(crate) fn BadLinkPage() -> impl IntoView {
    match context::extension::<LinkProblem>().as_ref().map(|problem| &*problem.0) {
        Some(BadLink::Over(account)) => {
            context::set_status(StatusCode::GONE);
            view! { <Over account=Account::clone(account)/> }.into_any()
        }
        Some(BadLink::Damaged) | None => {
            context::set_status(StatusCode::NOT_FOUND);
            view! { <Damaged/> }.into_any()
        }
    }
}

#[component]
fn Over(account: Account) -> impl IntoView {
    let sender = Sender::new(&account);
    let (name, mail) = (sender.name.clone(), sender.mail_link());
    view! {
        <Letter title="This link has ended" sender>
            <h1>"This link has ended"</h1>
            <p class="lead">
                "It is too old, or a newer one has replaced it. Look for a newer e-mail from " {name} ", or ask " {mail}
                " for a new link."
            </p>
        </Letter>
    }
}

#[component]
fn Damaged() -> impl IntoView {
    view! {
        <PlainLetter title="This link is not complete">
            <h1>"This link is not complete"</h1>
            <p class="lead">
                "Part of the address is missing or changed. Open the link from the e-mail again, or copy all of it into the "
                "address bar. If that does not help, ask the business that sent it for a new one."
            </p>
        </PlainLetter>
    }
}
