//! The buyer's walk: one thing a page, and what the address shows once the walk is over.

mod business;
mod check;
mod correction;
mod decline;
mod details;
mod document;
mod documents;
mod done;
mod ended;
mod frame;
mod not_me;
mod numbers;
mod places;
mod reminders;
mod sign;
mod summary;
mod tiles;
mod welcome;
mod why;

use domain::{RequestStatus, wizard::Page};
use leptos::prelude::*;
use messages::Words;
use services::{Error, wizard::Wizard};

use self::{
    business::Business, check::Check, details::Details, document::Document, documents::Documents, done::Done,
    ended::Ended, numbers::Numbers, places::Places, welcome::Welcome, why::Why,
};
pub(crate) use self::{
    correction::CorrectionPage, decline::Decline, not_me::NotMe, reminders::Reminders, tiles::FindStates,
};
use crate::{components::form::Typed, context, paths};

/// What a page of the walk is given.
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
    /// The language.
    pub words: Words,
}

/// One page of the walk.
#[component]
pub(crate) fn WalkPage() -> impl IntoView {
    let (services, buyer, typed, words) = (context::services(), context::buyer(), Typed::here(), context::words());
    let page = page_here();
    let from_check = typed.or("from", &context::query("from").unwrap_or_default()) == Page::Check.path();
    context::load(async move {
        let page = page?;
        let wizard = services::wizard::load(&services, &buyer?).await?;
        let upload_limit = services.settings.upload_limit;
        Ok(match wizard.request.status {
            RequestStatus::Pending => open(page, Visit { wizard, typed, from_check, upload_limit, words }),
            RequestStatus::Fulfilled if page == Page::Done => view! { <Done wizard/> }.into_any(),
            RequestStatus::Fulfilled => go_to(&format!("{}?again=yes", paths::page(wizard.request.id, Page::Done))),
            RequestStatus::Canceled | RequestStatus::Invalid => view! { <Ended wizard/> }.into_any(),
        })
    })
}

fn page_here() -> Result<Page, Error> {
    let path = match (context::param::<String>("page"), context::param::<String>("form")) {
        (_, Ok(form)) => format!("upload/{form}"),
        (page, _) => page?,
    };
    Page::from_path(&path).ok_or(Error::NotFound)
}

/// A page of a request that can be answered. It may be opened before the earlier ones, if it does not build on them.
fn open(page: Page, visit: Visit) -> AnyView {
    let id = visit.wizard.request.id;
    // A form that was refused is shown with what is wrong, in whatever order the pages were taken.
    if !visit.typed.was_rejected()
        && let Some(earlier) = needed_first(page, &visit.wizard)
    {
        return go_to(&paths::page(id, earlier));
    }
    match page {
        Page::Done => go_to(&paths::page(id, visit.wizard.first_unanswered())),
        Page::Welcome if visit.wizard.from_home => go_to(&paths::page(id, Page::Business)),
        Page::Welcome => view! { <Welcome visit/> }.into_any(),
        Page::Business => view! { <Business visit/> }.into_any(),
        Page::Where => view! { <Places visit/> }.into_any(),
        Page::Why => view! { <Why visit/> }.into_any(),
        Page::Numbers => view! { <Numbers visit/> }.into_any(),
        Page::Documents => view! { <Documents visit/> }.into_any(),
        Page::Upload(form) => view! { <Document visit form/> }.into_any(),
        Page::Details => view! { <Details visit/> }.into_any(),
        Page::Check => view! { <Check visit/> }.into_any(),
    }
}

/// The page whose answers another one builds on, where they are not good yet.
fn needed_first(page: Page, wizard: &Wizard) -> Option<Page> {
    let needed: &[Page] = match page {
        Page::Why => &[Page::Where],
        Page::Numbers | Page::Documents | Page::Upload(_) | Page::Details => &[Page::Where, Page::Why],
        _ => &[],
    };
    needed.iter().copied().find(|needed| wizard.draft.check(*needed, &wizard.plan).is_err())
}

/// Sends the browser elsewhere.
fn go_to(path: &str) -> AnyView {
    context::redirect(path);
    ().into_any()
}
