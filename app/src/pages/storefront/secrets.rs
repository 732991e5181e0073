//! The secrets that a storefront signs links with: made here, and shown once.

use leptos::prelude::*;
use services::{
    sessions::Staff,
    storefront::{MadeSecret, Overview},
};

use crate::{
    components::{
        desk::{Moment, who},
        form::Typed,
    },
    context::FreshSecret,
    paths,
};

/// One secret for live customers, and one for test customers.
#[component]
pub(super) fn Secrets(overview: Overview, may_change: bool, staff: Staff, typed: Typed) -> impl IntoView {
    let error = typed.error("secret");
    let error = error.map(
        |error| view! { <p class="error" id="secret-error"><span class="visually-hidden">"Error: "</span>{error}</p> },
    );
    let Overview { live, test, .. } = overview;
    view! {
        <section class="box" id="secret" tabindex="-1">
            <h2>"Secrets"</h2>
            <p class="hint">"Your server signs links with it. It is shown once, when it is made, and never again."</p>
            {error}
            <Secret livemode=true made=live may_change staff=staff.clone()/>
            <Secret livemode=false made=test may_change staff/>
        </section>
    }
    .into_any()
}

#[component]
fn Secret(livemode: bool, made: Option<MadeSecret>, may_change: bool, staff: Staff) -> impl IntoView {
    let (mode, heading) = if livemode { ("live", "Live customers") } else { ("test", "Test customers") };
    let generation = made.as_ref().map_or(0, |made| made.generation);
    let since = match made {
        Some(made) => {
            let who = who(&made.made_by, &staff).map(|who| format!(", {who}"));
            view! { <p>{format!("Number {generation}, made on ")} <Moment at=made.created_at account=staff.account/> {who} "."</p> }
                .into_any()
        }
        None => view! { <p>"None yet."</p> }.into_any(),
    };
    let button = if generation == 0 { "Make a secret" } else { "Replace it" };
    let form = may_change.then(|| {
        view! {
            <form class="actions" method="post" action=paths::STOREFRONT_SECRET>
                <input type="hidden" name="mode" value=mode/>
                <input type="hidden" name="generation" value=generation.to_string()/>
                <button class="button secondary" type="submit">
                    {button} <span class="visually-hidden">{format!(" for {mode} customers")}</span>
                </button>
                {(generation > 0).then(|| view! { <span class="hint">"The one before counts for another day."</span> })}
            </form>
        }
    });
    view! { <article class="rule"><h3>{heading}</h3>{since}{form}</article> }.into_any()
}

/// A secret that was just made: on top of the page, since it is not shown again.
#[component]
pub(super) fn Fresh(fresh: FreshSecret) -> impl IntoView {
    let heading = if fresh.livemode { "The secret for live customers" } else { "The secret for test customers" };
    view! {
        <div class="notice warning" role="status">
            <p><strong>{heading}</strong></p>
            <p><label for="fresh-secret">"Copy it now: it is not shown again."</label></p>
            <div class="with-button"><input id="fresh-secret" readonly value=fresh.secret/></div>
        </div>
    }
    .into_any()
}
