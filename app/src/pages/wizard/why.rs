//! Step 3: for which reason, and the numbers.

use domain::{
    Jurisdiction, Reason,
    wizard::{StateAnswers, Step, WhyAnswers},
};
use leptos::prelude::*;

use super::{
    Visit, chosen_states,
    frame::{StepForm, StepFrame},
    number::unusual,
};
use crate::components::form::{Choice, Choices, SelectField, TextField, Typed};

/// The form of step 3: one reason for all states, and for each state what is its own.
#[component]
pub(super) fn Why(visit: Visit) -> impl IntoView {
    let (wizard, typed) = (visit.wizard.clone(), visit.typed.clone());
    let expected = wizard.request.reasons.first().map(ToString::to_string).unwrap_or_default();
    let kept = wizard.draft.why.clone().unwrap_or_else(|| WhyAnswers { reason: expected, ..WhyAnswers::default() });
    let card = |place: Jurisdiction| {
        let kept = kept.states.get(place.code()).cloned().unwrap_or_default();
        view! { <StateCard place kept typed=typed.clone()/> }
    };
    let cards = chosen_states(&wizard.draft).into_iter().map(card).collect_view();
    view! {
        <StepFrame visit=visit.clone() step=Step::Why heading="Why are you exempt?">
            <StepForm visit step=Step::Why>
                <Choices
                    name="reason"
                    legend="The reason for all your states"
                    options=Reason::ALL.map(reason_choice).to_vec()
                    checked=vec![typed.or("reason", &kept.reason)]
                    error=typed.error("reason")
                    hint="If it is another one in some states, say so below."
                />
                <div class="explanation">
                    <TextField
                        name="explanation"
                        label="Explain the other reason"
                        value=typed.or("explanation", &kept.explanation)
                        error=typed.error("explanation")
                        hint="Only where the reason is “Another reason”: the law or ruling that exempts you, in a few words."
                    />
                </div>
                <section class="group">
                    <h2>"Your numbers"</h2>
                    <p class="hint">
                        "Each state knows you by a number of its own; it stands on your permit or registration letter. Resale, "
                        "leasing, direct pay and diplomats need one; for other reasons leave it empty if you have none."
                    </p>
                    {cards}
                </section>
            </StepForm>
        </StepFrame>
    }
}

/// What one state needs to know.
#[component]
fn StateCard(place: Jurisdiction, kept: StateAnswers, typed: Typed) -> impl IntoView {
    let [number, issued_by, reason] = ["number", "issued_by", "reason"].map(|question| format!("{question}-{place}"));
    let issuer = typed.or(&issued_by, &kept.issued_by);
    let issuer = if issuer.is_empty() { place.code().to_owned() } else { issuer };
    let reasons = Reason::ALL.map(|reason| (reason.code().to_owned(), reason.label().to_owned())).to_vec();
    let untaxed = (!place.has_general_sales_tax()).then(|| {
        let name = place.name();
        view! { <p class="hint">{format!("{name} has no general sales tax. Leave the number empty if you have none.")}</p> }
    });
    let typed_number = typed.or(&number, &kept.number);
    let warning = unusual(&typed_number, issuer.parse().unwrap_or(place));
    view! {
        <fieldset class="card">
            <legend>{place.name()}</legend>
            <div class="fields">
                {untaxed}
                <TextField
                    name=number.clone()
                    label="Permit or registration number"
                    value=typed_number
                    error=typed.error(&number)
                    warning
                />
                <SelectField
                    name=issued_by.clone()
                    label="Issued by"
                    options=states()
                    value=issuer
                    error=typed.error(&issued_by)
                    half=true
                />
                <SelectField
                    name=reason.clone()
                    label="Reason here"
                    options=reasons
                    value=typed.or(&reason, &kept.reason)
                    error=typed.error(&reason)
                    placeholder="The same reason"
                    half=true
                />
            </div>
        </fieldset>
    }
}

fn reason_choice(reason: Reason) -> Choice {
    Choice { code: Some(reason.code()), ..Choice::new(reason.code(), reason.in_words()) }
}

fn states() -> Vec<(String, String)> {
    Jurisdiction::all().map(|state| (state.code().to_owned(), state.name().to_owned())).collect()
}
