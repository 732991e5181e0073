//! Step 6: the receipt.

use domain::{Document, wizard::Step};
use leptos::prelude::*;
use messages::Words;
use services::wizard::{Wizard, asked_about};

use super::{documents, summary::Summary};
use crate::{
    components::{
        letter::{Letter, Sender},
        steps::Steps,
        text,
    },
    context, paths,
};

/// What was sent, what happens next, and whom to ask. It shows the same whenever it is opened.
#[component]
pub(super) fn Done(wizard: Wizard) -> impl IntoView {
    let words = context::words();
    let again = context::query("again").is_some();
    let sender = Sender::from(&wizard);
    let (merchant, code) = (sender.name.clone(), wizard.request.code());
    let contact = wizard.draft.business.clone().map(|business| business.contact_email).unwrap_or_default();
    let until = words.day(wizard.account.day(wizard.receipt_until()));
    let mail = sender.mail_link();
    let again = again.then(|| view! { <p class="notice section">{words.say("done-again")} " " {mail}</p> });
    let of_merchant = |id: &str| words.tell(id, [("merchant", merchant.as_str().into())]);
    let corrected = context::query("corrected").is_some();
    let corrected =
        corrected.then(|| view! { <p class="notice section" role="status">{of_merchant("correction-sent")}</p> });
    let asked = asked_about(&wizard).map(|certificate| {
        let link = paths::correction(wizard.request.id, certificate);
        view! {
            <p class="notice warning section">
                {of_merchant("correction-open")} " " <a href=link>{words.say("correction-open-link")}</a>
            </p>
        }
    });
    let review = words.tell("done-review", [("merchant", merchant.as_str().into())]);
    let keep = words.tell("done-keep", [("until", until.into()), ("contact", contact.as_str().into())]);
    let question = [("merchant", merchant.as_str().into()), ("contact", contact.into())];
    let question = words.tell("done-question", question);
    let progress = view! { <Steps current=Step::Done wizard=wizard.clone()/> }.into_any();
    view! {
        <Letter title=words.say("done-heading") sender progress>
            <div class="confirmation">
                <Seal/>
                <h1>{words.say("done-heading")}</h1>
                <p class="reference">{words.say("done-reference")} " " <strong class="code">{code}</strong></p>
            </div>
            {corrected}
            {again}
            {asked}
            <Papers words wizard=wizard.clone()/>
            <div class="prose section">
                <h2>{words.say("done-next")}</h2>
                <ol>
                    <li>{review}</li>
                    <li>{question}</li>
                </ol>
                <p>{keep}</p>
            </div>
            <Summary wizard/>
        </Letter>
    }
}

/// The documents to download, each with the number that proves it unchanged.
#[component]
fn Papers(words: Words, wizard: Wizard) -> impl IntoView {
    let paper = |(form, document): (domain::CertificateType, &Document)| {
        let (title, size) = (documents::title(words, form), text::file_size(document.size));
        view! {
            <li>
                <a href=paths::buyers_copy(wizard.request.id, document.id)>{title}</a> " (" {size} ")"
                <p class="hint digest">"SHA-256 " <span>{document.sha256.clone()}</span></p>
            </li>
        }
    };
    let of = |certificate: &domain::Certificate| {
        let document = wizard.documents.iter().find(|document| Some(document.id) == certificate.document_id)?;
        Some((certificate.certificate_type, document.clone()))
    };
    let papers: Vec<_> = wizard.certificates.iter().filter_map(of).collect();
    let papers = papers.iter().map(|(form, document)| paper((*form, document))).collect_view();
    view! {
        <section class="section">
            <h2>{words.say("done-documents")}</h2>
            <ul class="papers" role="list">{papers}</ul>
        </section>
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
