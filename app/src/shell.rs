//! The document around every page, and which page stands at which address.

use domain::{RequestId, wizard::Page};
use http::{HeaderValue, header, request::Parts};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_axum::ResponseOptions;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::{
    context,
    pages::{
        certificates, customers, message,
        outbox::{self},
        policy, portal, profile, reference, reminders, requests, sign_in, storefront, webhooks, wizard,
    },
};

/// The address of the style sheet; it changes with its content, so that it can be cached for ever.
#[derive(Debug, Clone)]
pub struct Stylesheet(pub String);

/// The pages with an island; the others load no script at all.
fn has_island(path: &str) -> bool {
    let mut parts = path.trim_matches('/').splitn(3, '/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("request"), Some(id), Some(page)) => {
            let walks = matches!(Page::from_path(page), Some(Page::Where | Page::Upload(_) | Page::Check));
            id.parse::<RequestId>().is_ok() && (walks || page.starts_with("correction/"))
        }
        (Some("portal"), Some("add"), None) => true,
        (Some("requests"), Some(id), None) => id.parse::<RequestId>().is_ok(),
        _ => false,
    }
}

/// Leptos brings islands in an idle moment, and a page that is busy may never have one: it gets them after a second then.
const SOON: &str = "if (window.requestIdleCallback) { \
    const idle = window.requestIdleCallback.bind(window); \
    window.requestIdleCallback = (work) => idle(work, { timeout: 1000 }); }";

/// The whole document. `options.output_name` names the scripts, hash included.
pub fn shell(options: LeptosOptions, stylesheet: Stylesheet) -> impl IntoView {
    let path = use_context::<Parts>().map(|parts| parts.uri.path().to_owned()).unwrap_or_default();
    protect();
    let language = context::words().0.word();
    let scripts = has_island(&path).then(|| {
        view! {
            <script nonce=use_nonce()>{SOON}</script>
            <HydrationScripts options islands=true/>
        }
    });
    view! {
        <!DOCTYPE html>
        <html lang=language>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=stylesheet.0/>
                {scripts}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// Nothing runs, loads or frames but what this page brought itself.
fn protect() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'; form-action 'self'; frame-src 'self'; object-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// Which page stands at which address.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=message::NotFound>
                <Route path=path!("/sign-in") view=sign_in::SignIn ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/:token") view=sign_in::SignInLink ssr=SsrMode::Async/>
                <Route path=path!("/set-up/:token") view=sign_in::SetUp ssr=SsrMode::Async/>
                <Route path=path!("/requests") view=requests::List ssr=SsrMode::Async/>
                <Route path=path!("/requests/new") view=requests::New ssr=SsrMode::Async/>
                <Route path=path!("/requests/:id") view=requests::Show ssr=SsrMode::Async/>
                <Route path=path!("/customers") view=customers::List ssr=SsrMode::Async/>
                <Route path=path!("/customers/:id") view=customers::Show ssr=SsrMode::Async/>
                <Route path=path!("/certificates") view=certificates::List ssr=SsrMode::Async/>
                <Route path=path!("/certificates/:id") view=certificates::Show ssr=SsrMode::Async/>
                <Route path=path!("/outbox") view=outbox::List ssr=SsrMode::Async/>
                <Route path=path!("/outbox/:id") view=outbox::Show ssr=SsrMode::Async/>
                <Route path=path!("/reference") view=reference::List ssr=SsrMode::Async/>
                <Route path=path!("/reference/:code") view=reference::Show ssr=SsrMode::Async/>
                <Route path=path!("/settings/policy") view=policy::Show ssr=SsrMode::Async/>
                <Route path=path!("/settings/reminders") view=reminders::Show ssr=SsrMode::Async/>
                <Route path=path!("/settings/profile") view=profile::Show ssr=SsrMode::Async/>
                <Route path=path!("/settings/storefront") view=storefront::Show ssr=SsrMode::Async/>
                <Route path=path!("/settings/webhooks") view=webhooks::List ssr=SsrMode::Async/>
                <Route path=path!("/settings/webhooks/:id") view=webhooks::Show ssr=SsrMode::Async/>
                <Route
                    path=path!("/settings/webhooks/:id/deliveries/:delivery")
                    view=webhooks::Delivery
                    ssr=SsrMode::Async
                />
                <Route path=path!("/portal") view=portal::Home ssr=SsrMode::Async/>
                <Route path=path!("/portal/add") view=portal::Add ssr=SsrMode::Async/>
                <Route path=path!("/portal/enter") view=portal::Enter ssr=SsrMode::Async/>
                <Route path=path!("/portal/sign-in") view=portal::SignIn ssr=SsrMode::Async/>
                <Route path=path!("/portal/sign-in/:id") view=portal::Code ssr=SsrMode::Async/>
                <Route path=path!("/message") view=message::UnansweredPage ssr=SsrMode::Async/>
                <Route path=path!("/link") view=message::BadLinkPage ssr=SsrMode::Async/>
                <Route path=path!("/request/:id/not-me") view=wizard::NotMe ssr=SsrMode::Async/>
                <Route path=path!("/request/:id/decline") view=wizard::Decline ssr=SsrMode::Async/>
                <Route path=path!("/request/:id/reminders") view=wizard::Reminders ssr=SsrMode::Async/>
                <Route path=path!("/request/:id/correction/:certificate") view=wizard::CorrectionPage ssr=SsrMode::Async/>
                <Route path=path!("/request/:id/:page") view=wizard::WalkPage ssr=SsrMode::Async/>
                <Route path=path!("/request/:id/upload/:form") view=wizard::WalkPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
