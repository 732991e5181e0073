//! One webhook: what was sent, and what the endpoint said each time.

use domain::{
    Role, WebhookAttempt, WebhookDelivery, WebhookDeliveryId, WebhookEndpointId,
    webhook::{EndpointStatus, NoAnswer},
};
use leptos::prelude::*;
use services::{
    Error,
    sessions::Staff,
    webhooks,
    webhooks::deliveries::{self, DeliveryDetails},
};

use crate::{
    components::{
        desk::{Badge, Crumb, DeskPage, Fact, Facts, Moment, Notice, Part},
        form::{ErrorSummary, Typed},
    },
    context, paths,
};

/// The page of a delivery.
#[component]
pub(crate) fn Delivery() -> impl IntoView {
    let (services, typed, replayed) = (context::services(), Typed::here(), context::query("replayed").is_some());
    let (endpoint, id) = (context::param::<WebhookEndpointId>("id"), context::param::<WebhookDeliveryId>("delivery"));
    context::load_for_staff(move |staff| async move {
        let DeliveryDetails { delivery, attempts } = deliveries::find(&services, &staff.actor, id?).await?;
        if delivery.endpoint_id != endpoint? {
            return Err(Error::NotFound);
        }
        let endpoint = webhooks::find(&services, &staff.actor, delivery.endpoint_id).await?.endpoint;
        let may_replay = staff.user.role >= Role::Admin && endpoint.status == EndpointStatus::Enabled;
        let payload = pretty(&delivery.payload);
        Ok(view! {
            <DeskPage title="Webhook" staff=staff.clone() part=Part::Webhooks typed=typed.clone()>
                <Crumb href=paths::webhook(endpoint.id) label="Endpoint"/>
                <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
                {replayed.then(|| view! { <Notice text="It is sent again. Reload the page to see what became of it."/> })}
                <div class="page-head"><h1>{delivery.kind.in_words()}</h1></div>
                <div class="columns">
                    <div>
                        <About delivery=delivery.clone() url=endpoint.url staff=staff.clone() may_replay/>
                        <section class="box">
                            <h2>"What was sent"</h2>
                            <p class="hint">"On lines of its own, its fields sorted."</p>
                            <pre class="snippet"><code>{payload}</code></pre>
                        </section>
                    </div>
                    <Attempts attempts staff/>
                </div>
            </DeskPage>
        })
    })
}

/// The same JSON on lines of its own; its fields come out sorted.
fn pretty(payload: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(payload).ok();
    value.and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or_else(|| payload.to_owned())
}

#[component]
fn About(delivery: WebhookDelivery, url: String, staff: Staff, may_replay: bool) -> impl IntoView {
    let account = staff.account;
    let action = paths::webhook_delivery_replay(delivery.endpoint_id, delivery.id);
    let of_next = account.clone();
    let next = delivery.next_attempt_at.map(|at| {
        view! { <Fact term="Next attempt"><Moment at account=of_next/></Fact> }
    });
    let replay = may_replay.then(|| {
        view! {
            <form class="actions" method="post" action=action>
                <button class="button secondary" type="submit">"Send again"</button>
            </form>
        }
    });
    view! {
        <section class="box">
            <h2>"Status"</h2>
            <Facts>
                <Fact term="Status"><Badge word=delivery.status.word()/></Fact>
                {next}
                <Fact term="Event"><span class="code">{delivery.kind.word()}</span></Fact>
                <Fact term="webhook-id"><span class="id">{delivery.event_id.to_string()}</span></Fact>
                <Fact term="Happened"><Moment at=delivery.created_at account/></Fact>
                <Fact term="Sent to"><span class="anywhere">{url}</span></Fact>
            </Facts>
            {replay}
        </section>
    }
    .into_any()
}

#[component]
fn Attempts(attempts: Vec<WebhookAttempt>, staff: Staff) -> impl IntoView {
    let none = attempts.is_empty().then(|| view! { <p>"None yet."</p> });
    let count = attempts.len();
    let attempt = |(place, attempt): (usize, WebhookAttempt)| {
        let number = count - place;
        let outcome = match (attempt.status_code, attempt.error) {
            (Some(status), _) => format!("Answered {status}"),
            (None, error) => error.map_or("No answer", in_words).to_owned(),
        };
        let is_good = attempt.status_code.is_some_and(|status| (200..300).contains(&status));
        let mark = if is_good { ("✓", "pass") } else { ("✕", "fail") };
        let answer = (!attempt.answer.is_empty()).then(|| {
            view! { <details><summary>"The answer"</summary><pre class="snippet"><code>{attempt.answer.clone()}</code></pre></details> }
        });
        view! {
            <li>
                <p>
                    <span class="outcome" data-outcome=mark.1>
                        <span aria-hidden="true">{mark.0}</span> " " {outcome}
                    </span>
                </p>
                <p class="hint">
                    {format!("Attempt {number}, ")} <Moment at=attempt.at account=staff.account.clone()/>
                    {format!(", {} ms", attempt.duration_ms)}
                </p>
                {answer}
            </li>
        }
        .into_any()
    };
    let items = attempts.into_iter().rev().enumerate().map(attempt).collect_view();
    view! { <section class="box"><h2>"Attempts"</h2>{none}<ul class="entries" role="list">{items}</ul></section> }
        .into_any()
}

/// Why there was no answer, as people say it.
fn in_words(error: NoAnswer) -> &'static str {
    match error {
        NoAnswer::Timeout => "No answer within 15 seconds",
        NoAnswer::AddressNotAllowed => "Not sent: the host is not on the public internet",
        NoAnswer::NameNotFound => "Nobody knows the name of the host",
        NoAnswer::ConnectFailed => "Nobody listens there",
        NoAnswer::TlsFailed => "No secure connection: its certificate is not valid, or it speaks no TLS",
        NoAnswer::ConnectionBroken => "The connection broke",
        NoAnswer::NoSecret => "Not sent: the key of its secret is gone. Make a new secret",
    }
}
