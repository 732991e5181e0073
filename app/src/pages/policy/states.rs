//! What differs by state: the states decided on, and a way to add one more without a script.

use std::collections::BTreeMap;

use domain::{Jurisdiction, Policy, Reason, policy::StatePolicy};
use leptos::prelude::*;

use crate::components::form::{Choice, Choices, SelectField, TextField, Typed};

/// One card a state, and the list to choose another from.
#[component]
pub(super) fn States(decided: BTreeMap<Jurisdiction, StatePolicy>, typed: Typed) -> impl IntoView {
    let kept: Vec<_> = decided.keys().map(ToString::to_string).collect();
    let mut shown: Vec<Jurisdiction> =
        typed.ticked_or("states", &kept).iter().filter_map(|code| code.parse().ok()).collect();
    shown.sort();
    shown.dedup();
    let card = |state: &Jurisdiction| {
        let decided = decided.get(state).cloned().unwrap_or_default();
        view! { <Card state=*state decided typed=typed.clone()/> }
    };
    let cards = shown.iter().map(card).collect_view();
    let others = Jurisdiction::all().filter(|state| !shown.contains(state) && state.has_general_sales_tax());
    let others = others.map(|state| (state.code().to_owned(), state.name().to_owned())).collect();
    view! {
        <section class="group">
            <h2>"By state"</h2>
            <p class="hint">"Where nothing is decided, every reason counts, and a certificate as long as the law says."</p>
            {cards}
            <div class="adding">
                <SelectField
                    name="add_state"
                    label="Add a state"
                    options=others
                    value=typed.or("add_state", "")
                    error=typed.error("add_state")
                    placeholder="Select a state"
                />
                <button class="button secondary" type="submit" name="action" value="add">"Add"</button>
            </div>
        </section>
    }
    .into_any()
}

#[component]
fn Card(state: Jurisdiction, decided: StatePolicy, typed: Typed) -> impl IntoView {
    let (reasons, months) = (format!("accepted_reasons-{state}"), format!("max_months-{state}"));
    let kept = decided.accepted_reasons.unwrap_or_else(|| Reason::ALL.to_vec());
    let kept: Vec<_> = kept.iter().map(ToString::to_string).collect();
    let kept_months = decided.max_months.map(|months| months.to_string()).unwrap_or_default();
    let options = Reason::ALL.map(|reason| Choice::new(reason.code(), reason.label())).to_vec();
    // A card that was just added is where one goes on.
    let added = typed.or("added", "") == state.code();
    let (checked, reasons_error) = (typed.ticked_or(&reasons, &kept), typed.error(&reasons));
    let (value, months_error) = (typed.or(&months, &kept_months), typed.error(&months));
    view! {
        <fieldset class="card" tabindex=added.then_some("-1") autofocus=added>
            <legend>{state.name()}</legend>
            <input type="hidden" name="states" value=state.code()/>
            <Choices name=reasons legend="Accepted reasons" options checked error=reasons_error several=true many=true/>
            <div class="with-button">
                <TextField
                    name=months
                    label="Months that a certificate counts at most"
                    value
                    error=months_error
                    hint=format!("1 to {}, from its first day. Leave it empty to go by the law alone.", Policy::MAX_MONTHS)
                    inputmode="numeric"
                    short=true
                />
                <button class="button secondary" type="submit" name="action" value=format!("remove-{state}")>
                    "Remove " {state.name()}
                </button>
            </div>
        </fieldset>
    }
    .into_any()
}
