//! Step 3: with which numbers, each asked once.

use domain::{
    Jurisdiction,
    law::{Identification, IdentificationKind},
    wizard::{Draft, NumberQuestion, NumbersAnswers, Page, Takes, number_questions, other_number_questions},
};
use leptos::prelude::*;
use messages::Words;

use super::{
    Visit,
    frame::{PageForm, PageFrame},
};
use crate::components::form::{SelectField, TextField};

/// The form: a number a state, and the federal or foreign one where it will do.
#[component]
pub(super) fn Numbers(visit: Visit) -> impl IntoView {
    let (wizard, typed, words) = (visit.wizard.clone(), visit.typed.clone(), visit.words);
    let (kept, earlier) = wizard.known_numbers();
    let earlier = earlier.map(|certificate| {
        let day = words.day(wizard.account.day(certificate.created_at));
        view! { <p class="hint">{words.tell("numbers-hint-earlier", [("day", day.into())])}</p> }
    });
    let questions = number_questions(&wizard.draft);
    let home = questions.iter().find(|question| Some(question.state) == domain::wizard::home(&wizard.draft));
    let home = home.map(|question| question.state);
    let asked = other_number_questions(&wizard.draft);
    let other = |name: &'static str| view! { <Other visit=visit.clone() kept=kept.clone() name/> };
    let other_state = asked.other_state.then(|| view! { <OtherState visit=visit.clone() kept=kept.clone()/> });
    let others = [(asked.card, "card"), (asked.federal, "federal"), (asked.foreign, "foreign")];
    let others = others.into_iter().filter(|(asked, _)| *asked).map(|(_, name)| other(name)).collect_view();
    let question = |question: NumberQuestion| {
        let name = format!("number-{}", question.state);
        let value = typed.or(&name, kept.states.get(question.state.code()).map(String::as_str).unwrap_or_default());
        let error = typed.error(&name);
        view! { <StateNumber words question home name value error/> }
    };
    let questions = questions.iter().copied().map(question).collect_view();
    view! {
        <PageFrame visit=visit.clone() page=Page::Numbers heading=words.say("numbers-heading")>
            <p class="hint">{words.say("numbers-hint")}</p>
            {earlier}
            <PageForm visit=visit.clone() page=Page::Numbers>
                {questions}
                {others}
                {other_state}
            </PageForm>
        </PageFrame>
    }
}

/// What is asked about the number of a state; one that is not asked for may stand for others.
pub(super) fn question_of(draft: &Draft, state: Jurisdiction) -> NumberQuestion {
    let asked = number_questions(draft).into_iter().find(|question| question.state == state);
    asked.unwrap_or(NumberQuestion { state, wanted: false, for_resale: true, takes: Takes::default() })
}

/// The number of one state, with what it looks like and which other number will do instead.
#[component]
pub(super) fn StateNumber(
    words: Words,
    question: NumberQuestion,
    home: Option<Jurisdiction>,
    name: String,
    value: String,
    error: Option<String>,
) -> impl IntoView {
    let state = question.state;
    let label = words.tell("numbers-label", [("state", state.name().into())]);
    let serves = (home == Some(state) && question.for_resale).then(|| words.say("numbers-home"));
    let look = look(words, state).filter(|_| question.for_resale);
    let slip = unusual(words, &value, state).filter(|_| question.for_resale);
    // What it is, and on a line of its own what else will do.
    let else_will_do = [instead(words, question, home), serves].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let hint = [look.unwrap_or_default(), else_will_do].join("\n").trim().to_owned();
    view! {
        <TextField name label value=value.clone() error warning=slip hint/>
    }
}

/// What the number is called and looks like, as far as that is known.
fn look(words: Words, state: Jurisdiction) -> Option<String> {
    let kinds = [IdentificationKind::StateTaxId, IdentificationKind::ResellerPermit];
    let known = Identification::of(state).find(|known| kinds.contains(&known.kind))?;
    let label = known.label.as_str();
    Some(match known.shape.as_deref() {
        Some(looks) => words.tell("numbers-look", [("label", label.into()), ("shape", shape(words, looks).into())]),
        None => words.tell("numbers-called", [("label", label.into())]),
    })
}

/// A shape such as `NN-NNNNNN` for a person: `like 12-345678`, or `11 digits`.
fn shape(words: Words, shape: &str) -> String {
    if shape.chars().all(|char| char == 'N') {
        return words.tell("numbers-digits", [("count", shape.len().into())]);
    }
    words.tell("numbers-like", [("example", example(shape).into())])
}

