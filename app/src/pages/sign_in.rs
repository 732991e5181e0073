//! The pages in front of the desk.

use leptos::prelude::*;
use leptos_meta::Title;
use services::sessions;

use crate::{
    components::form::{ErrorSummary, TextField, Typed},
    context, paths,
};

/// E-mail address and password.
#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let typed = Typed::here();
    let next = typed.or("next", &context::query("next").unwrap_or_default());
    let next = (!next.is_empty()).then(|| view! { <input type="hidden" name="next" value=next/> });
    view! {
        <Gate title="Sign in" typed=typed.clone()>
            <h1>"Sign in"</h1>
            <form class="form" method="post" action=paths::SIGN_IN novalidate>
                {next}
                <TextField
                    name="email"
                    label="E-mail"
                    value=typed.or("email", "")
                    error=typed.error("email")
                    kind="email"
                    autocomplete="username"
                />
                <TextField
                    name="password"
                    label="Password"
                    value=""
                    error=typed.error("password")
                    kind="password"
                    autocomplete="current-password"
                />
                <div class="actions"><button class="button" type="submit">"Sign in"</button></div>
            </form>
        </Gate>
    }
}

/// Opened by a sign-in link. It takes a click to sign in: what fetches links must not use them up.
#[component]
pub(crate) fn SignInLink() -> impl IntoView {
    let (services, token) = (context::services(), context::param::<String>("token"));
    context::load(async move {
        let user = sessions::find_sign_in_link(&services, &token?).await?;
        Ok(view! {
            <Gate title="Sign in">
                <h1>"Sign in to Certlane"</h1>
                <p class="lead">"You are about to sign in as " <strong>{user.email}</strong> "."</p>
                <form class="form" method="post">
                    <div class="actions"><button class="button" type="submit">"Sign in"</button></div>
                </form>
            </Gate>
        })
    })
}

/// Opened by a set-up link: the first password of a user, or a new one.
#[component]
pub(crate) fn SetUp() -> impl IntoView {
    let (services, token, typed) = (context::services(), context::param::<String>("token"), Typed::here());
    context::load(async move {
        let user = sessions::find_set_up(&services, &token?).await?;
        let hint = format!(
            "{} characters or more. A few words are easier to remember than signs.",
            sessions::SHORTEST_PASSWORD
        );
        Ok(view! {
            <Gate title="Set your password" typed=typed.clone()>
                <h1>"Set your password"</h1>
                <p class="lead">"You will sign in as " <strong>{user.email.clone()}</strong> "."</p>
                <form class="form" method="post" novalidate>
                    // For password managers: whose password it is.
                    <input type="hidden" name="username" autocomplete="username" value=user.email/>
                    <TextField
                        name="password"
                        label="New password"
                        value=""
                        error=typed.error("password")
                        hint
                        kind="password"
                        autocomplete="new-password"
                    />
                    <div class="actions"><button class="button" type="submit">"Save and sign in"</button></div>
                </form>
            </Gate>
        })
    })
}

/// A narrow sheet with our name on it.
#[component]
fn Gate(title: &'static str, #[prop(default = Typed::default())] typed: Typed, children: Children) -> impl IntoView {
    view! {
        <Title text=format!("{} – Certlane", typed.title(title))/>
        <a class="skip" href="#main">"Skip to the main content"</a>
        <div class="sheet narrow">
            <header class="letterhead">
                <p class="mark"><img src="/favicon.svg" alt="" width="28" height="28"/>" Certlane"</p>
            </header>
            <main id="main">
                <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
                {children()}
            </main>
        </div>
    }
}
