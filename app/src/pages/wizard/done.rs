//! Step 6: the receipt.

use domain::wizard::Step;
use leptos::prelude::*;
use services::wizard::Wizard;

use super::summary::Summary;
use crate::{
    components::{
        letter::{Letter, Sender},
        steps::Steps,
        text,
    },
    context,
};

/// What was sent, what happens next, and whom to ask. It shows the same whenever it is opened.
#[component]
pub(super) fn Done(wizard: Wizard) -> impl IntoView {
    let again = context::query("again").is_some();
    let sender = Sender::from(&wizard);
    let (merchant, code, mail) = (sender.name.clone(), wizard.request.code(), sender.mail_link());
    let contact = wizard.draft.business.clone().map(|business| business.contact_email).unwrap_or_default();
    let until = text::day(wizard.account.day(wizard.request.expires_at));
    let again = again.then(|| {
        view! {
            <p class="notice section">
                "You have already submitted this certificate, so the answers cannot be changed here any more. If something has "
                "to be corrected, write to " {mail} "."
            </p>
        }
    });
    let progress = view! { <Steps current=Step::Done draft=wizard.draft.clone()/> }.into_any();
    view! {
        <Letter title="Certificate submitted" sender progress>
            <div class="confirmation">
                <Seal/>
                <h1>"Certificate submitted"</h1>
                <p class="reference">"Your reference " <strong class="code">{code}</strong></p>
            </div>
            {again}
            <div class="prose section">
                <h2>"What happens next"</h2>
                <ol>
                    <li>{merchant.clone()} " reviews it, usually within a few days."</li>
                    <li>"If there is a question, " {merchant} " can reach you at " {contact} "."</li>
                </ol>
                <p>
                    "Print this page or bookmark it for your records. The link in the e-mail leads here too, until " <span class="nowrap">{until}</span> "."
                </p>
            </div>
            <Summary wizard/>
        </Letter>
    }
}

/// The stamp of a receipt: engraved rings and a tick.
#[component]
fn Seal() -> impl IntoView {
    let ring = |turn: u32| view! { <ellipse cx="32" cy="32" rx="31" ry="17" transform=format!("rotate({turn} 32 32)")></ellipse> };
    view! {
        <svg class="seal" viewBox="0 0 64 64" aria-hidden="true">
            {(0..9).map(|place| ring(place * 20)).collect_view()}
            <circle cx="32" cy="32" r="16"></circle>
            <path d="m25 32.5 5 5 9-10.5"></path>
        </svg>
    }
}
