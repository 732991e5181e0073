//! What the addresses of a request show once it has ended without a certificate.

use domain::{EndedBecause, RequestStatus};
use http::StatusCode;
use leptos::prelude::*;
use services::wizard::Wizard;

use crate::{
    components::letter::{Letter, Sender},
    context,
};

/// Declined, withdrawn, or too late.
#[component]
pub(super) fn Ended(wizard: Wizard) -> impl IntoView {
    let words = context::words();
    let sender = Sender::from(&wizard);
    let (title, lead) = match (wizard.request.status, wizard.request.ended_because) {
        (_, Some(EndedBecause::Declined)) => ("ended-declined-title", "ended-declined"),
        (_, Some(EndedBecause::NotNeeded)) => ("ended-not-needed-title", "ended-not-needed"),
        (RequestStatus::Canceled, _) => ("ended-canceled-title", "ended-canceled"),
        _ => ("ended-expired-title", "ended-expired"),
    };
    // An answer is what the buyer wanted, and no fault of the link.
    if !wizard.request.ended_because.is_some_and(EndedBecause::is_answer) {
        context::set_status(StatusCode::GONE);
    }
    let until = words.day(wizard.account.day(wizard.request.expires_at));
    let say = |id| words.tell(id, [("merchant", sender.name.as_str().into()), ("until", until.as_str().into())]);
    let (title, lead) = (say(title), say(lead));
    view! {
        <Letter title=title.clone() sender>
            <h1>{title.clone()}</h1>
            <p class="lead">{lead}</p>
        </Letter>
    }
}
