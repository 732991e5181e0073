//! "Stop reminding me": one button, and nothing else changes.

use domain::{RequestId, RequestStatus};
use leptos::prelude::*;
use messages::Words;
use services::wizard::Wizard;

use super::{Done, Ended};
use crate::{
    components::{
        form::{ErrorSummary, Typed},
        letter::{Letter, Sender},
    },
    context, paths,
};

/// Asks, since mail scanners open links too; then says that it is done.
#[component]
pub(crate) fn Reminders() -> impl IntoView {
    let (services, buyer, typed, id, words) =
        (context::services(), context::buyer(), Typed::here(), context::param::<RequestId>("id"), context::words());
    context::load(async move {
        id?;
        let buyer = buyer?;
        let wizard = services::wizard::load(&services, &buyer).await?;
        let stopped = services::reminders::are_unwanted(&services, &buyer).await?;
        Ok(match wizard.request.status {
            RequestStatus::Pending => view! { <Ask wizard stopped typed words/> }.into_any(),
            RequestStatus::Fulfilled => view! { <Done wizard/> }.into_any(),
            RequestStatus::Canceled | RequestStatus::Invalid => view! { <Ended wizard/> }.into_any(),
        })
    })
}

#[component]
fn Ask(wizard: Wizard, stopped: bool, typed: Typed, words: Words) -> impl IntoView {
    let sender = Sender::from(&wizard);
    let (id, merchant) = (wizard.request.id, sender.name.clone());
    let (title, lead) = if stopped { ("stopped-title", "stopped-lead") } else { ("stop-title", "stop-lead") };
    let (title, lead) = (words.say(title), words.tell(lead, [("merchant", merchant.into())]));
    let form = (!stopped).then(|| {
        view! {
            <form class="form" method="post" action=paths::buyers_reminders(id)>
                <div class="actions"><button class="button" type="submit">{words.say("stop-button")}</button></div>
            </form>
        }
    });
    view! {
        <Letter title=typed.title(&title) sender>
            <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
            <h1>{title.clone()}</h1>
            <p class="lead">{lead}</p>
            {form}
            <p class="section"><a href=paths::wizard(id)>{words.say("stop-answer")}</a></p>
        </Letter>
    }
}
