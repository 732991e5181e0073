//! Coming in by a code that is mailed.

use domain::{Account, AccountId, PortalCodeId};
use leptos::prelude::*;
use messages::Words;
use services::{
    Error,
    portal::{self, AskedCode},
};

use super::frame::PortalPage;
use crate::{
    components::form::{ErrorSummary, TextField, Typed},
    context, paths,
};

/// Asks for the address that gets a code.
#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let (services, words) = (context::services(), context::words());
    let typed = Typed::here();
    let merchant = context::query_as::<AccountId>("merchant");
    context::load(async move {
        let account = portal::merchant(&services, merchant?.ok_or(Error::NotFound)?).await?;
        Ok(view! { <AskPage account typed words/> })
    })
}

#[component]
fn AskPage(account: Account, typed: Typed, words: Words) -> impl IntoView {
    let title = words.say("portal-sign-in-title");
    view! {
        <PortalPage title=typed.title(&title) account=Some(account.clone())>
            <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
            <h1>{title}</h1>
            <p class="lead">{words.tell("portal-sign-in-lead", [("merchant", account.name.as_str().into())])}</p>
            <form class="form" method="post" action=paths::portal_sign_in(account.id) novalidate>
                <input type="hidden" name="merchant" value=account.id.to_string()/>
                <TextField
                    name="email"
                    label=words.say("portal-email")
                    value=typed.or("email", "")
                    error=typed.error("email")
                    kind="email"
                    autocomplete="email"
                />
                <div class="actions"><button class="button" type="submit">{words.say("portal-send-code")}</button></div>
            </form>
        </PortalPage>
    }
    .into_any()
}

/// Asks for the code.
#[component]
pub(crate) fn Code() -> impl IntoView {
    let (services, words) = (context::services(), context::words());
    let typed = Typed::here();
    let id = context::param::<PortalCodeId>("id");
    context::load(async move {
        let id = id?;
        let asked = portal::find_code(&services, id).await?;
        Ok(view! { <CodePage id asked typed words/> })
    })
}

#[component]
fn CodePage(id: PortalCodeId, asked: AskedCode, typed: Typed, words: Words) -> impl IntoView {
    let AskedCode { account, email } = asked;
    let title = words.say("portal-code-title");
    let lead = [("merchant", account.name.clone().into()), ("email", email.into())];
    view! {
        <PortalPage title=typed.title(&title) account=Some(account.clone())>
            <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
            <h1>{title}</h1>
            <p class="lead">{words.tell("portal-code-lead", lead)}</p>
            <form class="form" method="post" action=paths::portal_code(id) novalidate>
                <TextField
                    name="code"
                    label=words.say("portal-code")
                    value=""
                    error=typed.error("code")
                    hint=words.say("portal-code-hint")
                    inputmode="numeric"
                    autocomplete="one-time-code"
                    short=true
                />
                <div class="actions">
                    <button class="button" type="submit">{words.say("portal-sign-in")}</button>
                    <a href=paths::portal_sign_in(account.id)>{words.say("portal-other-address")}</a>
                </div>
            </form>
        </PortalPage>
    }
    .into_any()
}
