//! What to copy into a shop. The browser tests run the first of them as it stands here.

use domain::{AccountId, Storefront};
use leptos::prelude::*;

use crate::paths;

/// A snippet and what it is.
const SNIPPETS: [(&str, &str); 4] = [
    ("Node: a signed link", include_str!("snippets/link.mjs")),
    ("PHP: a signed link", include_str!("snippets/link.php")),
    ("Liquid: the account page of a theme", include_str!("snippets/account.liquid")),
    ("curl: a link by the API", include_str!("snippets/session.sh")),
];

/// The snippets with this merchant's own values in them.
#[component]
pub(super) fn Snippets(account: AccountId, base: String, settings: Storefront) -> impl IntoView {
    let host = settings.return_hosts.first().map_or_else(|| "shop.example.com".to_owned(), ToString::to_string);
    let snippet = |(place, (title, text)): (usize, (&'static str, &'static str))| {
        let text = text.replace("ACCOUNT_ID", &account.to_string());
        let text = text.replace("PORTAL_URL", &base).replace("RETURN_HOST", &host);
        view! { <details open=place == 0><summary>{title}</summary><pre class="snippet"><code>{text}</code></pre></details> }
    };
    let snippets = SNIPPETS.into_iter().enumerate().map(snippet).collect_view();
    let sign_in = format!("{base}{}", paths::portal_sign_in(account));
    view! {
        <section class="box snippets">
            <h2>"What to copy"</h2>
            <p class="hint">
                "Show the link on your account page. A signed link is good for one visit within ten minutes; one by the API for "
                "an hour."
            </p>
            {snippets}
            <div class="field">
                <label for="sign-in-link">"For buyers without an account at your shop: a code by e-mail lets them in"</label>
                <input id="sign-in-link" readonly value=sign_in/>
            </div>
        </section>
    }
    .into_any()
}
