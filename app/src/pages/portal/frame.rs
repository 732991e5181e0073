//! What all pages of the buyer's home have in common.

use domain::{Account, Jurisdiction, Language};
use leptos::prelude::*;
use leptos_meta::Title;
use messages::Words;
use services::portal::Visit;

use crate::{
    components::{letter::Sender, logo::Logo},
    context, paths,
};

/// A page with the merchant's name on it; without one, with ours.
#[component]
pub(super) fn PortalPage(
    #[prop(into)] title: String,
    #[prop(default = None)] account: Option<Account>,
    #[prop(default = None)] visit: Option<Visit>,
    /// Has a way back to the home.
    #[prop(optional)]
    inside: bool,
    children: Children,
) -> impl IntoView {
    let words = context::words();
    let name = account.as_ref().map_or("Certlane", |account| account.name.as_str()).to_owned();
    view! {
        <Title text=format!("{title} – {name}")/>
        <a class="skip" href="#main">{words.say("portal-skip")}</a>
        <div class="sheet">
            <header>
                <div class="letterhead">
                    <p>{account.clone().map(|account| view! { <Logo account/> })} <strong>{name}</strong>" " {words.say("portal-letterhead")}</p>
                    <Languages words/>
                </div>
                {visit.map(|visit| view! { <Visitor visit words/> })}
                {inside.then(|| view! { <p class="back"><a href=paths::PORTAL>{words.say("portal-back-home")}</a></p> })}
            </header>
            <main id="main">{children()}</main>
            {account.map(|account| view! { <Help account words/> })}
        </div>
    }
    .into_any()
}

/// The switch of languages: the same page, in the other one.
#[component]
fn Languages(words: Words) -> impl IntoView {
    let link = |language: Language| {
        let (here, tag) = (language == words.0, language.word());
        view! {
            <li><a href=context::here_in(language) lang=tag hreflang=tag aria-current=here.then_some("true")>{language.name()}</a></li>
        }
    };
    let links = Language::ALL.iter().copied().map(link).collect_view();
    view! { <nav class="languages" aria-label=words.say("portal-language")><ul role="list">{links}</ul></nav> }
        .into_any()
}

/// Who visits, and the ways out.
#[component]
fn Visitor(visit: Visit, words: Words) -> impl IntoView {
    let name = visit.customer.name.as_str().into();
    let who = match &visit.customer.reference_customer_id {
        Some(number) => words.tell("portal-for-number", [("customer", name), ("number", number.as_str().into())]),
        None => words.tell("portal-for", [("customer", name)]),
    };
    let back = visit.session.return_url.map(|address| {
        let host = url::Url::parse(&address).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        view! { <a href=address>{words.tell("portal-back-to", [("host", host.into())])}</a> }
    });
    let test = (!visit.session.livemode).then(|| view! { <p class="notice warning">{words.say("portal-test")}</p> });
    view! {
        <div class="visitor">
            <p>{who}</p>
            <div class="actions">
                {back}
                <form method="post" action=paths::PORTAL_SIGN_OUT>
                    <button class="link" type="submit">{words.say("portal-sign-out")}</button>
                </form>
            </div>
        </div>
        {test}
    }
    .into_any()
}

/// At the same place on every page: whom to ask.
#[component]
fn Help(account: Account, words: Words) -> impl IntoView {
    let ask = words.tell("portal-ask", [("merchant", account.name.as_str().into())]);
    view! {
        <footer class="help">
            <h2>{words.say("portal-questions")}</h2>
            <p>{ask} " " {Sender::new(&account).mail_link()}</p>
        </footer>
    }
    .into_any()
}

/// States as a sentence names them.
pub(super) fn states_in_text(words: Words, states: &[Jurisdiction]) -> String {
    let names: Vec<_> = states.iter().map(|state| words.state(*state)).collect();
    words.list(&names.iter().map(String::as_str).collect::<Vec<_>>())
}
