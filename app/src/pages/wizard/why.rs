//! Step 3: for which reason.

use domain::{
    Jurisdiction, Reason,
    wizard::{Page, WhyAnswers},
};
use leptos::prelude::*;
use messages::Words;

use super::{
    Visit,
    frame::{PageForm, PageFrame},
};
use crate::components::form::{Choice, Choices, SelectField, TextField};

/// The form: one reason for all states, and what differs.
#[component]
pub(super) fn Why(visit: Visit) -> impl IntoView {
    let (wizard, typed, words) = (visit.wizard.clone(), visit.typed.clone(), visit.words);
    let expected = wizard.request.reasons.first().map(ToString::to_string).unwrap_or_default();
    let kept = wizard.draft.why.clone().unwrap_or_else(|| WhyAnswers { reason: expected, ..WhyAnswers::default() });
    view! {
        <PageFrame visit=visit.clone() page=Page::Why heading=words.say("why-heading")>
            <PageForm visit=visit.clone() page=Page::Why>
                <Choices
                    name="reason"
                    legend=words.say("why-reason")
                    options=Reason::ALL.map(|reason| choice(words, reason)).to_vec()
                    checked=vec![typed.or("reason", &kept.reason)]
                    error=typed.error("reason")
                />
                <div class="explanation">
                    <TextField
                        name="explanation"
                        label=words.say("why-explanation")
                        value=typed.or("explanation", &kept.explanation)
                        error=typed.error("explanation")
                        hint=words.say("why-explanation-hint")
                    />
                </div>
                <Exceptions visit kept/>
            </PageForm>
        </PageFrame>
    }
}

/// The states in which the reason is another one, folded away where there are none.
#[component]
fn Exceptions(visit: Visit, kept: WhyAnswers) -> impl IntoView {
    let (typed, words) = (visit.typed, visit.words);
    let states: Vec<_> = chosen(&visit.wizard.draft);
    let reasons = options(words);
    let field = |state: Jurisdiction| {
        let name = format!("reason-{state}");
        let value = typed.or(&name, kept.states.get(state.code()).map(String::as_str).unwrap_or_default());
        let error = typed.error(&name);
        view! {
            <SelectField
                name
                label=state.name()
                options=reasons.clone()
                value
                error
                placeholder=words.say("why-same")
                half=true
            />
        }
    };
    let open = !kept.states.is_empty() || states.iter().any(|state| typed.error(&format!("reason-{state}")).is_some());
    let fields = states.iter().copied().map(field).collect_view();
    (states.len() > 1 || open).then(|| {
        view! {
            <details open=open>
                <summary>{words.say("why-exceptions")}</summary>
                <div class="fields exceptions">{fields}</div>
            </details>
        }
    })
}

/// The states that the buyer has chosen so far.
fn chosen(draft: &domain::wizard::Draft) -> Vec<Jurisdiction> {
    let codes = draft.places.iter().flat_map(|places| &places.jurisdictions);
    let mut states: Vec<Jurisdiction> = codes.filter_map(|code| code.parse().ok()).collect();
    states.sort();
    states.dedup();
    states
}

fn choice(words: Words, reason: Reason) -> Choice {
    let in_words = words.say(&format!("reason-in-words-{}", id(reason)));
    Choice { code: Some(reason.code()), ..Choice::new(reason.code(), in_words) }
}

/// All reasons, for a list to select from.
pub(super) fn options(words: Words) -> Vec<(String, String)> {
    Reason::ALL.map(|reason| (reason.code().to_owned(), label(words, reason))).to_vec()
}

/// A reason's short name.
pub(super) fn label(words: Words, reason: Reason) -> String {
    words.say(&format!("reason-{}", id(reason)))
}

/// The code as message ids are written.
fn id(reason: Reason) -> String {
    reason.code().to_lowercase().replace('_', "-")
}
