//! How far the buyer's walk is.

use domain::wizard::{Draft, Step};
use leptos::prelude::*;

/// The six steps. It shows and does not lead: who wants back has a link for it, or changes an answer on the check page.
#[component]
pub(crate) fn Steps(current: Step, draft: Draft) -> impl IntoView {
    let is_completed = move |step: Step| current == Step::Done || (step < Step::Check && draft.check(step).is_ok());
    let item = move |step: Step| {
        let (class, state) = match step {
            _ if step == current => (None, "current"),
            _ if is_completed(step) => (Some("completed"), "completed"),
            _ => (None, "not completed"),
        };
        view! {
            <li class=class aria-current=(step == current).then_some("step")>
                <span class="label">{step.label()} " " <span class="visually-hidden">{state}</span></span>
            </li>
        }
    };
    view! { <ol class="steps" role="list" aria-label="Progress">{Step::ALL.map(item).collect_view()}</ol> }
}
