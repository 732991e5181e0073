//! What all pages of the desk have in common.

mod badge;
mod facts;
pub(crate) mod list;
mod mode;
mod moment;
mod source;
mod who;

use domain::Account;
use leptos::prelude::*;
use leptos_meta::Title;
use services::sessions::Staff;

use self::mode::{Switch, TestBanner};
pub(crate) use self::{
    badge::{Badge, in_words},
    facts::{Fact, Facts, address_lines, all_states, state_names},
    moment::{Day, Moment},
    source::{Grounds, Trust},
    who::who,
};
use crate::{components::form::Typed, paths};

/// The parts of the desk, as the bar on top names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Who is asked for what.
    Requests,
    /// Who buys.
    Customers,
    /// What came in.
    Certificates,
    /// What did not leave.
    Outbox,
    /// The rules of the states.
    Reference,
    /// What the merchant decides.
    Policy,
    /// What its storefront may do.
    Storefront,
    /// Where events go.
    Webhooks,
    /// What it says of itself.
    Profile,
}

impl Part {
    const ALL: [Self; 9] = [
        Self::Requests,
        Self::Customers,
        Self::Certificates,
        Self::Outbox,
        Self::Reference,
        Self::Policy,
        Self::Storefront,
        Self::Webhooks,
        Self::Profile,
    ];

    fn label(self) -> &'static str {
        match self {
            Self::Requests => "Requests",
            Self::Customers => "Customers",
            Self::Certificates => "Certificates",
            Self::Outbox => "Outbox",
            Self::Reference => "Reference",
            Self::Policy => "Policy",
            Self::Storefront => "Storefront",
            Self::Webhooks => "Webhooks",
            Self::Profile => "Profile",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Requests => paths::REQUESTS,
            Self::Customers => paths::CUSTOMERS,
            Self::Certificates => paths::CERTIFICATES,
            Self::Outbox => paths::OUTBOX,
            Self::Reference => paths::REFERENCE,
            Self::Policy => paths::POLICY,
            Self::Storefront => paths::STOREFRONT,
            Self::Webhooks => paths::WEBHOOKS,
            Self::Profile => paths::PROFILE,
        }
    }
}

/// A page of the desk; its title says so when it answers a form that was not taken.
#[component]
pub(crate) fn DeskPage(
    #[prop(into)] title: String,
    staff: Staff,
    part: Part,
    #[prop(default = Typed::default())] typed: Typed,
    children: Children,
) -> impl IntoView {
    view! {
        <Title text=format!("{} – Certlane", typed.title(&title))/>
        <a class="skip" href="#main">"Skip to the main content"</a>
        <div class="desk">
            <TopBar staff=staff.clone() here=part/>
            <TestBanner staff=staff.clone() part/>
            <main id="main">{children()}</main>
        </div>
    }
}

/// Where one can go, and who one is.
#[component]
fn TopBar(staff: Staff, here: Part) -> impl IntoView {
    let link = |part: Part| {
        view! { <li><a href=part.path() aria-current=(part == here).then_some("page")>{part.label()}</a></li> }
    };
    view! {
        <header class="topbar">
            <a class="mark" href=paths::REQUESTS><img src="/favicon.svg" alt="" width="26" height="26"/>" Certlane"</a>
            <nav aria-label="Main"><ul role="list">{Part::ALL.map(link).collect_view()}</ul></nav>
            <Switch livemode=staff.actor.livemode() next=here.path()/>
            <form class="who" method="post" action=paths::SIGN_OUT>
                <span>{staff.account.name}</span>
                <button class="link" type="submit">"Sign out"</button>
            </form>
        </header>
    }
}

/// The way back to where a page was opened from.
#[component]
pub(crate) fn Crumb(#[prop(into)] href: String, label: &'static str) -> impl IntoView {
    view! { <p class="crumb"><a href=href>{label}</a></p> }
}

/// Says so where the merchant has no address yet, which certificates name the seller by.
#[component]
pub(crate) fn AddressHint(account: Account) -> impl IntoView {
    (!account.has_address()).then(|| {
        view! {
            <p class="hint">
                "Certificates name you without an address so far. " <a href=paths::PROFILE>"Add it to your profile"</a>
            </p>
        }
    })
}

/// What was just done, said once.
#[component]
pub(crate) fn Notice(#[prop(into)] text: String) -> impl IntoView {
    view! { <p class="notice" role="status">{text}</p> }
}