/// A number of a shape: the first one that it allows, without what the table says about it in words.
fn example(shape: &str) -> String {
    let first = shape.split(" or ").next().unwrap_or(shape);
    let first = first.split(" (").next().and_then(|first| first.split(" starting").next()).unwrap_or(first);
    let mut digits = ('1'..='9').chain(['0']).cycle();
    let digit = |char: char| if char == 'N' { digits.next().unwrap_or(char) } else { char };
    first.replace("N...", "…").chars().map(digit).collect()
}

/// Which number may be used instead, by the rules of the state.
fn instead(words: Words, question: NumberQuestion, home: Option<Jurisdiction>) -> Option<String> {
    let NumberQuestion { state, wanted, takes, .. } = question;
    let name = || [("state", state.name().into()), ("home", home.map_or("", Jurisdiction::name).into())];
    let id = match (wanted, takes.needed, takes.other_state, takes.federal) {
        (false, ..) | (true, false, ..) => "numbers-if-any",
        (true, true, true, _) if home == Some(state) || home.is_none() => "numbers-any-state",
        (true, true, true, _) if home.is_some_and(Jurisdiction::has_general_sales_tax) => "numbers-home-will-do",
        (true, true, true, _) => "numbers-any-state",
        (true, true, false, true) => "numbers-federal-will-do",
        (true, true, false, false) => "numbers-own-only",
    };
    Some(words.tell(id, name()))
}

#[component]
pub(super) fn Other(visit: Visit, kept: NumbersAnswers, name: &'static str) -> impl IntoView {
    let (typed, words) = (visit.typed, visit.words);
    let (kept, label, hint) = match name {
        "federal" => (kept.federal, "numbers-federal", "numbers-federal-hint"),
        "foreign" => (kept.foreign, "numbers-foreign", "numbers-foreign-hint"),
        _ => (kept.card, "numbers-card", "numbers-card-hint"),
    };
    let (label, hint, optional) = (words.say(label), words.say(hint), name != "card");
    view! { <TextField name label value=typed.or(name, &kept) error=typed.error(name) hint optional/> }
}

/// The number of a state of which none is asked for, with that state.
#[component]
pub(super) fn OtherState(visit: Visit, kept: NumbersAnswers) -> impl IntoView {
    let (typed, words) = (visit.typed, visit.words);
    let states = Jurisdiction::all().filter(|state| state.has_general_sales_tax());
    let states = states.map(|state| (state.code().to_owned(), state.name().to_owned()));
    view! {
        <fieldset class="group">
            <legend>{words.say("numbers-other")}</legend>
            <p class="hint">{words.say("numbers-other-hint")}</p>
            <div class="fields">
                <SelectField
                    name="other_state"
                    label=words.say("numbers-other-state")
                    options=states.collect()
                    value=typed.or("other_state", &kept.other_state)
                    error=typed.error("other_state")
                    placeholder=words.say("business-select-state")
                    optional=true
                    half=true
                />
                <TextField
                    name="other_number"
                    label=words.say("numbers-other-number")
                    value=typed.or("other_number", &kept.other_number)
                    error=typed.error("other_number")
                    optional=true
                    half=true
                />
            </div>
        </fieldset>
    }
}

/// What to say of a number that does not look like the others of its state: never a reason to stop.
pub(super) fn unusual(words: Words, number: &str, issuer: Jurisdiction) -> Option<String> {
    let number = Some(number.trim()).filter(|number| !number.is_empty())?;
    let looks = shape(words, Identification::mismatch(number, issuer)?.shape.as_deref()?);
    Some(words.tell("numbers-unusual", [("state", issuer.name().into()), ("shape", looks.into())]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_example_stands_for_each_shape() {
        assert_eq!(example("NN-NNNNNNNNNN-N (13 digits)"), "12-3456789012-3");
        assert_eq!(example("STS-NNNNNNNN-NN or NNNNNNNNN"), "STS-12345678-90");
        assert_eq!(example("NNNNNNNN starting 0 or 1"), "12345678");
        assert_eq!(example("A14 8694 13"), "A14 8694 13");
        for known in Identification::all() {
            let example = known.shape.as_deref().map(example).unwrap_or_default();
            assert!(!example.contains('(') && !example.contains("digits"), "{example}");
            let pattern = known.pattern.as_deref().filter(|_| !example.is_empty() && !example.contains('…'));
            let Some((_, state)) = pattern.zip(known.jurisdiction.parse::<Jurisdiction>().ok()) else { continue };
            let length = known.shape.as_deref().unwrap_or_default().chars().all(|char| char == 'N');
            assert!(length || Identification::mismatch(&example, state).is_none(), "{state}: {example}");
        }
    }
}
