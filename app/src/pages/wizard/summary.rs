//! All answers at a glance: to check them, and for the receipt.

use domain::{
    CertificateType, Jurisdiction, Reason, RequestId,
    customer::Address,
    listed,
    wizard::{BusinessAnswers, BusinessType, Draft, Step, WhyAnswers},
};
use leptos::prelude::*;
use services::wizard::Wizard;

use super::{chosen_states, number::unusual};
use crate::{components::text, paths};

/// The page of an answer, from where the buyer comes back to the check page.
pub(super) fn change(id: RequestId, step: Step, field: &str) -> String {
    format!("{}?from={}#{field}", paths::step(id, step), Step::Check.slug())
}

/// One answer and the field that asks for it.
struct Fact {
    term: String,
    lines: Vec<String>,
    /// What looks like a slip; never a reason to stop.
    slip: Option<String>,
    step: Step,
    field: String,
}

/// The answers in three sections; with links to change them while that is possible.
#[component]
pub(super) fn Summary(wizard: Wizard, #[prop(optional)] changeable: bool) -> impl IntoView {
    let changes = changeable.then_some(wizard.request.id);
    let section = |heading: &'static str, facts: Vec<Fact>| {
        let rows = facts.into_iter().map(|fact| view! { <Row fact changes/> }).collect_view();
        view! { <section class="section"><h2>{heading}</h2><dl class="facts">{rows}</dl></section> }
    };
    view! {
        {section("Your business", business(&wizard.draft))}
        {section("Where and why", places(&wizard.draft))}
        {section("Document", document(&wizard))}
    }
}

#[component]
fn Row(fact: Fact, changes: Option<RequestId>) -> impl IntoView {
    let Fact { term, lines, slip, step, field } = fact;
    let what = format!(" {}", term.to_lowercase());
    let link = changes.map(|id| {
        view! { <dd class="change"><a href=change(id, step, &field)>"Change"<span class="visually-hidden">{what}</span></a></dd> }
    });
    let lines: Vec<_> = lines.into_iter().filter(|line| !line.trim().is_empty()).collect();
    let nothing = lines.is_empty().then(|| view! { <span class="hint">"Not given"</span> });
    let lines =
        lines.into_iter().enumerate().map(|(place, line)| view! { {(place > 0).then(|| view! { <br/> })} {line} });
    // What can be changed no more is no matter for a hint.
    let slip = slip.filter(|_| changes.is_some()).map(|slip| view! { <p class="slip">{slip}</p> });
    view! { <div><dt>{term}</dt><dd>{lines.collect_view()} {nothing} {slip}</dd>{link}</div> }
}

fn business(draft: &Draft) -> Vec<Fact> {
    let BusinessAnswers {
        legal_name,
        line1,
        line2,
        city,
        state,
        postal_code,
        business_type,
        contact_name,
        contact_email,
        contact_phone,
    } = draft.business.clone().unwrap_or_default();
    let fact = |term: &str, field: &str, lines: Vec<String>| Fact {
        term: term.into(),
        lines,
        slip: None,
        step: Step::Business,
        field: field.into(),
    };
    let town = match state.parse::<Jurisdiction>() {
        Ok(state) => format!("{city}, {} {postal_code}", state.postal_code()),
        Err(_) if state == Address::ABROAD => format!("{city} {postal_code}, outside the United States"),
        Err(_) => format!("{city} {postal_code}"),
    };
    let kind = business_type.parse::<BusinessType>().map(|kind| kind.label().to_owned()).unwrap_or_default();
    vec![
        fact("Legal name", "legal_name", vec![legal_name]),
        fact("Address", "line1", vec![line1, line2, town]),
        fact("Type of business", "business_type", vec![kind]),
        fact("Contact", "contact_name", vec![contact_name, contact_email, contact_phone]),
    ]
}

fn places(draft: &Draft) -> Vec<Fact> {
    let why = draft.why.clone().unwrap_or_default();
    let states = chosen_states(draft);
    let names = listed(&states.iter().map(|state| state.name()).collect::<Vec<_>>());
    let all = Fact {
        term: "States".into(),
        lines: vec![names],
        slip: None,
        step: Step::Where,
        field: "jurisdictions".into(),
    };
    let each = states.into_iter().map(|state| Fact {
        term: state.name().to_owned(),
        lines: reason_and_number(&why, state),
        slip: unusual_number(&why, state),
        step: Step::Why,
        field: format!("number-{state}"),
    });
    [all].into_iter().chain(each).collect()
}

fn reason_and_number(why: &WhyAnswers, state: Jurisdiction) -> Vec<String> {
    let own = why.states.get(state.code()).cloned().unwrap_or_default();
    let reason = if own.reason.is_empty() { &why.reason } else { &own.reason };
    let reason = match reason.parse::<Reason>() {
        Ok(Reason::Other) => format!("Another reason: {}", why.explanation.trim()),
        Ok(reason) => reason.label().to_owned(),
        Err(_) => String::new(),
    };
    let issuer = own.issued_by.parse().unwrap_or(state);
    let number = match own.number.trim() {
        "" => String::new(),
        number => format!("Number {number}, issued by {}", issuer.name()),
    };
    vec![reason, number]
}

fn unusual_number(why: &WhyAnswers, state: Jurisdiction) -> Option<String> {
    let own = why.states.get(state.code())?;
    unusual(&own.number, own.issued_by.parse().unwrap_or(state))
}

fn document(wizard: &Wizard) -> Vec<Fact> {
    let answers = wizard.draft.document.clone().unwrap_or_default();
    let file = wizard.document.as_ref().map(|file| format!("{}, {}", file.file_name, text::file_size(file.size)));
    let form = match answers.certificate_type_id.parse::<CertificateType>() {
        Ok(kind) => kind.title(),
        Err(_) => "Not sure".to_owned(),
    };
    let day = |typed: &str| typed.trim().parse().map_or_else(|_| typed.to_owned(), text::day);
    let fact = |term: &str, field: &str, line: String| Fact {
        term: term.into(),
        lines: vec![line],
        slip: None,
        step: Step::Document,
        field: field.into(),
    };
    vec![
        fact("File", "file", file.unwrap_or_default()),
        fact("Form", "certificate_type_id", form),
        fact("Signed on", "signed_on", day(&answers.signed_on)),
        fact("Last day", "expires_on", day(&answers.expires_on)),
    ]
}
