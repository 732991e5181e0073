//! The reminders of a request, and what can be done about them by hand.

use domain::{Refusal, RequestId, reminders::ReminderStop};
use leptos::prelude::*;
use services::{reminders::Outlook, sessions::Staff};

use crate::{
    components::desk::{Fact, Facts, Moment},
    paths,
};

/// How many were sent, when the next one comes, and the two buttons.
#[component]
pub(super) fn RemindersBox(id: RequestId, outlook: Outlook, may_ask: bool, staff: Staff) -> impl IntoView {
    let next = match (outlook.stopped, outlook.next_at) {
        (Some(stopped), _) => said(stopped).into_any(),
        (None, Some(at)) => view! { <Moment at account=staff.account/> }.into_any(),
        (None, None) => "None".into_any(),
    };
    let refusal = outlook.refusal;
    let may_stop = outlook.stopped.is_none() && outlook.next_at.is_some();
    view! {
        <section class="box">
            <h2>"Reminders"</h2>
            <Facts>
                <Fact term="Sent">{outlook.sent}</Fact>
                <Fact term="Next">{next}</Fact>
            </Facts>
            {may_ask.then(|| view! { <div class="form"><RemindNow id refusal/> {may_stop.then(|| view! { <Stop id/> })}</div> })}
        </section>
    }
}

fn said(stopped: ReminderStop) -> &'static str {
    match stopped {
        ReminderStop::Buyer => "None: the buyer wants no more",
        ReminderStop::Merchant => "None: stopped at the desk",
        ReminderStop::Bounced => "None: an e-mail bounced",
    }
}

#[component]
fn RemindNow(id: RequestId, refusal: Option<Refusal>) -> impl IntoView {
    match refusal {
        Some(refusal) => view! { <p class="hint">{refusal.to_string()}</p> }.into_any(),
        None => view! {
            <form method="post" action=paths::reminder(id)>
                <button class="button secondary" type="submit">"Remind now"</button>
            </form>
        }
        .into_any(),
    }
}

#[component]
fn Stop(id: RequestId) -> impl IntoView {
    view! {
        <form method="post" action=paths::reminders_end(id)>
            <button class="button secondary" type="submit">"Stop reminders"</button>
        </form>
    }
}
