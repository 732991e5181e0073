//! More states.

use std::collections::BTreeSet;

use domain::{CertificateStatus, Jurisdiction};
use leptos::prelude::*;
use messages::Words;
use services::portal::{self, Visit};

use super::frame::PortalPage;
use crate::{
    components::form::{Choice, Choices, ErrorSummary, Typed},
    context, paths,
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
        Ok(view! { <AddPage covered=covered(&home) visit typed words/> })
    });
    page.into_any()
}

/// The states for which something good is on file.
fn covered(home: &portal::Home) -> BTreeSet<Jurisdiction> {
    let good = [CertificateStatus::Active, CertificateStatus::Expiring, CertificateStatus::Processing];
    let lines = home.certificates.iter().flat_map(|details| {
        details.certificate.jurisdictions.iter().filter(move |line| good.contains(&details.status_in(line)))
    });
    lines.map(|line| line.jurisdiction).collect()
}

#[component]
fn AddPage(covered: BTreeSet<Jurisdiction>, visit: Visit, typed: Typed, words: Words) -> impl IntoView {
    let account = visit.account.clone();
    let (territories, states): (Vec<_>, Vec<_>) = Jurisdiction::all().partition(|place| place.is_territory());
    let hint = |place: Jurisdiction| match place {
        place if covered.contains(&place) => Some(words.say("portal-already-on-file")),
        place if !place.has_general_sales_tax() => Some(words.say("portal-no-tax")),
        _ => None,
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
