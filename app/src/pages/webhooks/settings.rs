//! What can be done with an endpoint.

use domain::{
    Account, WebhookEndpoint, WebhookEndpointId,
    webhook::{DisabledBecause, EndpointStatus},
};
use leptos::prelude::*;
use services::{sessions::Staff, webhooks::EndpointDetails};

use super::fields::{Fields, events_in_words, state};
use crate::{
    components::{
        desk::{Badge, Fact, Facts as FactList, Moment},
        form::Typed,
    },
    paths,
};

/// How the endpoint is, and the buttons that switch it and try it out.
#[component]
pub(super) fn Facts(endpoint: WebhookEndpoint, account: Account, may_change: bool) -> impl IntoView {
    let (word, events) = (state(&endpoint), events_in_words(&endpoint));
    let why = endpoint.disabled_because.map(|because| match because {
        DisabledBecause::Merchant => "It was switched off here or through the API.",
        DisabledBecause::Gone => "It answered 410, which says that it is gone for good.",
        DisabledBecause::Failing => "It took nothing for five days.",
    });
    let of_failure = account.clone();
    let since = endpoint.failing_since.map(|at| {
        view! { <Fact term="Failing since"><Moment at account=of_failure/></Fact> }
    });
    let (added, note) = (endpoint.created_at, endpoint.description.clone());
    let note = (!note.is_empty()).then(|| view! { <Fact term="What it is for">{note}</Fact> });
    view! {
        <section class="box">
            <h2>"Status"</h2>
            <FactList>
                <Fact term="Status"><Badge word/> " " {why}</Fact>
                {since}
                <Fact term="Hears of">{events}</Fact>
                {note}
                <Fact term="Added"><Moment at=added account/></Fact>
            </FactList>
            {may_change.then(|| view! { <Switch endpoint/> })}
        </section>
    }
    .into_any()
}

#[component]
fn Switch(endpoint: WebhookEndpoint) -> impl IntoView {
    let (id, is_enabled) = (endpoint.id, endpoint.status == EndpointStatus::Enabled);
    let (next, label) = if is_enabled { ("disabled", "Disable") } else { ("enabled", "Enable") };
    let test = is_enabled.then(|| {
        view! {
            <form method="post" action=paths::webhook_test(id)>
                <button class="button secondary" type="submit">"Send a test"</button>
            </form>
        }
    });
    view! {
        <div class="actions">
            {test}
            <form method="post" action=paths::webhook_status(id)>
                <input type="hidden" name="status" value=next/>
                <button class="button secondary" type="submit">{label}</button>
            </form>
        </div>
    }
    .into_any()
}

/// The secret, which is not shown, and the button that makes another.
#[component]
pub(super) fn Secret(details: EndpointDetails, staff: Staff, typed: Typed) -> impl IntoView {
    let EndpointDetails { endpoint, generation, secret_created_at, both_until } = details;
    let error = typed.error("secret");
    let error = error.map(
        |error| view! { <p class="error" id="secret-error"><span class="visually-hidden">"Error: "</span>{error}</p> },
    );
    let both = both_until.map(|at| {
        view! { <p>"The one before it signs too, until " <Moment at account=staff.account.clone()/> "."</p> }
    });
    view! {
        <section class="box" id="secret" tabindex="-1">
            <h2>"Secret"</h2>
            {error}
            <p>
                {format!("Number {generation}, made on ")} <Moment at=secret_created_at account=staff.account.clone()/> "."
            </p>
            {both}
            <form class="actions" method="post" action=paths::webhook_secret(endpoint.id)>
                <input type="hidden" name="generation" value=generation.to_string()/>
                <button class="button secondary" type="submit">"Make a new secret"</button>
            </form>
            <p class="hint">"It is shown once. For a day, webhooks are signed with both, so that your program can change over."</p>
        </section>
    }
    .into_any()
}

/// Address, note and events.
#[component]
pub(super) fn Change(endpoint: WebhookEndpoint, typed: Typed) -> impl IntoView {
    let action = paths::webhook(endpoint.id);
    view! {
        <section class="box">
            <h2>"Settings"</h2>
            <form class="form" method="post" action=action novalidate>
                <Fields endpoint=Some(endpoint) typed/>
                <div class="actions"><button class="button" type="submit">"Save"</button></div>
            </form>
        </section>
    }
    .into_any()
}

/// The end of the endpoint, behind a second click.
#[component]
pub(super) fn Danger(id: WebhookEndpointId) -> impl IntoView {
    view! {
        <section class="box">
            <h2>"Delete"</h2>
            <details>
                <summary>"Delete this endpoint"</summary>
                <p>"Its secret and all that was sent to it go too. To stop it for a while, disable it instead."</p>
                <form class="actions" method="post" action=paths::webhook_removal(id)>
                    <button class="button danger" type="submit">"Delete the endpoint"</button>
                </form>
            </details>
        </section>
    }
    .into_any()
}
