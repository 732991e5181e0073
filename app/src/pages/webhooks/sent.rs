//! What was sent to an endpoint, and sending it again.

use domain::{WebhookDelivery, WebhookDeliveryId, WebhookEndpointId, webhook::DeliveryStatus};
use leptos::prelude::*;
use services::{Page, sessions::Staff, webhooks::deliveries::ListFilter};

use crate::{
    components::{
        desk::{Badge, Moment, in_words},
        form::{Choice, Choices, TextField, Typed},
    },
    paths,
};

/// The deliveries, a page at a time, and the form that sends those of some days again.
#[component]
pub(super) fn Sent(
    endpoint: WebhookEndpointId,
    page: Page<WebhookDelivery, WebhookDeliveryId>,
    filter: ListFilter,
    staff: Staff,
    may_replay: bool,
    typed: Typed,
) -> impl IntoView {
    let table = rows(page.rows, filter.status, &staff);
    view! {
        <section class="box" id="sent">
            <h2>"What was sent"</h2>
            <p class="hint">"Kept for 90 days. The newest stands first."</p>
            <Narrow endpoint now=filter.status/>
            {table}
            <Pages endpoint filter next=page.next_cursor/>
        </section>
        {may_replay.then(|| view! { <Again endpoint typed/> })}
    }
    .into_any()
}

/// The address of the list, narrowed and moved on.
fn address(endpoint: WebhookEndpointId, status: Option<DeliveryStatus>, after: Option<WebhookDeliveryId>) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(status.map(|status| ("status", status.word())));
    query.extend_pairs(after.map(|after| ("after", after.to_string())));
    format!("{}?{}#sent", paths::webhook(endpoint), query.finish())
}

#[component]
fn Narrow(endpoint: WebhookEndpointId, now: Option<DeliveryStatus>) -> impl IntoView {
    let link = |status: Option<DeliveryStatus>| {
        let label = status.map_or_else(|| "All".to_owned(), |status| in_words(status.word()));
        view! { <a href=address(endpoint, status, None) aria-current=(status == now).then_some("true")>{label}</a> }
    };
    let all = std::iter::once(None).chain(DeliveryStatus::ALL.iter().copied().map(Some));
    view! { <nav class="filter" aria-label="Status">{all.map(link).collect_view()}</nav> }.into_any()
}

fn rows(deliveries: Vec<WebhookDelivery>, status: Option<DeliveryStatus>, staff: &Staff) -> AnyView {
    if deliveries.is_empty() {
        let nothing = if status.is_some() { "None." } else { "Nothing yet." };
        return view! { <p>{nothing}</p> }.into_any();
    }
    let row = |delivery: WebhookDelivery| {
        let account = staff.account.clone();
        let attempts =
            if delivery.attempts == 1 { "1 attempt".to_owned() } else { format!("{} attempts", delivery.attempts) };
        view! {
            <tr>
                <th scope="row">
                    <a href=paths::webhook_delivery(delivery.endpoint_id, delivery.id)>{delivery.kind.in_words()}</a> " "
                    <small class="code">{delivery.kind.word()}</small>
                </th>
                <td data-label="Status"><Badge word=delivery.status.word()/> " " <small>{attempts}</small></td>
                <td data-label="Happened"><Moment at=delivery.created_at account/></td>
            </tr>
        }
    };
    view! {
        <table class="rows">
            <caption class="visually-hidden">"Webhooks, newest first"</caption>
            <thead><tr><th scope="col">"Event"</th><th scope="col">"Status"</th><th scope="col">"Happened"</th></tr></thead>
            <tbody>{deliveries.into_iter().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Pages(endpoint: WebhookEndpointId, filter: ListFilter, next: Option<WebhookDeliveryId>) -> impl IntoView {
    let link = |label: &'static str, href: String| view! { <a class="button secondary" href=href>{label}</a> };
    let newest = filter.after.map(|_| address(endpoint, filter.status, None));
    let older = next.map(|next| address(endpoint, filter.status, Some(next)));
    (newest.is_some() || older.is_some()).then(|| {
        view! {
            <nav class="pages actions" aria-label="Pages">
                {newest.map(|href| link("Newest", href))} {older.map(|href| link("Older", href))}
            </nav>
        }
    })
}

/// Sends the webhooks of some days again.
#[component]
fn Again(endpoint: WebhookEndpointId, typed: Typed) -> impl IntoView {
    let which = vec![Choice::new("failed", "Those that failed"), Choice::new("all", "All, also those that arrived")];
    let picked = if typed.or("which", "failed") == "all" { "all" } else { "failed" };
    view! {
        <section class="box">
            <h2>"Send again"</h2>
            <form class="form" method="post" action=paths::webhook_replay(endpoint) novalidate>
                <div class="fields">
                    <TextField
                        name="since"
                        label="First day"
                        value=typed.or("since", "")
                        error=typed.error("since")
                        kind="date"
                        half=true
                    />
                    <TextField
                        name="until"
                        label="Last day"
                        value=typed.or("until", "")
                        error=typed.error("until")
                        kind="date"
                        optional=true
                        half=true
                    />
                </div>
                <Choices name="which" legend="Which webhooks" options=which checked=vec![picked.to_owned()]/>
                <div class="actions"><button class="button secondary" type="submit">"Send again"</button></div>
            </form>
            <p class="hint">"Each keeps its webhook-id, by which your program knows what it has seen."</p>
        </section>
    }
    .into_any()
}
