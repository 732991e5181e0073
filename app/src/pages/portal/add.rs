//! More states.

use std::collections::BTreeMap;

use domain::{CertificateStatus, Jurisdiction};
use leptos::prelude::*;
use messages::Words;
use services::portal::{self, Visit};

use super::frame::PortalPage;
use crate::{
    components::form::{Choice, Choices, ErrorSummary, Typed},
    context,
    pages::wizard::FindStates,
    paths,
};

const FIELD: &str = "more_states";

/// The form that opens a request for more states.
#[component]
pub(crate) fn Add() -> impl IntoView {
    let (services, words) = (context::services(), context::words());
    let typed = Typed::here();
    let Ok(visit) = context::visit() else {
        context::redirect(paths::PORTAL);
        return ().into_any();
    };
    let page = context::load(async move {
        let home = portal::home(&services, &visit.actor).await?;
        Ok(view! { <AddPage on_file=best(&home) visit typed words/> })
    });
    page.into_any()
}

/// What a state is told that something is on file for, good or on its way there; an ended one is like any other.
fn mark(status: CertificateStatus) -> Option<&'static str> {
    match status {
        CertificateStatus::Active | CertificateStatus::Expiring => Some("portal-already-on-file"),
        CertificateStatus::NeedsInfo => Some("portal-status-needs-info"),
        CertificateStatus::Processing => Some("portal-status-processing"),
        CertificateStatus::Expired | CertificateStatus::Invalid => None,
    }
}

/// The best that is on file for each state.
fn best(home: &portal::Home) -> BTreeMap<Jurisdiction, CertificateStatus> {
    let mut found = BTreeMap::new();
    for details in &home.certificates {
        for line in &details.certificate.jurisdictions {
            let status = details.status_in(line);
            let best = found.entry(line.jurisdiction).or_insert(status);
            *best = status.min(*best);
        }
    }
    found
}

#[component]
fn AddPage(
    on_file: BTreeMap<Jurisdiction, CertificateStatus>,
    visit: Visit,
    typed: Typed,
    words: Words,
) -> impl IntoView {
    let account = visit.account.clone();
    let (territories, states): (Vec<_>, Vec<_>) = Jurisdiction::all().partition(|place| place.is_territory());
    let hint = |place: Jurisdiction| {
        let untaxed = (!place.has_general_sales_tax()).then_some("portal-no-tax");
        on_file.get(&place).copied().and_then(mark).or(untaxed).map(|id| words.say(id))
    };
    let choice = |place: Jurisdiction| Choice { hint: hint(place), ..Choice::new(place.code(), place.name()) };
    let options = states.into_iter().chain(territories).map(choice).collect();
    let title = words.say("portal-add-title");
    view! {
        <PortalPage title=typed.title(&title) account=Some(account.clone()) visit=Some(visit) inside=true>
            <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
            <h1>{title}</h1>
            <p class="lead">{words.tell("portal-add-lead", [("merchant", account.name.as_str().into())])}</p>
            <form class="form" method="post" action=paths::PORTAL_ADD novalidate>
                <FindStates words/>
                <Choices
                    name=FIELD
                    legend=words.say("portal-add-legend")
                    options
                    checked=typed.ticked_or(FIELD, &[])
                    error=typed.error(FIELD)
                    several=true
                    many=true
                />
                <div class="actions"><button class="button" type="submit">{words.say("portal-add-continue")}</button></div>
            </form>
        </PortalPage>
    }
    .into_any()
}
