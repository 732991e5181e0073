//! "I am not the right person."

use domain::{RequestId, RequestStatus, wizard::Page};
use leptos::prelude::*;
use services::wizard::Wizard;

use super::{Done, Ended};
use crate::{
    components::{
        form::{ErrorSummary, TextArea, Typed},
        letter::{Letter, Sender},
    },
    context, paths,
};

/// Says what happens, then lets the person tell the merchant; the request stays open for whoever answers it.
#[component]
pub(crate) fn NotMe() -> impl IntoView {
    let (services, buyer, typed, id) =
        (context::services(), context::buyer(), Typed::here(), context::param::<RequestId>("id"));
    let told = context::query("told").is_some();
    context::load(async move {
        id?;
        let wizard = services::wizard::load(&services, &buyer?).await?;
        Ok(match wizard.request.status {
            RequestStatus::Pending if told => view! { <Told wizard/> }.into_any(),
            RequestStatus::Pending => view! { <Ask wizard typed/> }.into_any(),
            RequestStatus::Fulfilled => view! { <Done wizard/> }.into_any(),
            RequestStatus::Canceled | RequestStatus::Invalid => view! { <Ended wizard/> }.into_any(),
        })
    })
}

#[component]
fn Ask(wizard: Wizard, typed: Typed) -> impl IntoView {
    let sender = Sender::from(&wizard);
    let (id, merchant) = (wizard.request.id, sender.name.clone());
    view! {
        <Letter title=typed.title("Not the right person?") sender>
            <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
            <h1>"Not the right person?"</h1>
            <p class="lead">
                "We tell " {merchant.clone()} " that this request should go to somebody else. Nothing else changes: you need "
                "not answer, and the link keeps working, so you can also forward the e-mail to the right person yourself."
            </p>
            <form class="form" method="post" action=paths::not_me(id) novalidate>
                <TextArea
                    name="note"
                    label="Who should we ask instead?"
                    value=typed.or("note", "")
                    error=typed.error("note")
                    hint=format!("A name, an e-mail address or a department. {merchant} reads it.")
                    optional=true
                />
                <div class="actions">
                    <button class="button" type="submit">"Tell " {merchant.clone()}</button>
                    <a href=paths::wizard(id)>"I can answer it after all"</a>
                </div>
            </form>
        </Letter>
    }
}

#[component]
fn Told(wizard: Wizard) -> impl IntoView {
    let sender = Sender::from(&wizard);
    let (id, merchant) = (wizard.request.id, sender.name.clone());
    view! {
        <Letter title="Thank you" sender>
            <h1>"Thank you"</h1>
            <p class="lead">{merchant} " can see now that you are not the right person. You need not do anything more."</p>
            <p class="section"><a href=paths::page(id, Page::Welcome)>"I can answer it after all"</a></p>
        </Letter>
    }
}
