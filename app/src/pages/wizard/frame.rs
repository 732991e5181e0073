//! What all steps have in common.

use domain::{RequestId, wizard::Step};
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

/// A step's page around its questions.
#[component]
pub(super) fn StepFrame(visit: Visit, step: Step, heading: &'static str, children: Children) -> impl IntoView {
    let (id, count) = (visit.wizard.request.id, Step::ALL.len());
    let (sender, draft, typed) = (Sender::from(&visit.wizard), visit.wizard.draft.clone(), visit.typed.clone());
    let title = typed.title(&format!("{heading}, step {} of {count}", step.number()));
    let progress = view! {
        <Steps current=step draft/>
        {back(&visit, step)}
    };
    view! {
        <Letter title sender progress=progress.into_any()>
            <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
            <p class="step-count">{format!("Step {} of {count}", step.number())}</p>
            <h1>{heading}</h1>
            {children()}
            <Opened id/>
        </Letter>
    }
}

fn back(visit: &Visit, step: Step) -> Option<impl IntoView + use<>> {
    let id = visit.wizard.request.id;
    let (label, to) = if visit.from_check { ("Back to your answers", Step::Check) } else { ("Back", step.previous()?) };
    Some(view! { <nav class="back" aria-label="Previous page"><a href=paths::step(id, to)>{label}</a></nav> })
}

/// The form of a step. It is posted to the step's own address, and knows whether it goes on or back to the check page.
#[component]
pub(super) fn StepForm(
    visit: Visit,
    step: Step,
    /// For a form with a file.
    #[prop(optional)]
    enctype: Option<&'static str>,
    #[prop(default = "Continue")] button: &'static str,
    children: Children,
) -> impl IntoView {
    let from = visit.from_check.then(|| view! { <input type="hidden" name="from" value=Step::Check.slug()/> });
    view! {
        <form class="form" method="post" action=paths::step(visit.wizard.request.id, step) enctype=enctype novalidate>
            {from}
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
