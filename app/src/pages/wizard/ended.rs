//! What the addresses of a request show once it has ended without a certificate.

use domain::RequestStatus;
use http::StatusCode;
use leptos::prelude::*;
use services::wizard::Wizard;

use crate::{
    components::{
        letter::{Letter, Sender},
        text,
    },
    context,
};

/// Withdrawn, or too late.
#[component]
pub(super) fn Ended(wizard: Wizard) -> impl IntoView {
    context::set_status(StatusCode::GONE);
    let sender = Sender::from(&wizard);
    let (merchant, mail) = (sender.name.clone(), sender.mail_link());
    if wizard.request.status == RequestStatus::Canceled {
        return view! {
            <Letter title="This request was withdrawn" sender>
                <h1>"This request was withdrawn"</h1>
                <p class="lead">{merchant} " no longer needs this certificate. You need not do anything."</p>
            </Letter>
        }
        .into_any();
    }
    let until = text::day(wizard.account.day(wizard.request.expires_at));
    view! {
        <Letter title="This link has expired" sender>
            <h1>"This link has expired"</h1>
            <p class="lead">"It was valid until " <span class="nowrap">{until}</span> ". If your certificate is still needed, ask " {mail} " for a new link."</p>
        </Letter>
    }
    .into_any()
}
