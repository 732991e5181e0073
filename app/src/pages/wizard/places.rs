//! Step 3: in which states.

use domain::{Jurisdiction, wizard::Page};
use leptos::prelude::*;
use messages::Words;

use super::{
    Visit,
    frame::{PageForm, PageFrame},
    tiles::FindStates,
};
use crate::components::form::{Choice, Choices};

const FIELD: &str = "jurisdictions";

/// The form, with the states that the merchant asks for first and ticked.
#[component]
pub(super) fn Places(visit: Visit) -> impl IntoView {
    let (wizard, typed, words) = (visit.wizard.clone(), visit.typed.clone(), visit.words);
    let asked = wizard.request.jurisdictions.clone();
    let prefilled = || asked.iter().map(ToString::to_string).collect();
    let kept = wizard.draft.places.clone().map_or_else(prefilled, |places| places.jurisdictions);
    let (checked, error) = (typed.ticked_or(FIELD, &kept), typed.error(FIELD));
    let merchant = wizard.account.name.clone();
    let legend = match wizard.from_home {
        true => words.say("where-yours"),
        false => words.tell("where-asked", [("merchant", merchant.as_str().into())]),
    };
    let (first, others): (Vec<_>, Vec<_>) = by_name().into_iter().partition(|place| asked.contains(place));
    let questions = if first.is_empty() {
        view! {
            <Choices name=FIELD legend=words.say("where-all") options=choices(words, &others) checked error several=true many=true/>
        }
        .into_any()
    } else {
        let open = others.iter().any(|place| checked.iter().any(|code| code == place.code()));
        view! {
            <Choices
                name=FIELD
                legend
                options=choices(words, &first)
                checked=checked.clone()
                error
                several=true
            />
            <details open=open>
                <summary>{words.say("where-others")}</summary>
                <Choices
                    name=FIELD
                    legend=words.say("where-others")
                    options=choices(words, &others)
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
        <PageFrame visit=visit.clone() page=Page::Where heading=words.say("where-heading")>
            <p class="hint">{words.tell("where-hint", [("merchant", merchant.as_str().into())])}</p>
            <PageForm visit page=Page::Where>
                <FindStates words/>
                {questions}
            </PageForm>
        </PageFrame>
    }
}

/// The states by name, then the territories.
fn by_name() -> Vec<Jurisdiction> {
    let (territories, states): (Vec<_>, Vec<_>) = Jurisdiction::all().partition(|place| place.is_territory());
    [states, territories].concat()
}

fn choices(words: Words, places: &[Jurisdiction]) -> Vec<Choice> {
    let untaxed = |place: &Jurisdiction| (!place.has_general_sales_tax()).then(|| words.say("where-untaxed"));
    places.iter().map(|place| Choice { hint: untaxed(place), ..Choice::new(place.code(), place.name()) }).collect()
}
