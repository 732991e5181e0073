//! What all pages of the walk have in common.

use domain::{
    RequestId,
    wizard::{Page, Step},
};
use leptos::{nonce::use_nonce, prelude::*};
use services::wizard::Wizard;

use super::Visit;
use crate::{
    components::{
        form::ErrorSummary,
        letter::{Letter, Sender},
        steps::Steps,
    },
    context, paths,
};

/// A page around its question. Where a renewal begins, it does not count steps that nobody has gone, and the merchant's
/// message stands there, as it stands on the first page of the others.
#[component]
pub(super) fn PageFrame(visit: Visit, page: Page, #[prop(into)] heading: String, children: Children) -> impl IntoView {
    let (id, words, step) = (visit.wizard.request.id, visit.words, page.step());
    let arrives = visit.wizard.arrives_at(page);
    let count = || [("number", step.number().into()), ("count", Step::ALL.len().into())];
    let step_count = (!arrives).then(|| words.tell("step-count", count()));
    let (sender, typed) = (Sender::from(&visit.wizard), visit.typed.clone());
    let counted = step_count.as_ref().map(|count| format!("{heading}, {}", count.to_lowercase()));
    let title = typed.title(counted.as_ref().unwrap_or(&heading));
    let progress = (!arrives).then(|| {
        view! {
            <Steps current=step wizard=visit.wizard.clone()/>
            {back(&visit, page)}
        }
    });
    view! {
        <Letter title sender progress=progress.into_any() introduces=page == Page::Welcome>
            <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
            {step_count.map(|count| view! { <p class="step-count">{count}</p> })}
            <h1>{heading}</h1>
            {arrives.then(|| view! { <Message wizard=visit.wizard.clone()/> })}
            {children()}
            <Opened id/>
        </Letter>
    }
}

/// The merchant's own words, line by line.
#[component]
pub(super) fn Message(wizard: Wizard) -> impl IntoView {
    let heading = context::words().tell("welcome-message", [("merchant", wizard.account.name.as_str().into())]);
    let line = |line: &str| view! { <p>{line.to_owned()}</p> };
    wizard.request.message.map(|message| {
        let lines = message.lines().filter(|line| !line.trim().is_empty()).map(line).collect_view();
        view! {
            <div class="notice section">
                <p><strong>{heading}</strong></p>
                {lines}
            </div>
        }
    })
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
