//! How far the buyer's walk is.

use domain::wizard::{Page, Step};
use leptos::prelude::*;
use services::wizard::Wizard;

use crate::context;

/// The six steps. It shows and does not lead: who wants back has a link for it, or changes an answer on the check page.
#[component]
pub(crate) fn Steps(current: Step, wizard: Wizard) -> impl IntoView {
    let words = context::words();
    let (plan, draft) = (&wizard.plan, &wizard.draft);
    let pages = draft.pages(plan);
    let is_good = |page: &Page| draft.check(*page, plan).is_ok();
    let is_completed = |step: Step| match step {
        _ if current == Step::Done => true,
        Step::Welcome => draft.started,
        step => step < Step::Check && pages.iter().filter(|page| page.step() == step).all(is_good),
    };
    let item = |step: Step| {
        let (class, state) = match step {
            _ if step == current => (None, "step-current"),
            _ if is_completed(step) => (Some("completed"), "step-completed"),
            _ => (None, "step-open"),
        };
        view! {
            <li class=class aria-current=(step == current).then_some("step")>
                <span class="label">{words.say(label(step))} " " <span class="visually-hidden">{words.say(state)}</span></span>
            </li>
        }
    };
    view! { <ol class="steps" role="list" aria-label=words.say("steps")>{Step::ALL.map(item).collect_view()}</ol> }
}

fn label(step: Step) -> &'static str {
    match step {
        Step::Welcome => "step-welcome",
        Step::Business => "step-business",
        Step::Where => "step-where",
        Step::Document => "step-document",
        Step::Check => "step-check",
        Step::Done => "step-done",
    }
}
