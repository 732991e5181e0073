//! All answers at a glance: to check them, and for the receipt.

use chrono::NaiveDate;
use domain::{
    CertificateType, Jurisdiction, Reason, RequestId, RequestStatus,
    certificate_type::Field,
    customer::Address,
    wizard::{
        BusinessAnswers, BusinessType, DocumentChoice, Page, PlannedDocument, UploadAnswers, detail_questions,
        number_questions, other_number_questions,
    },
};
use leptos::prelude::*;
use messages::Words;
use services::wizard::Wizard;

use super::{document::file_facts, documents, numbers::unusual, why};
use crate::{context, paths};

/// The page of an answer, from where the buyer comes back to the check page.
pub(super) fn change(id: RequestId, page: Page, field: &str) -> String {
    format!("{}?from={}#{field}", paths::page(id, page), Page::Check.path())
}

/// One answer and the field that asks for it.
struct Fact {
    term: String,
    lines: Vec<String>,
    /// Where the file is that was sent.
    download: Option<String>,
    /// What looks like a slip; never a reason to stop.
    slip: Option<String>,
    page: Page,
    field: String,
}

impl Fact {
    fn new(term: String, page: Page, field: &str, lines: Vec<String>) -> Self {
        Self { term, lines, download: None, slip: None, page, field: field.to_owned() }
    }
}

/// The answers in three sections; with links to change them while that is possible.
#[component]
pub(super) fn Summary(wizard: Wizard, #[prop(optional)] changeable: bool) -> impl IntoView {
    let words = context::words();
    let changes = changeable.then_some(wizard.request.id);
    let section = |heading: &str, facts: Vec<Fact>| {
        let rows = facts.into_iter().map(|fact| view! { <Row words fact changes/> }).collect_view();
        view! { <section class="section"><h2>{words.say(heading)}</h2><dl class="facts">{rows}</dl></section> }
    };
    view! {
        {section("business-heading", business(words, &wizard))}
        {section("step-where", places(words, &wizard))}
        {section("step-document", papers(words, &wizard))}
    }
}

#[component]
fn Row(words: Words, fact: Fact, changes: Option<RequestId>) -> impl IntoView {
    let Fact { term, lines, download, slip, page, field } = fact;
    let what = format!(" {}", term.to_lowercase());
    let link = changes.map(|id| {
        view! { <dd class="change"><a href=change(id, page, &field)>{words.say("change")} <span class="visually-hidden">{what}</span></a></dd> }
    });
    let lines: Vec<_> = lines.into_iter().filter(|line| !line.trim().is_empty()).collect();
    let nothing = lines.is_empty().then(|| view! { <span class="hint">{words.say("not-given")}</span> });
    let lines =
        lines.into_iter().enumerate().map(|(place, line)| view! { {(place > 0).then(|| view! { <br/> })} {line} });
    let download = download.map(|file| view! { <br/> <a href=file>{words.say("download")}</a> });
    // What can be changed no more is no matter for a hint.
    let slip = slip.filter(|_| changes.is_some()).map(|slip| view! { <p class="slip">{slip}</p> });
    view! { <div><dt>{term}</dt><dd>{lines.collect_view()} {nothing} {download} {slip}</dd>{link}</div> }
}

fn business(words: Words, wizard: &Wizard) -> Vec<Fact> {
    let answers = wizard.draft.business.clone().unwrap_or_default();
    let BusinessAnswers { legal_name, line1, line2, city, state, postal_code, country, business_type, .. } = answers;
    let BusinessAnswers { contact_name, contact_email, contact_phone, .. } =
        wizard.draft.business.clone().unwrap_or_default();
    let fact = |term: &str, field: &str, lines| Fact::new(words.say(term), Page::Business, field, lines);
    let town = match state.parse::<Jurisdiction>() {
        Ok(state) => format!("{city}, {} {postal_code}", state.postal_code()),
        Err(_) if state == Address::ABROAD => format!("{city} {postal_code}, {country}"),
        Err(_) => format!("{city} {postal_code}"),
    };
    let kind = business_type.parse::<BusinessType>().map(|kind| words.say(&format!("business-type-{kind}")));
    vec![
        fact("business-legal-name", "legal_name", vec![legal_name]),
        fact("business-address", "line1", vec![line1, line2, town]),
        fact("business-kind", "business_type", vec![kind.unwrap_or_default()]),
        fact("business-contact", "contact_name", vec![contact_name, contact_email, contact_phone]),
    ]
}

fn places(words: Words, wizard: &Wizard) -> Vec<Fact> {
    let draft = &wizard.draft;
    let wishes = draft.wishes();
    let mut states: Vec<Jurisdiction> =
        draft.places.iter().flat_map(|places| &places.jurisdictions).filter_map(|code| code.parse().ok()).collect();
    states.sort();
    let names = words.list(&states.iter().map(|state| state.name()).collect::<Vec<_>>());
    let mut facts = vec![Fact::new(words.say("summary-states"), Page::Where, "jurisdictions", vec![names])];
    let mut reasons: Vec<Reason> = wishes.iter().map(|wish| wish.reason).collect();
    reasons.dedup();
    let reason_line = |reason: Reason| {
        let mut line = why::label(words, reason);
        if reason == Reason::Other {
            line = format!("{line}: {}", draft.why.as_ref().map(|why| why.explanation.trim()).unwrap_or_default());
        }
        line
    };
    let lines = match reasons.as_slice() {
        [only] => vec![reason_line(*only)],
        _ => wishes.iter().map(|wish| format!("{}: {}", wish.jurisdiction.name(), reason_line(wish.reason))).collect(),
    };
    facts.push(Fact::new(words.say("summary-reason"), Page::Why, "reason", lines));
    facts.extend(numbers(words, wizard));
    facts
}

