//! "We are not exempt", or "no certificate is needed": the request ends, and the merchant hears why.

use domain::{RequestId, RequestStatus, handover::DeclineReason};
use leptos::prelude::*;
use messages::Words;
use services::wizard::Wizard;

use super::{Done, Ended};
use crate::{
    components::{
        form::{Choice, Choices, ErrorSummary, TextArea, Typed},
        letter::{Letter, Sender},
    },
    context, paths,
};

/// Asks why, and says what happens then.
#[component]
pub(crate) fn Decline() -> impl IntoView {
    let (services, buyer, typed, id, words) =
        (context::services(), context::buyer(), Typed::here(), context::param::<RequestId>("id"), context::words());
    context::load(async move {
        id?;
        let wizard = services::wizard::load(&services, &buyer?).await?;
        Ok(match wizard.request.status {
            RequestStatus::Pending => view! { <Ask wizard typed words/> }.into_any(),
            RequestStatus::Fulfilled => view! { <Done wizard/> }.into_any(),
            RequestStatus::Canceled | RequestStatus::Invalid => view! { <Ended wizard/> }.into_any(),
        })
    })
}

#[component]
fn Ask(wizard: Wizard, typed: Typed, words: Words) -> impl IntoView {
    let sender = Sender::from(&wizard);
    let (id, merchant) = (wizard.request.id, sender.name.clone());
    let say = move |id: &str| words.tell(id, [("merchant", merchant.as_str().into())]);
    let nothing_needed = wizard.plan.needs_nothing();
    let (title, lead) = match nothing_needed {
        true => ("not-needed-title", "not-needed-lead"),
        false => ("decline-title", "decline-lead"),
    };
    let (title, lead) = (words.say(title), say(lead));
    let back = words.say(if nothing_needed { "not-needed-answer" } else { "decline-answer" });
    let why = view! { <Why offered=DeclineReason::offered(nothing_needed) typed=typed.clone() words/> };
    view! {
        <Letter title=typed.title(&title) sender>
            <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
            <h1>{title.clone()}</h1>
            <p class="lead">{lead}</p>
            <form class="form" method="post" action=paths::decline(id) novalidate>
                {why}
                <TextArea
                    name="note"
                    label=say("decline-note")
                    value=typed.or("note", "")
                    error=typed.error("note")
                    hint=say("decline-note-hint")
                />
                <div class="actions">
                    <button class="button" type="submit">{say("decline-button")}</button>
                    <a href=paths::wizard(id)>{back}</a>
                </div>
            </form>
        </Letter>
    }
}

/// The reasons to choose from; one that stands alone is no question.
#[component]
fn Why(offered: &'static [DeclineReason], typed: Typed, words: Words) -> impl IntoView {
    if let [only] = offered {
        return view! { <input type="hidden" name="why" value=only.word()/> }.into_any();
    }
    let options = offered.iter().map(|reason| Choice::new(reason.word(), label(*reason, words))).collect();
    view! {
        <Choices
            name="why"
            legend=words.say("decline-why")
            options
            checked=vec![typed.or("why", "")]
            error=typed.error("why")
        />
    }
    .into_any()
}

fn label(reason: DeclineReason, words: Words) -> String {
    words.say(match reason {
        DeclineReason::OwnUse => "decline-own-use",
        DeclineReason::NotInTheseStates => "decline-not-in-these-states",
        DeclineReason::NotNeeded => "not-needed-title",
        DeclineReason::Other => "decline-other",
    })
}
