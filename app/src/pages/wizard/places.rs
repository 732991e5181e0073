//! Step 2: in which states.

use domain::{Jurisdiction, wizard::Step};
use leptos::prelude::*;

use super::{
    Visit,
    frame::{StepForm, StepFrame},
};
use crate::components::form::{Choice, Choices};

const FIELD: &str = "jurisdictions";

/// The form of step 2, with the states that the merchant asks for first and ticked.
#[component]
pub(super) fn Places(visit: Visit) -> impl IntoView {
    let (wizard, typed) = (visit.wizard.clone(), visit.typed.clone());
    let asked = wizard.request.jurisdictions.clone();
    let prefilled = || asked.iter().map(ToString::to_string).collect();
    let kept = wizard.draft.places.clone().map_or_else(prefilled, |places| places.jurisdictions);
    let (checked, error) = (typed.ticked_or(FIELD, &kept), typed.error(FIELD));
    let merchant = wizard.account.name.clone();
    let (first, others): (Vec<_>, Vec<_>) = by_name().into_iter().partition(|place| asked.contains(place));
    let questions = if first.is_empty() {
        view! {
            <Choices name=FIELD legend="States and territories" options=choices(&others) checked error several=true many=true/>
        }
        .into_any()
    } else {
        let open = others.iter().any(|place| checked.iter().any(|code| code == place.code()));
        view! {
            <Choices
                name=FIELD
                legend=format!("Asked for by {merchant}")
                options=choices(&first)
                checked=checked.clone()
                error
                several=true
            />
            <details open=open>
                <summary>"Other states and territories"</summary>
                <Choices
                    name=FIELD
                    legend="Other states and territories"
                    options=choices(&others)
                    checked
                    several=true
                    many=true
                    continued=true
                />
            </details>
        }
        .into_any()
    };
    view! {
        <StepFrame visit=visit.clone() step=Step::Where heading="Where do you buy tax-free?">
            <p class="hint">
                "Select each state where " {merchant} " delivers to you and your purchases are exempt from sales tax."
            </p>
            <StepForm visit step=Step::Where>{questions}</StepForm>
        </StepFrame>
    }
}

/// The states by name, then the territories.
fn by_name() -> Vec<Jurisdiction> {
    let (territories, states): (Vec<_>, Vec<_>) = Jurisdiction::all().partition(|place| place.is_territory());
    [states, territories].concat()
}

fn choices(places: &[Jurisdiction]) -> Vec<Choice> {
    let untaxed = |place: &Jurisdiction| (!place.has_general_sales_tax()).then(|| "No general sales tax".to_owned());
    places.iter().map(|place| Choice { hint: untaxed(place), ..Choice::new(place.code(), place.name()) }).collect()
}
