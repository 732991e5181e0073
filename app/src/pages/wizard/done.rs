//! Step 6: the receipt.

use domain::{CertificateType, Document, wizard::Step};
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
                {submitted(words, &wizard).map(|sentence| view! { <p>{sentence}</p> })}
            </div>
            {corrected}
            {again}
            {asked}
            <div class="prose section">
                <h2>{words.say("done-next")}</h2>
                <ol>
                    <li>{review}</li>
                    <li>{question}</li>
                </ol>
                <p>{keep}</p>
            </div>
            <Papers words wizard=wizard.clone()/>
            <Summary wizard/>
        </Letter>
    }
}

/// When it was signed as it stands now, and by whom: a correction is signed anew.
fn submitted(words: Words, wizard: &Wizard) -> Option<String> {
    let signed = |certificate: &domain::Certificate| {
        let signer = certificate.signer.clone();
        Some((signer.signature.as_ref()?.signed_at, format!("{}, {}", signer.name, signer.title)))
    };
    let (at, signer) = wizard.certificates.iter().filter_map(signed).max()?;
    let moment = words.moment(&wizard.account.local(at));
    Some(words.tell("done-submitted", [("moment", moment.into()), ("signer", signer.into())]))
}

/// The documents to download, and the numbers that prove them unchanged.
#[component]
fn Papers(words: Words, wizard: Wizard) -> impl IntoView {
    let of = |certificate: &domain::Certificate| {
        let document = wizard.documents.iter().find(|document| Some(document.id) == certificate.document_id)?;
        Some((certificate.certificate_type, document.clone()))
    };
    let papers: Vec<(CertificateType, Document)> = wizard.certificates.iter().filter_map(of).collect();
    let link = |(form, document): &(CertificateType, Document)| {
        let size = text::file_size(document.size);
        view! {
            <li>
                <a href=paths::buyers_copy(wizard.request.id, document.id)>{documents::title(words, *form)}</a> " (" {size} ")"
            </li>
        }
    };
    let fingerprint = |(form, document): &(CertificateType, Document)| {
        view! { <li>{documents::title(words, *form)} <p class="hint digest">{document.sha256.clone()}</p></li> }
    };
    let fingerprints = words.tell("done-fingerprints", [("count", papers.len().into())]);
    view! {
        <section class="section">
            <h2>{words.say("done-documents")}</h2>
            <ul class="papers" role="list">{papers.iter().map(link).collect_view()}</ul>
            <details class="printed">
                <summary>{fingerprints}</summary>
                <ul class="papers" role="list">{papers.iter().map(fingerprint).collect_view()}</ul>
            </details>
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
