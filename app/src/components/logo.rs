//! The merchant's logo.

use domain::Account;
use leptos::prelude::*;

use crate::{context, paths};

/// The logo in the height of a letterhead; nothing, where the merchant has none.
#[component]
pub(crate) fn Logo(account: Account) -> impl IntoView {
    let alt = context::words().tell("logo-alt", [("merchant", account.name.as_str().into())]);
    account.logo.map(|sha256| view! { <img class="logo" src=paths::logo(account.id, &sha256) alt=alt/> })
}
