//! What happened to a request, and what is still to come.

use domain::{CertificateRequest, DeliveryMethod, Event, EventKind, RequestStatus};
use leptos::prelude::*;
use services::sessions::Staff;

use crate::components::desk::{Moment, who};

/// The events in order; while the request is open, the steps that are missing follow.
#[component]
pub(super) fn TimelineBox(request: CertificateRequest, events: Vec<Event>, staff: Staff) -> impl IntoView {
    let missing = expected(&request, &events).into_iter().map(|label| {
        view! { <li class="not-yet"><strong>{label}</strong> " Not yet"</li> }
    });
    let missing = missing.collect_view();
    // The certificate comes in with the submission: one line says both.
    let shown = events.into_iter().filter(|event| event.kind != EventKind::CertificateCreated);
    let happened = shown.map(|event| view! { <Happened event staff=staff.clone()/> }).collect_view();
    view! {
        <section class="box">
            <h2>"Timeline"</h2>
            <ol class="timeline" role="list">{happened} {missing}</ol>
        </section>
    }
}

#[component]
fn Happened(event: Event, staff: Staff) -> impl IntoView {
    let failed = matches!(
        event.kind,
        EventKind::RequestBounced
            | EventKind::RequestReminderBounced
            | EventKind::RequestDelegationBounced
            | EventKind::RequestMailBounced
            | EventKind::RequestWrongPerson
            | EventKind::RequestDeclined
            | EventKind::RequestExpired
    );
    let who = who(&event.actor, &staff).map(|who| format!(", {who}"));
    view! {
        <li class=failed.then_some("failed")>
            <strong>{event.kind.in_words()}</strong>
            " "
            <Moment at=event.at account=staff.account/>
            {who}
            {event.note.map(|note| view! { <br/> <span class="lines">{note}</span> })}
        </li>
    }
}

/// The steps that an open request has still before it.
fn expected(request: &CertificateRequest, events: &[Event]) -> Vec<&'static str> {
    if request.status != RequestStatus::Pending {
        return vec![];
    }
    let happened = |kind| events.iter().any(|event| event.kind == kind);
    let mailed = request.delivery_method != DeliveryMethod::Download && !happened(EventKind::RequestBounced);
    [EventKind::RequestSent, EventKind::RequestOpened, EventKind::RequestStarted, EventKind::RequestFulfilled]
        .into_iter()
        .filter(|kind| !happened(*kind) && (mailed || *kind != EventKind::RequestSent))
        .map(EventKind::in_words)
        .collect()
}