fn numbers(words: Words, wizard: &Wizard) -> Vec<Fact> {
    let kept = wizard.draft.numbers.clone().unwrap_or_default();
    let number =
        |name: &str, term: String, value: &str| Fact::new(term, Page::Numbers, name, vec![value.trim().to_owned()]);
    let mut facts = Vec::new();
    for question in number_questions(&wizard.draft) {
        let Some(value) = kept.states.get(question.state.code()) else { continue };
        let term = words.tell("numbers-label", [("state", question.state.name().into())]);
        let slip = unusual(words, value, question.state);
        facts.push(Fact { slip, ..number(&format!("number-{}", question.state), term, value) });
    }
    let asked = other_number_questions(&wizard.draft);
    if let Some(state) = kept.other_state.parse().ok().filter(|_| asked.other_state).map(Jurisdiction::name) {
        let term = words.tell("numbers-label", [("state", state.into())]);
        facts.push(number("other_number", term, &kept.other_number));
    }
    for (asked, name, label, value) in [
        (asked.federal, "federal", "numbers-federal", &kept.federal),
        (asked.foreign, "foreign", "numbers-foreign", &kept.foreign),
        (asked.card, "card", "numbers-card", &kept.card),
    ] {
        if asked && !value.trim().is_empty() {
            facts.push(number(name, words.say(label), value));
        }
    }
    facts
}

fn papers(words: Words, wizard: &Wizard) -> Vec<Fact> {
    let plan = &wizard.plan;
    let mut facts: Vec<_> = plan.documents.iter().map(|document| paper(words, wizard, document)).collect();
    let kept = wizard.draft.details.clone().unwrap_or_default();
    facts.extend(detail_questions(&wizard.draft, plan).into_iter().map(|field| {
        let (name, term, value) = match field {
            Field::BusinessDescription => ("business_description", "details-business", &kept.business_description),
            Field::PropertyDescription => ("property_description", "details-property", &kept.property_description),
            Field::ReasonDetail => ("reason_detail", "details-reason", &kept.reason_detail),
            Field::FederalNumber => ("federal_number", "details-federal", &kept.federal_number),
            Field::PaymentType => ("payment", "details-payment", &kept.payment),
            Field::ExpiresOn => ("expires_on", "details-expires-on", &kept.expires_on),
            _ => ("phone", "details-phone", &kept.phone),
        };
        let shown = day(value).filter(|_| field == Field::ExpiresOn).map(|day| words.day(day));
        let term = words.tell(term, [("merchant", wizard.account.name.as_str().into())]);
        Fact::new(term, Page::Details, name, vec![shown.unwrap_or_else(|| value.clone())])
    }));
    facts
}

/// One document: how it comes, and for which states.
fn paper(words: Words, wizard: &Wizard, document: &PlannedDocument) -> Fact {
    let form = document.form;
    let states = words.list(&document.states.iter().map(|state| state.name()).collect::<Vec<_>>());
    let uploaded = wizard.draft.uploads.get(form.id()).filter(|_| document.choice == Some(DocumentChoice::Upload));
    let (page, field, mut lines) = match (document.choice, uploaded) {
        (Some(DocumentChoice::Complete), _) => (
            Page::Documents,
            format!("choice-{form}"),
            vec![words.tell(completed(wizard), [("merchant", wizard.account.name.as_str().into())])],
        ),
        (Some(DocumentChoice::Upload), upload) => (
            Page::Upload(form),
            "file".to_owned(),
            upload.map(|upload| file(words, wizard, form, upload)).unwrap_or_default(),
        ),
        (None, _) => (Page::Documents, format!("choice-{form}"), vec![]),
    };
    if !lines.is_empty() {
        lines.push(states);
    }
    let slip = uploaded.and_then(|upload| ended(words, wizard, upload));
    let file = uploaded.and_then(|_| wizard.document(form)).filter(|file| !file.is_held());
    let download = file.map(|file| paths::buyers_copy(wizard.request.id, file.id));
    Fact { slip, download, ..Fact::new(documents::title(words, form), page, &field, lines) }
}

/// What is signed at the end is not signed before.
fn completed(wizard: &Wizard) -> &'static str {
    if wizard.request.status == RequestStatus::Fulfilled { "summary-completed" } else { "summary-to-complete" }
}

/// An uploaded document whose last day has gone by may be one too old; it may also be wanted for purchases of the past.
fn ended(words: Words, wizard: &Wizard, upload: &UploadAnswers) -> Option<String> {
    let last = day(&upload.expires_on)?;
    (last < wizard.today).then(|| words.tell("summary-ended", [("merchant", wizard.account.name.as_str().into())]))
}

/// A day as typed, if it is one.
fn day(typed: &str) -> Option<NaiveDate> {
    typed.trim().parse().ok()
}

fn file(words: Words, wizard: &Wizard, form: CertificateType, upload: &UploadAnswers) -> Vec<String> {
    let file = wizard.document(form).map(|file| format!("{}, {}", file.file_name, file_facts(words, file)));
    let kind = upload.certificate_type_id.parse::<CertificateType>().ok().filter(|kind| *kind != form);
    let on = |id: &str, typed: &str| Some(words.tell(id, [("day", words.day(day(typed)?).into())]));
    [
        file,
        kind.map(|kind| documents::title(words, kind)),
        on("summary-signed-on", &upload.signed_on),
        on("summary-expires-on", &upload.expires_on),
    ]
    .into_iter()
    .flatten()
    .collect()
}
