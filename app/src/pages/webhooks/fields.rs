//! The fields of an endpoint, as a new one and an old one have them.

use domain::{
    EventKind, WebhookEndpoint,
    webhook::{EndpointStatus, event_types},
};
use leptos::prelude::*;

use crate::{
    components::form::{Choice, Choices, TextField, Typed},
    context::FreshWebhookSecret,
};

/// What marks these fields among those of other forms on the page: a form without a tick says so by silence.
const FORM: &str = "endpoint";

/// Address, note and events; what was typed stands before what is in force.
#[component]
pub(super) fn Fields(endpoint: Option<WebhookEndpoint>, typed: Typed) -> impl IntoView {
    let kept = |text: fn(&WebhookEndpoint) -> &str| endpoint.as_ref().map(text).unwrap_or_default().to_owned();
    let chosen = endpoint.as_ref().map(|endpoint| words(&endpoint.event_types)).unwrap_or_default();
    let chosen = if typed.or("form", "") == FORM { typed.ticked_or("event_types", &chosen) } else { chosen };
    view! {
        <input type="hidden" name="form" value=FORM/>
        <TextField
            name="url"
            label="Address"
            value=typed.or("url", &kept(|endpoint| &endpoint.url))
            error=typed.error("url")
            hint="Where your program listens, like https://erp.example.com/webhooks."
            kind="url"
            inputmode="url"
            autocomplete="off"
        />
        <TextField
            name="description"
            label="What it is for"
            value=typed.or("description", &kept(|endpoint| &endpoint.description))
            error=typed.error("description")
            autocomplete="off"
            optional=true
        />
        <Choices
            name="event_types"
            legend="Events"
            options=event_types().map(choice).collect()
            checked=chosen
            several=true
            error=typed.error("event_types")
            hint="Tick those that your program wants to hear of. With none ticked, it hears of all of them, new kinds too."
        />
    }
    .into_any()
}

fn choice(kind: EventKind) -> Choice {
    Choice { code: Some(kind.word()), ..Choice::new(kind.word(), kind.in_words()) }
}

fn words(kinds: &[EventKind]) -> Vec<String> {
    kinds.iter().map(ToString::to_string).collect()
}

/// What an endpoint hears of, in a few words.
pub(super) fn events_in_words(endpoint: &WebhookEndpoint) -> String {
    match &endpoint.event_types[..] {
        [] => "All events".to_owned(),
        [one] => one.in_words().to_owned(),
        several => format!("{} kinds of events", several.len()),
    }
}

/// How an endpoint is: what people read, and the word that a colour follows from.
pub(super) fn state(endpoint: &WebhookEndpoint) -> &'static str {
    match endpoint.status {
        EndpointStatus::Disabled => "disabled",
        EndpointStatus::Enabled if endpoint.failing_since.is_some() => "failing",
        EndpointStatus::Enabled => "enabled",
    }
}

/// A secret that was just made: on top of the page, since it is not shown again.
#[component]
pub(super) fn Fresh(fresh: FreshWebhookSecret) -> impl IntoView {
    view! {
        <div class="notice warning" role="status">
            <p><strong>"The secret that webhooks are signed with"</strong></p>
            <p><label for="fresh-secret">"Copy it now: it is not shown again."</label></p>
            <div class="with-button"><input id="fresh-secret" readonly value=fresh.0/></div>
        </div>
    }
    .into_any()
}
