//! The logo: shown, replaced, removed.

use domain::Account;
use leptos::prelude::*;

use crate::{
    components::{
        form::{Field, Typed, described_by},
        logo::Logo,
    },
    paths,
};

/// The logo as buyers see it, and what can be done with it.
#[component]
pub(super) fn LogoBox(account: Account, may_change: bool, typed: Typed) -> impl IntoView {
    let has_logo = account.logo.is_some();
    let shown = if has_logo { view! { <Logo account/> }.into_any() } else { view! { <p>"None yet."</p> }.into_any() };
    view! {
        <section class="box">
            <h2>"Logo"</h2>
            {shown}
            {may_change.then(|| view! { <LogoForm error=typed.error("logo") has_logo/> })}
            {(may_change && has_logo).then(|| view! { <RemovalForm/> })}
        </section>
    }
    .into_any()
}

#[component]
fn LogoForm(error: Option<String>, has_logo: bool) -> impl IntoView {
    let (describedby, invalid) = (described_by("logo", true, error.is_some()), error.is_some().then_some("true"));
    let hint = "A PNG or JPEG of at most 1 MB. It is made smaller where it has more than 480 pixels on a side.";
    view! {
        <form class="form" method="post" action=paths::LOGO enctype="multipart/form-data" novalidate>
            <Field name="logo".to_owned() label="Picture".to_owned() error hint=Some(hint.to_owned())>
                <input
                    type="file"
                    id="logo"
                    name="logo"
                    accept="image/png,image/jpeg"
                    aria-describedby=describedby
                    aria-invalid=invalid
                />
            </Field>
            <div class="actions">
                <button class="button secondary" type="submit">{if has_logo { "Replace logo" } else { "Add logo" }}</button>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn RemovalForm() -> impl IntoView {
    view! {
        <form method="post" action=paths::LOGO_REMOVAL>
            <button class="link" type="submit">"Remove logo"</button>
        </form>
    }
    .into_any()
}
