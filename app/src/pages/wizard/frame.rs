//! What all pages of the walk have in common.

use domain::{
    RequestId,
    wizard::{Page, Step},
};
use leptos::{nonce::use_nonce, prelude::*};

use super::Visit;
use crate::{
    components::{
        form::ErrorSummary,
        letter::{Letter, Sender},
        steps::Steps,
    },
    paths,
};

/// A page around its question.
#[component]
pub(super) fn PageFrame(visit: Visit, page: Page, #[prop(into)] heading: String, children: Children) -> impl IntoView {
    let (id, words, step) = (visit.wizard.request.id, visit.words, page.step());
    let count = || [("number", step.number().into()), ("count", Step::ALL.len().into())];
    let step_count = words.tell("step-count", count());
    let (sender, typed) = (Sender::from(&visit.wizard), visit.typed.clone());
    let title = typed.title(&format!("{heading}, {}", step_count.to_lowercase()));
    let progress = view! {
        <Steps current=step wizard=visit.wizard.clone()/>
        {back(&visit, page)}
    };
    view! {
        <Letter title sender progress=progress.into_any() introduces=page == Page::Welcome>
            <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
            <p class="step-count">{step_count}</p>
            <h1>{heading}</h1>
            {children()}
            <Opened id/>
        </Letter>
    }
}

fn back(visit: &Visit, page: Page) -> Option<impl IntoView + use<>> {
    let (id, words) = (visit.wizard.request.id, visit.words);
    let (label, to) =
        if visit.from_check { ("back-to-check", Page::Check) } else { ("back", visit.wizard.before(page)?) };
    let label = words.say(label);
    Some(
        view! { <nav class="back" aria-label=words.say("back-landmark")><a href=paths::page(id, to)>{label}</a></nav> },
    )
}

/// The form of a page. It is posted to the page's own address, and knows whether it goes on or back to the check page,
/// and which answers it was made from.
#[component]
pub(super) fn PageForm(
    visit: Visit,
    page: Page,
    /// For a form with a file.
    #[prop(optional)]
    enctype: Option<&'static str>,
    #[prop(default = None)] button: Option<String>,
    children: Children,
) -> impl IntoView {
    let id = visit.wizard.request.id;
    let from = visit.from_check.then(|| view! { <input type="hidden" name="from" value=Page::Check.path()/> });
    // In the address too: it is what a reload or another language asks for, once the form is refused.
    let query = if visit.from_check { format!("?from={}", Page::Check.path()) } else { String::new() };
    let action = format!("{}{query}", paths::page(id, page));
    let button = button.unwrap_or_else(|| visit.words.say("continue"));
    view! {
        <form class="form" method="post" action=action enctype=enctype novalidate>
            {from}
            <input type="hidden" name="seen" value=visit.wizard.draft.seen(page)/>
            {children()}
            <div class="actions"><button class="button" type="submit">{button}</button></div>
        </form>
    }
}

/// Tells the server that a person's browser shows the request: mail scanners open links too, but run no scripts.
#[component]
fn Opened(id: RequestId) -> impl IntoView {
    // Nothing in it needs escaping: an id has letters, digits, dashes and underscores only.
    let script = format!("fetch('{}/opened',{{method:'POST',keepalive:true}})", paths::wizard(id));
    view! { <script nonce=use_nonce()>{script}</script> }
}
