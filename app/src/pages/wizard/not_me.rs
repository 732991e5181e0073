//! "I am not the right person": pass it on to a colleague, or tell the merchant who should be asked.

use domain::{RequestId, RequestStatus};
use leptos::prelude::*;
use messages::Words;
use services::{handover, wizard::Wizard};

use super::{Done, Ended};
use crate::{
    components::{
        form::{ErrorSummary, TextArea, TextField, Typed},
        letter::{Letter, Sender},
    },
    context, paths,
};

/// Both ways out, each with a form of its own; the request stays open for whoever answers it.
#[component]
pub(crate) fn NotMe() -> impl IntoView {
    let (services, buyer, typed, id) =
        (context::services(), context::buyer(), Typed::here(), context::param::<RequestId>("id"));
    let (told, forwarded, words) =
        (context::query("told").is_some(), context::query("forwarded").is_some(), context::words());
    context::load(async move {
        id?;
        let buyer = buyer?;
        let wizard = services::wizard::load(&services, &buyer).await?;
        let colleague = if forwarded { handover::last_delegate(&services, &buyer).await? } else { None };
        Ok(match (wizard.request.status, colleague) {
            (RequestStatus::Pending, Some(address)) => view! { <Forwarded wizard address words/> }.into_any(),
            (RequestStatus::Pending, None) if told => view! { <Told wizard words/> }.into_any(),
            (RequestStatus::Pending, None) => view! { <Ask wizard typed words/> }.into_any(),
            (RequestStatus::Fulfilled, _) => view! { <Done wizard/> }.into_any(),
            (RequestStatus::Canceled | RequestStatus::Invalid, _) => view! { <Ended wizard/> }.into_any(),
        })
    })
}

#[component]
fn Ask(wizard: Wizard, typed: Typed, words: Words) -> impl IntoView {
    let sender = Sender::from(&wizard);
    let id = wizard.request.id;
    let say = |id: &str| words.tell(id, [("merchant", sender.name.as_str().into())]);
    let title = words.say("not-me-title");
    let (lead, or_tell, or_answer) = (say("not-me-lead"), words.say("not-me-decline"), words.say("not-me-answer"));
    let decline = words.say("not-me-decline-link");
    view! {
        <Letter title=typed.title(&title) sender=sender.clone()>
            <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
            <h1>{title.clone()}</h1>
            <p class="lead">{lead}</p>
            <Forward id typed=typed.clone() words/>
            <Tell id typed merchant=sender.name.clone() words/>
            <p class="section">{or_tell} " " <a href=paths::decline(id)>{decline}</a></p>
            <p><a href=paths::wizard(id)>{or_answer}</a></p>
        </Letter>
    }
}

#[component]
fn Forward(id: RequestId, typed: Typed, words: Words) -> impl IntoView {
    view! {
        <section class="section" aria-labelledby="forward">
            <h2 id="forward">{words.say("forward-heading")}</h2>
            <p>{words.say("forward-lead")}</p>
            <form class="form" method="post" action=paths::delegations(id) novalidate>
                <TextField
                    name="colleague"
                    label=words.say("forward-email")
                    value=typed.or("colleague", "")
                    error=typed.error("colleague")
                    kind="email"
                />
                <TextField
                    name="name"
                    label=words.say("forward-name")
                    value=typed.or("name", "")
                    error=typed.error("name")
                />
                <TextArea
                    name="message"
                    label=words.say("forward-message")
                    value=typed.or("message", "")
                    error=typed.error("message")
                    hint=words.say("forward-message-hint")
                />
                <div class="actions"><button class="button" type="submit">{words.say("forward-button")}</button></div>
            </form>
        </section>
    }
}

#[component]
fn Tell(id: RequestId, typed: Typed, merchant: String, words: Words) -> impl IntoView {
    let say = |id: &str| words.tell(id, [("merchant", merchant.as_str().into())]);
    view! {
        <section class="section" aria-labelledby="tell">
            <h2 id="tell">{say("tell-heading")}</h2>
            <p>{say("tell-lead")}</p>
            <form class="form" method="post" action=paths::not_me(id) novalidate>
                <TextArea
                    name="note"
                    label=words.say("tell-whom")
                    value=typed.or("note", "")
                    error=typed.error("note")
                    hint=say("tell-whom-hint")
                />
                <div class="actions"><button class="button secondary" type="submit">{words.say("tell-button")}</button></div>
            </form>
        </section>
    }
}

#[component]
fn Forwarded(wizard: Wizard, address: String, words: Words) -> impl IntoView {
    let sender = Sender::from(&wizard);
    let (id, title) = (wizard.request.id, words.say("forwarded-title"));
    let lead = words.tell("forwarded-lead", [("address", address.into())]);
    view! {
        <Letter title=title.clone() sender>
            <h1>{title.clone()}</h1>
            <p class="lead">{lead}</p>
            <p>{words.say("forwarded-link")}</p>
            <p class="section"><a href=paths::not_me(id)>{words.say("forwarded-again")}</a></p>
        </Letter>
    }
}

#[component]
fn Told(wizard: Wizard, words: Words) -> impl IntoView {
    let sender = Sender::from(&wizard);
    let (id, title) = (wizard.request.id, words.say("told-title"));
    let lead = words.tell("told-lead", [("merchant", sender.name.clone().into())]);
    view! {
        <Letter title=title.clone() sender>
            <h1>{title.clone()}</h1>
            <p class="lead">{lead}</p>
            <p class="section"><a href=paths::wizard(id)>{words.say("not-me-answer")}</a></p>
        </Letter>
    }
}
