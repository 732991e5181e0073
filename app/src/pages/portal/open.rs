//! What waits for the buyer's answer.

use std::collections::{HashMap, HashSet};

use domain::{Account, CertificateId, CertificateRequest, RequestId};
use leptos::prelude::*;
use messages::Words;

use super::frame::states_in_text;
use crate::paths;

/// The open requests, newest first; nothing where there are none.
#[component]
pub(super) fn OpenRequests(
    requests: Vec<CertificateRequest>,
    renewals: HashMap<CertificateId, RequestId>,
    opened_here: HashSet<RequestId>,
    account: Account,
    words: Words,
) -> impl IntoView {
    (!requests.is_empty()).then(|| {
        let item = |request: CertificateRequest| {
            let is_renewal = renewals.values().any(|renewal| *renewal == request.id);
            let is_own = opened_here.contains(&request.id);
            item(request, is_renewal, is_own, &account, words)
        };
        let items = requests.into_iter().map(item).collect_view();
        view! {
            <section class="section waiting">
                <h2>{words.say("portal-open-heading")}</h2>
                <ul role="list">{items}</ul>
            </section>
        }
        .into_any()
    })
}

fn item(request: CertificateRequest, is_renewal: bool, is_own: bool, account: &Account, words: Words) -> AnyView {
    let states = states_in_text(words, &request.jurisdictions);
    let merchant = || account.name.as_str().into();
    let what = match (is_renewal, states.is_empty()) {
        (true, _) => words.tell("portal-open-renewal", [("states", states.into())]),
        (false, false) if is_own => words.tell("portal-open-own", [("states", states.into())]),
        (false, true) => words.tell("portal-open-asks", [("merchant", merchant())]),
        (false, false) => words.tell("portal-open-asks-for", [("merchant", merchant()), ("states", states.into())]),
    };
    let (code, until) = (request.code(), words.day(account.day(request.expires_at)));
    let label = words.tell("portal-continue-code", [("code", code.as_str().into())]);
    view! {
        <li>
            <p><strong>{what}</strong></p>
            <p class="hint">{words.tell("portal-open-until", [("day", until.into()), ("code", code.into())])}</p>
            <div class="actions">
                <a class="button" href=paths::portal_request(request.id) aria-label=label>{words.say("portal-continue")}</a>
            </div>
        </li>
    }
    .into_any()
}
