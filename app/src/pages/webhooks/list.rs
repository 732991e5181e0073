//! The endpoints of an account, and the form for one more.

use domain::{Role, WebhookEndpoint, webhook::MOST_ENDPOINTS};
use leptos::prelude::*;
use services::{sessions::Staff, webhooks};

use super::fields::{Fields, events_in_words, state};
use crate::{
    components::{
        desk::{Badge, DeskPage, Moment, Notice, Part},
        form::{ErrorSummary, Typed},
    },
    context, paths,
};

/// The list of endpoints. Who may not add one reads it.
#[component]
pub(crate) fn List() -> impl IntoView {
    let (services, typed, deleted) = (context::services(), Typed::here(), context::query("deleted").is_some());
    context::load_for_staff(move |staff| async move {
        let endpoints = webhooks::list(&services, &staff.actor).await?;
        let may_change = staff.user.role >= Role::Admin;
        let room = endpoints.len() < MOST_ENDPOINTS;
        Ok(view! {
            <DeskPage title="Webhooks" staff=staff.clone() part=Part::Webhooks typed=typed.clone()>
                <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
                {deleted.then(|| view! { <Notice text="The endpoint is deleted."/> })}
                <div class="page-head">
                    <h1>"Webhooks"</h1>
                    <p>"Certlane tells your programs what happens as it happens. Each message is signed, and tried again for three days."</p>
                </div>
                {rows(endpoints, &staff)}
                {(may_change && room).then(|| view! { <Add typed/> })}
                {(!may_change).then(|| view! { <p class="hint">"An administrator of your account can add an endpoint."</p> })}
            </DeskPage>
        })
    })
}

fn rows(endpoints: Vec<WebhookEndpoint>, staff: &Staff) -> AnyView {
    if endpoints.is_empty() {
        return view! { <div class="empty"><h2>"No endpoints yet"</h2><p>"An endpoint is an address at which a program of yours listens."</p></div> }.into_any();
    }
    let row = |endpoint: WebhookEndpoint| {
        let (id, events, word) = (endpoint.id, events_in_words(&endpoint), state(&endpoint));
        let account = staff.account.clone();
        let note = (!endpoint.description.is_empty()).then(|| view! { <small>{endpoint.description}</small> });
        let since = endpoint.failing_since.map(|at| view! { <small>"Since " <Moment at account/></small> });
        view! {
            <tr>
                <th scope="row" class="anywhere"><a href=paths::webhook(id)>{endpoint.url}</a> " " {note}</th>
                <td data-label="Hears of">{events}</td>
                <td data-label="Status"><Badge word/> " " {since}</td>
            </tr>
        }
    };
    view! {
        <table class="rows">
            <caption class="visually-hidden">"Endpoints, newest first"</caption>
            <thead><tr><th scope="col">"Address"</th><th scope="col">"Hears of"</th><th scope="col">"Status"</th></tr></thead>
            <tbody>{endpoints.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Add(typed: Typed) -> impl IntoView {
    view! {
        <section class="box section">
            <h2>"Add an endpoint"</h2>
            <form class="form" method="post" action=paths::WEBHOOKS novalidate>
                <Fields endpoint=None typed/>
                <div class="actions"><button class="button" type="submit">"Add the endpoint"</button></div>
            </form>
        </section>
    }
    .into_any()
}
