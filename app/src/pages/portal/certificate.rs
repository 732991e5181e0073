//! One certificate on file: state by state, to download, to renew.

use domain::{Account, CertificateStatus, CertificateType, RequestId, Review};
use leptos::prelude::*;
use messages::Words;
use services::certificates::CertificateDetails;

use super::status;
use crate::paths;

/// What it is, what it is worth in each state, and what can be done with it.
#[component]
pub(super) fn CertificateBox(
    details: CertificateDetails,
    /// The open request that renews it.
    renewal: Option<RequestId>,
    account: Account,
    words: Words,
) -> impl IntoView {
    let document = title(details.certificate.certificate_type, words);
    let sent = words.day(account.day(details.certificate.created_at));
    let caption = document.clone();
    let rows = groups(&details, &account, words).into_iter().map(|group| row(group, words)).collect_view();
    let columns = ["portal-column-state", "portal-column-status", "portal-column-meaning"];
    let head = columns.map(|column| view! { <th scope="col">{words.say(column)}</th> }).collect_view();
    view! {
        <article class="on-file">
            <h3>{document}</h3>
            <p class="hint">{words.tell("portal-sent-on", [("day", sent.into())])}</p>
            <table class="rows">
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <Actions details renewal account words/>
        </article>
    }
    .into_any()
}

/// Forms have their official names in each language.
fn title(form: CertificateType, words: Words) -> String {
    if form == CertificateType::OTHER { words.say("portal-other-document") } else { form.title() }
}

/// States of which the same is to be said.
struct Group {
    status: CertificateStatus,
    meaning: String,
    states: Vec<&'static str>,
}

/// The states in their order, those together that share their status and what follows from it.
fn groups(details: &CertificateDetails, account: &Account, words: Words) -> Vec<Group> {
    let mut groups: Vec<Group> = vec![];
    for line in &details.certificate.jurisdictions {
        let status = details.status_in(line);
        let meaning = status::meaning(words, &account.name, details, line);
        let state = line.jurisdiction.name();
        match groups.iter_mut().find(|group| group.status == status && group.meaning == meaning) {
            Some(group) => group.states.push(state),
            None => groups.push(Group { status, meaning, states: vec![state] }),
        }
    }
    groups
}

fn row(Group { status, meaning, states }: Group, words: Words) -> AnyView {
    view! {
        <tr>
            <th scope="row">{words.list(&states)}</th>
            <td data-label=words.say("portal-column-status")>
                <span class="badge" data-status=status.word()>{status::word(words, status)}</span>
            </td>
            <td data-label=words.say("portal-column-meaning")>{meaning}</td>
        </tr>
    }
    .into_any()
}

/// Renews it, or goes on renewing it; and downloads its document. What is under review is not renewed, and what still
/// holds for long is downloaded rather than renewed.
#[component]
fn Actions(details: CertificateDetails, renewal: Option<RequestId>, account: Account, words: Words) -> impl IntoView {
    let (certificate, status) = (&details.certificate, details.status());
    let named = |id: &str| {
        let day = words.day(account.day(certificate.created_at));
        words.tell(id, [("document", title(certificate.certificate_type, words).into()), ("day", day.into())])
    };
    let quiet = matches!(status, CertificateStatus::Active | CertificateStatus::Invalid);
    let class = if quiet { "link" } else { "button" };
    let renew = match renewal {
        Some(request) => Some(
            view! { <a class=class href=paths::portal_request(request) aria-label=named("portal-renewing-of")>{words.say("portal-renewing")}</a> }
                .into_any(),
        ),
        None if status == CertificateStatus::Processing => None,
        None if certificate.review == Review::NeedsInfo => certificate.request_id.map(|request| {
            view! { <a class="button" href=paths::portal_request(request) aria-label=named("portal-answer-of")>{words.say("portal-answer")}</a> }
                .into_any()
        }),
        None => Some(
            view! {
                <form method="post" action=paths::portal_renewal(certificate.id)>
                    <button class=class type="submit" aria-label=named("portal-renew-of")>{words.say("portal-renew")}</button>
                </form>
            }
            .into_any(),
        ),
    };
    let download = certificate.document_id.map(|_| {
        view! {
            <a class="button secondary" href=paths::portal_download(certificate.id) aria-label=named("portal-download-of")>
                {words.say("portal-download")}
            </a>
        }
    });
    if quiet {
        view! { <div class="actions">{download} {renew}</div> }.into_any()
    } else {
        view! { <div class="actions">{renew} {download}</div> }.into_any()
    }
}
