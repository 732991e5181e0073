//! Step 1: who asks for what, before anything is asked.

use domain::{customer::Address, wizard::Page};
use leptos::prelude::*;

use super::{
    Visit,
    frame::{Message, PageForm, PageFrame},
};
use crate::{components::letter::Sender, paths};

/// Who asks, for which states, how long it takes, and the ways out for whom it is not meant.
#[component]
pub(super) fn Welcome(visit: Visit) -> impl IntoView {
    let (wizard, words) = (visit.wizard.clone(), visit.words);
    let id = wizard.request.id;
    let merchant = wizard.account.name.clone();
    let named = |id: &str| words.tell(id, [("merchant", merchant.as_str().into())]);
    let heading = named("welcome-heading");
    let lead = named("welcome-lead");
    view! {
        <PageFrame visit=visit.clone() page=Page::Welcome heading>
            <p class="lead">{lead}</p>
            <Message wizard=wizard.clone()/>
            <WhoAsks visit=visit.clone()/>
            <PageForm visit=visit.clone() page=Page::Welcome button=Some(words.say("start"))>""</PageForm>
            <ul class="ways-out section" role="list">
                <li><a href=paths::not_me(id)>{words.say("welcome-not-me")}</a></li>
                <li><a href=paths::decline(id)>{words.say("welcome-decline")}</a></li>
            </ul>
            <details class="phone">
                <summary>{words.say("welcome-phone")}</summary>
                <p class="hint">{words.say("welcome-phone-hint")}</p>
                <img src=paths::phone(id) alt=words.say("welcome-phone-alt") width="220" height="220" loading="lazy"/>
            </details>
        </PageFrame>
    }
}

/// The facts by which a buyer tells this page from a fraud.
#[component]
fn WhoAsks(visit: Visit) -> impl IntoView {
    let (wizard, words) = (visit.wizard, visit.words);
    let account = &wizard.account;
    let mut states: Vec<_> = wizard.request.jurisdictions.iter().map(|state| state.name()).collect();
    states.sort_unstable();
    let states = if states.is_empty() { words.say("welcome-any-states") } else { words.list(&states) };
    let address = address_lines(&account.address).join(", ");
    let address = (!address.is_empty()).then(|| view! { <br/> {address} });
    let person = Some(account.contact_name.clone()).filter(|name| !name.is_empty()).map(|name| view! { {name} ", " });
    let mail = Sender::from(&wizard).mail_link();
    let until = words.day(account.day(wizard.request.expires_at));
    view! {
        <dl class="facts section">
            <div><dt>{words.say("welcome-from")}</dt><dd>{account.name.clone()} {address}</dd></div>
            <div><dt>{words.say("welcome-contact")}</dt><dd>{person} {mail}</dd></div>
            <div><dt>{words.say("welcome-states")}</dt><dd>{states}</dd></div>
            <div><dt>{words.say("welcome-ready")}</dt><dd>{words.say("welcome-ready-numbers")}</dd></div>
            <div><dt>{words.say("welcome-takes")}</dt><dd>{words.say("welcome-minutes")}</dd></div>
            <div><dt>{words.say("welcome-until")}</dt><dd>{until}</dd></div>
            <div>
                <dt>{words.say("request-code")}</dt>
                <dd><span class="code">{wizard.request.code()}</span> <br/> <span class="hint">{words.say("welcome-code-hint")}</span></dd>
            </div>
        </dl>
    }
}

/// The lines of an address, without the empty ones.
pub(super) fn address_lines(address: &Address) -> Vec<String> {
    let Address { line1, line2, city, state, postal_code } = address;
    let state = state.strip_prefix("US-").unwrap_or(state);
    let town = format!("{city} {state} {postal_code}");
    [line1.clone(), line2.clone(), town]
        .into_iter()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}
