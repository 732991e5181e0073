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
    context::{self, LinkProblem, Unanswered},
    paths,
};

/// No page stands at this address.
#[component]
pub(crate) fn NotFound() -> impl IntoView {
    context::set_status(StatusCode::NOT_FOUND);
    view! { <Problem error=Error::NotFound/> }
}

/// What was answered by a status alone, in words.
#[component]
pub(crate) fn UnansweredPage() -> impl IntoView {
    let Some(Unanswered { status, path, from_elsewhere }) = context::extension::<Unanswered>() else {
        return view! { <NotFound/> }.into_any();
    };
    context::set_status(status);
    let by_buyer = paths::is_for_buyers(&path);
    match status {
        StatusCode::NOT_FOUND => view! { <Problem error=Error::NotFound/> }.into_any(),
        StatusCode::UNAUTHORIZED if by_buyer => view! { <Problem error=Error::Unauthenticated/> }.into_any(),
        StatusCode::UNAUTHORIZED => view! { <SignInFirst/> }.into_any(),
        StatusCode::FORBIDDEN if from_elsewhere => {
            view! { <Advice heading="problem-elsewhere" advice="problem-elsewhere-advice"/> }.into_any()
        }
        StatusCode::FORBIDDEN => view! { <Problem error=Error::Forbidden/> }.into_any(),
        StatusCode::SERVICE_UNAVAILABLE => view! { <Problem error=Error::Unavailable("A part of it")/> }.into_any(),
        StatusCode::METHOD_NOT_ALLOWED => {
            view! { <Advice heading="problem-form-only" advice="problem-form-only-advice"/> }.into_any()
        }
        StatusCode::PAYLOAD_TOO_LARGE => {
            view! { <Advice heading="problem-too-long" advice="problem-too-long-advice"/> }.into_any()
        }
        status if status.is_client_error() => {
            view! { <Advice heading="problem-address" advice="problem-address-advice"/> }.into_any()
        }
        _ => view! { <Problem error=Error::Internal("answered by a status alone".into())/> }.into_any(),
    }
}

#[component]
fn SignInFirst() -> impl IntoView {
    view! {
        <PlainLetter title="Sign in first">
            <h1>"Sign in first"</h1>
            <p class="lead">"This is for the staff of the business. " <a href=paths::SIGN_IN>"Sign in"</a> ", then open it again."</p>
        </PlainLetter>
    }
}

#[component]
fn Advice(heading: &'static str, advice: &'static str) -> impl IntoView {
    let words = context::words();
    let heading = words.say(heading);
    view! {
        <PlainLetter title=heading.clone()>
            <h1>{heading}</h1>
            <p class="lead">{words.say(advice)}</p>
        </PlainLetter>
    }
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
    let (sender, words) = (Sender::new(&account), context::words());
    let mail = sender.mail_link();
    let advice = words.tell("link-over-advice", [("merchant", sender.name.as_str().into())]);
    let heading = words.say("link-over");
    view! {
        <Letter title=heading.clone() sender>
            <h1>{heading}</h1>
            <p class="lead">{advice} " " {mail}</p>
        </Letter>
    }
}

#[component]
fn Damaged() -> impl IntoView {
    let words = context::words();
    let heading = words.say("link-damaged");
    view! {
        <PlainLetter title=heading.clone()>
            <h1>{heading}</h1>
            <p class="lead">{words.say("link-damaged-advice")}</p>
        </PlainLetter>
    }
}
