//! The buyer's walk: one page a step, and what the address shows once the walk is over.

mod business;
mod check;
mod decline;
mod document;
mod done;
mod ended;
mod frame;
mod not_me;
mod number;
mod places;
mod reminders;
mod summary;
mod why;

use std::collections::BTreeSet;

use domain::{
    Jurisdiction, RequestStatus,
    wizard::{Draft, Step},
};
use leptos::prelude::*;
use services::{Error, wizard::Wizard};

use self::{business::Business, check::Check, document::Document, done::Done, ended::Ended, places::Places, why::Why};
pub(crate) use self::{decline::Decline, not_me::NotMe, reminders::Reminders};
use crate::{components::form::Typed, context, paths};

/// What a step's page is given.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// Everything that is known.
    pub wizard: Wizard,
    /// What was just typed and not taken.
    pub typed: Typed,
    /// Whether the buyer came from the check page to change an answer, and goes back there.
    pub from_check: bool,
    /// How large a file may be.
    pub upload_limit: u64,
}

/// The page of one step.
#[component]
pub(crate) fn StepPage() -> impl IntoView {
    let (services, buyer, typed) = (context::services(), context::buyer(), Typed::here());
    let step = context::param::<String>("step").and_then(|slug| Step::from_slug(&slug).ok_or(Error::NotFound));
    let from_check = typed.or("from", &context::query("from").unwrap_or_default()) == Step::Check.slug();
    context::load(async move {
        let step = step?;
        let wizard = services::wizard::load(&services, &buyer?).await?;
        let upload_limit = services.settings.upload_limit;
        Ok(match wizard.request.status {
            RequestStatus::Pending => open(step, Visit { wizard, typed, from_check, upload_limit }),
            RequestStatus::Fulfilled if step == Step::Done => view! { <Done wizard/> }.into_any(),
            RequestStatus::Fulfilled => go_to(&format!("{}?again=yes", paths::step(wizard.request.id, Step::Done))),
            RequestStatus::Canceled | RequestStatus::Invalid => view! { <Ended wizard/> }.into_any(),
        })
    })
}

/// A step of a request that can be answered. It may be opened before the earlier ones, if it does not build on them.
fn open(step: Step, visit: Visit) -> AnyView {
    let (id, draft) = (visit.wizard.request.id, &visit.wizard.draft);
    // A form that was refused is shown with what is wrong, in whatever order the steps were taken.
    let refused = visit.typed.was_rejected();
    match step {
        Step::Why | Step::Document if !refused && draft.check(Step::Where).is_err() => {
            go_to(&paths::step(id, Step::Where))
        }
        Step::Done => go_to(&paths::step(id, draft.first_unanswered())),
        Step::Business => view! { <Business visit/> }.into_any(),
        Step::Where => view! { <Places visit/> }.into_any(),
        Step::Why => view! { <Why visit/> }.into_any(),
        Step::Document => view! { <Document visit/> }.into_any(),
        Step::Check => view! { <Check visit/> }.into_any(),
    }
}

/// Sends the browser elsewhere.
fn go_to(path: &str) -> AnyView {
    context::redirect(path);
    ().into_any()
}

/// The states that the buyer has chosen so far, by name.
fn chosen_states(draft: &Draft) -> Vec<Jurisdiction> {
    let codes = draft.places.iter().flat_map(|places| &places.jurisdictions);
    let states: BTreeSet<Jurisdiction> = codes.filter_map(|code| code.parse().ok()).collect();
    states.into_iter().collect()
}
