//! The form of the policy.

use domain::{PolicyVersion, ReviewMode};
use leptos::prelude::*;

use super::{documents::Documents, states::States, words::InWords};
use crate::{
    components::form::{Choice, Choices, Typed},
    paths,
};

/// All decisions, with what was typed before what is in force.
#[component]
pub(super) fn PolicyForm(current: PolicyVersion, typed: Typed) -> impl IntoView {
    let conflict = typed.error("version");
    // Who has been shown the newer version replaces that one; else the form goes on from where it began.
    let number = current.version.to_string();
    let from = if conflict.is_some() { number } else { typed.or("version", &number) };
    let policy = current.policy.clone();
    let modes = ReviewMode::ALL.iter().map(|mode| Choice::new(mode.word(), mode.in_words())).collect();
    view! {
        <form class="form" method="post" action=paths::POLICY novalidate>
            // What the Enter key presses: the first button of a form, not one that adds or removes a state.
            <button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true">"Save"</button>
            {conflict.map(|sentence| view! { <Conflict sentence current/> })}
            <input type="hidden" name="version" value=from/>
            <Choices
                name="review"
                legend="When a certificate comes in"
                options=modes
                checked=vec![typed.or("review", policy.review.word())]
                error=typed.error("review")
            />
            <section class="group">
                <h2>"Documents"</h2>
                <Documents refused=policy.refused_forms typed=typed.clone()/>
            </section>
            <States decided=policy.states typed/>
            <div class="actions"><button class="button" type="submit">"Save policy"</button></div>
        </form>
    }
    .into_any()
}

/// Somebody was faster: what they decided stands beside what was typed.
#[component]
fn Conflict(sentence: String, current: PolicyVersion) -> impl IntoView {
    view! {
        <div class="notice warning" id="version" tabindex="-1">
            <p class="error" id="version-error"><span class="visually-hidden">"Error: "</span>{sentence}</p>
            <p>
                {format!("This is version {}, in force now. ", current.version)}
                "What you chose stands below; saving it again replaces this."
            </p>
            <InWords policy=current.policy/>
        </div>
    }
    .into_any()
}
