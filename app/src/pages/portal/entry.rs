//! Coming in by a link that a storefront has signed, and what links show that open nothing.

use std::sync::Arc;

use domain::Account;
use http::{HeaderValue, StatusCode, header};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use messages::Words;
use services::portal::{self, BadEntry};

use super::frame::PortalPage;
use crate::{context, paths};

/// Where a storefront's link leads. It takes a form to come in, since the link is good for one use and browsers and scanners
/// fetch links on their own; where scripts run, the form sends itself.
#[component]
pub(crate) fn Enter() -> impl IntoView {
    let (services, words) = (context::services(), context::words());
    let token = context::query("token").unwrap_or_default();
    if let Some(response) = use_context::<ResponseOptions>() {
        // The address holds the link: no other site may hear of it, and our own form needs to say where it comes from.
        response.insert_header(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    }
    context::load(async move {
        Ok(match portal::look(&services, &token).await? {
            Ok(account) => view! { <GoOn account token words/> }.into_any(),
            Err(problem) => view! { <BadEntryPage problem=Arc::new(problem)/> }.into_any(),
        })
    })
}

#[component]
fn GoOn(account: Account, token: String, words: Words) -> impl IntoView {
    let title = words.say("portal-enter-title");
    view! {
        <PortalPage title=title.clone() account=Some(account.clone())>
            <h1>{title}</h1>
            <p class="lead">{words.tell("portal-enter-lead", [("merchant", account.name.as_str().into())])}</p>
            <form class="form" id="enter" method="post" action=paths::PORTAL_ENTER>
                <input type="hidden" name="token" value=token/>
                <div class="actions"><button class="button" type="submit">{words.say("portal-enter")}</button></div>
            </form>
            <script nonce=use_nonce()>"document.getElementById('enter').submit()"</script>
        </PortalPage>
    }
    .into_any()
}

/// A link that opens nothing, and what to do about it.
#[component]
pub(super) fn BadEntryPage(problem: Arc<BadEntry>) -> impl IntoView {
    let words = context::words();
    let (status, title, lead, account) = match &*problem {
        BadEntry::Damaged => (StatusCode::NOT_FOUND, "portal-damaged-title", "portal-damaged-lead", None),
        BadEntry::Over(account) => (StatusCode::GONE, "portal-over-title", "portal-over-lead", Some(account)),
        BadEntry::Used(account) => (StatusCode::GONE, "portal-used-title", "portal-used-lead", Some(account)),
        BadEntry::Unknown(account) => {
            (StatusCode::NOT_FOUND, "portal-unknown-title", "portal-unknown-lead", Some(account))
        }
    };
    context::set_status(status);
    let account = account.map(|account| Account::clone(account));
    let merchant = account.as_ref().map(|account| ("merchant", account.name.clone().into()));
    let (title, lead) = (words.say(title), words.tell(lead, merchant));
    let by_email = account.as_ref().map(|account| {
        view! { <p class="section"><a href=paths::portal_sign_in(account.id)>{words.say("portal-by-email")}</a></p> }
    });
    view! {
        <PortalPage title=title.clone() account>
            <h1>{title}</h1>
            <p class="lead">{lead}</p>
            {by_email}
        </PortalPage>
    }
    .into_any()
}
