//! The signature: typed, or drawn by hand.

use domain::wizard::SignAnswers;
use leptos::prelude::*;

use super::Visit;
use crate::{
    components::form::{Checkbox, TextField},
    islands::SignaturePad,
};

/// Who signs, and to what.
#[component]
pub(super) fn Sign(
    visit: Visit,
    /// The sentence that the signer agrees to; kept as evidence, so the server says the same one.
    consent: String,
) -> impl IntoView {
    let (wizard, typed, words) = (visit.wizard.clone(), visit.typed.clone(), visit.words);
    let contact = wizard.draft.business.as_ref().map(|business| business.contact_name.clone()).unwrap_or_default();
    let kept = wizard.draft.sign.clone().unwrap_or_else(|| SignAnswers { name: contact, ..SignAnswers::default() });
    let completes = wizard.plan.completed().next().is_some();
    // A tick is a signature's: it is asked for again until it is taken.
    let agreed = typed.or("agreed", "") == "yes";
    view! {
        <div class="fields">
            <TextField
                name="name"
                label=words.say("sign-name")
                value=typed.or("name", &kept.name)
                error=typed.error("name")
                hint=if completes { words.say("sign-name-hint") } else { String::new() }
                autocomplete="name"
            />
            <TextField
                name="title"
                label=words.say("sign-title")
                value=typed.or("title", &kept.title)
                error=typed.error("title")
                autocomplete="organization-title"
            />
        </div>
        {completes.then(|| view! {
            <SignaturePad
                legend=words.say("sign-draw")
                hint=words.say("sign-draw-hint")
                clear=words.say("sign-clear")
                kept=typed.or("drawing", &kept.drawing)
            />
        })}
        <Checkbox name="agreed" label=consent checked=agreed error=typed.error("agreed")/>
    }
}
