//! The buyer's page: an official letter, with who writes on top and who can be asked below.

use domain::{Account, CertificateRequest, Language, RequestId, RequestStatus};
use leptos::prelude::*;
use leptos_meta::Title;
use services::wizard::Wizard;

use crate::{components::logo::Logo, context, paths};

/// Who writes, and about what.
#[derive(Debug, Clone)]
pub(crate) struct Sender {
    /// The merchant's name.
    pub name: String,
    /// Whom buyers ask.
    pub email: String,
    /// The merchant itself.
    account: Account,
    /// The request, where the letter is about one.
    pub about: Option<About>,
}

/// The request that a letter is about.
#[derive(Debug, Clone)]
pub(crate) struct About {
    /// Its id, for addresses.
    pub id: RequestId,
    /// Its code, for people.
    pub code: String,
    /// Until when it can be answered, while it can.
    pub until: Option<String>,
    /// Whether the buyer opened it at its home, and goes back there.
    pub from_home: bool,
}

impl Sender {
    /// The merchant, about nothing in particular.
    pub fn new(account: &Account) -> Self {
        Self { name: account.name.clone(), email: account.contact_email.clone(), account: account.clone(), about: None }
    }

    /// The merchant's address as a link, which names the request.
    pub fn mail_link(&self) -> impl IntoView + use<> {
        let subject = self.about.as_ref().map(|about| format!("?subject=Request%20{}", about.code)).unwrap_or_default();
        // Addresses may have characters that mean something in a link, as in `a?b@example.com`.
        let address =
            url::form_urlencoded::byte_serialize(self.email.as_bytes()).collect::<String>().replace("%40", "@");
        view! { <a href=format!("mailto:{address}{subject}")>{self.email.clone()}</a> }
    }
}

impl From<&Wizard> for Sender {
    fn from(wizard: &Wizard) -> Self {
        let CertificateRequest { id, status, expires_at, .. } = wizard.request;
        let until = (status == RequestStatus::Pending).then(|| context::words().day(wizard.account.day(expires_at)));
        let about = About { id, code: wizard.request.code(), until, from_home: wizard.from_home };
        Self { about: Some(about), ..Self::new(&wizard.account) }
    }
}

/// A letter of the merchant.
#[component]
pub(crate) fn Letter(
    /// For the browser's tab; the merchant's name follows it.
    #[prop(into)]
    title: String,
    sender: Sender,
    /// What stands below the letterhead: how far the walk is, and the way back.
    #[prop(optional)]
    progress: Option<AnyView>,
    /// The page says itself who asks for what, by which code, and what to do when it is not for the reader.
    #[prop(optional)]
    introduces: bool,
    children: Children,
) -> impl IntoView {
    let code = sender.about.as_ref().filter(|_| !introduces).map(|about| about.code.clone());
    let words = context::words();
    let from_home = sender.about.as_ref().is_some_and(|about| about.from_home);
    let asks = !from_home && sender.about.as_ref().is_some_and(|about| about.until.is_some());
    let says = (!introduces).then(|| words.say(if asks { "letterhead" } else { "letterhead-plain" }));
    let code = code.map(|code| {
        view! { <p class="request-code">{words.say("request-code")} " " <span class="code">{code}</span></p> }
    });
    view! {
        <Sheet title=format!("{title} – {}", sender.name)>
            <header>
                <div class="letterhead">
                    <p><Logo account=sender.account.clone()/> <strong>{sender.name.clone()}</strong> " " {says}</p>
                    {code}
                </div>
                {progress}
            </header>
            <main id="main">{children()}</main>
            <Help sender introduces/>
        </Sheet>
    }
}

/// A page for which no merchant is known.
#[component]
pub(crate) fn PlainLetter(#[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <Sheet title=format!("{title} – Certlane")>
            <header>
                <div class="letterhead"><p><strong>"Certlane"</strong> " " {context::words().say("letterhead-plain")}</p></div>
            </header>
            <main id="main">{children()}</main>
        </Sheet>
    }
}

#[component]
fn Sheet(title: String, children: Children) -> impl IntoView {
    view! {
        <Title text=title/>
        <a class="skip" href="#main">{context::words().say("skip")}</a>
        <div class="sheet">{children()}</div>
    }
}

/// At the same place on every page: whom to ask, and what to do when it is not for you.
#[component]
fn Help(sender: Sender, introduces: bool) -> impl IntoView {
    let words = context::words();
    let open = sender.about.clone().and_then(|about| Some((about.id, about.until?)));
    let from_home = sender.about.as_ref().is_some_and(|about| about.from_home);
    let not_me = open.as_ref().filter(|_| !introduces && !from_home);
    let not_me = not_me.map(|(id, _)| view! { <li><a href=paths::not_me(*id)>{words.say("help-not-me")}</a></li> });
    let kept = if from_home { "help-kept-home" } else { "help-kept" };
    let kept = open.map(|(_, until)| view! { <p>{words.tell(kept, [("until", until.into())])}</p> });
    let home = from_home.then(|| view! { <li><a href=paths::PORTAL>{words.say("help-home")}</a></li> });
    let ask = if sender.about.is_some() { "help-ask-with-code" } else { "help-ask" };
    view! {
        <footer class="help">
            <h2>{words.say("help")}</h2>
            <p>{words.tell(ask, [("merchant", sender.name.as_str().into())])}</p>
            <ul role="list">
                <li>{sender.mail_link()}</li>
                {not_me}
                {home}
                <li><LanguageSwitch/></li>
            </ul>
            {kept}
        </footer>
    }
}

/// The page in the other language: a link, so that it needs no script.
#[component]
pub(crate) fn LanguageSwitch() -> impl IntoView {
    let other = match context::words().0 {
        Language::English => Language::Spanish,
        Language::Spanish => Language::English,
    };
    view! { <a href=context::here_in(other) hreflang=other.word() lang=other.word()>{other.name()}</a> }
}
