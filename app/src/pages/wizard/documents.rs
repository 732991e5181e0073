//! Step 4: which documents, and how each comes.

use domain::{
    CertificateType, Invalid, Jurisdiction, Problem,
    certificate_type::ESignature,
    law::documents::{Outcome, StateProposal, untaxed},
    wizard::{DocumentChoice, Page, PlannedDocument},
};
use leptos::prelude::*;
use messages::Words;

use super::{
    Visit,
    frame::{PageForm, PageFrame},
};
use crate::{
    components::form::{Choice, Choices, Typed},
    paths,
};

/// The form: for each document that the rules propose, completed here or uploaded.
#[component]
pub(super) fn Documents(visit: Visit) -> impl IntoView {
    let (words, plan) = (visit.words, visit.wizard.plan.clone());
    let count = plan.documents.len();
    let unnumbered = unnumbered(&plan.others);
    if count == 0 && unnumbered.is_empty() {
        return view! { <NothingNeeded visit/> }.into_any();
    }
    let hint = if unnumbered.is_empty() { "documents-hint" } else { "documents-hint-missing" };
    let hint = (count > 0).then(|| view! { <p class="hint">{words.tell(hint, [("count", count.into())])}</p> });
    let on_screen = plan.documents.iter().any(|document| document.completable && is_unsure(document.form));
    let on_screen = on_screen.then(|| view! { <p class="hint">{words.say("documents-on-screen")}</p> });
    let missing = view! { <NumberMissing visit=visit.clone() states=unnumbered/> };
    let document = |document: PlannedDocument| view! { <OneDocument visit=visit.clone() document/> };
    let documents = plan.documents.into_iter().map(document).collect_view();
    let others = (!plan.others.is_empty()).then(|| view! { <Others words others=plan.others/> });
    view! {
        <PageFrame
            visit=visit.clone()
            page=Page::Documents
            heading=words.tell("documents-heading", [("count", count.into())])
        >
            {hint}
            {on_screen}
            {missing}
            <PageForm visit=visit.clone() page=Page::Documents>
                <div id="documents" class="form">{documents}</div>
                {others}
            </PageForm>
        </PageFrame>
    }
    .into_any()
}

/// The states whose number is missing, without which no document counts there.
fn unnumbered(others: &[StateProposal]) -> Vec<&'static str> {
    let is_missing = |other: &&StateProposal| other.outcome == Outcome::NumberNeeded;
    others.iter().filter(is_missing).map(|other| other.wish.jurisdiction.name()).collect()
}

/// Leads back to the numbers, where one is missing.
#[component]
fn NumberMissing(visit: Visit, states: Vec<&'static str>) -> impl IntoView {
    let (id, words) = (visit.wizard.request.id, visit.words);
    (!states.is_empty()).then(|| {
        let sentence = words.tell("documents-number-missing", [("states", words.list(&states).into())]);
        let link = paths::page(id, Page::Numbers);
        view! {
            <p class="notice warning section">
                {sentence} " " <a href=link>{words.say("documents-number-missing-link")}</a>
            </p>
        }
    })
}

/// There is nothing to send for any of the states: what the buyer can do then.
#[component]
fn NothingNeeded(visit: Visit) -> impl IntoView {
    let (id, words) = (visit.wizard.request.id, visit.words);
    let merchant = visit.wizard.account.name.clone();
    let say = |id: &str| words.tell(id, [("merchant", merchant.as_str().into())]);
    let [heading, lead, done, tell] = match visit.wizard.plan.needs_nothing() {
        true => {
            ["documents-none-heading", "documents-none-lead", "documents-none-decline", "documents-none-decline-link"]
        }
        // It is the merchant who takes nothing.
        false => [
            "documents-refused-heading",
            "documents-refused-lead",
            "documents-refused-decline",
            "documents-refused-decline-link",
        ],
    };
    let (heading, lead, done, tell) = (say(heading), say(lead), say(done), say(tell));
    let others = visit.wizard.plan.others.clone();
    view! {
        <PageFrame visit=visit.clone() page=Page::Documents heading>
            <p class="lead" id="documents">{lead}</p>
            <Others words others/>
            <p class="section">
                {words.say("documents-none-states")} " "
                <a href=paths::page(id, Page::Where)>{words.say("documents-none-states-link")}</a>
            </p>
            <p>{done} " " <a href=paths::decline(id)>{tell}</a></p>
        </PageFrame>
    }
}

#[component]
fn OneDocument(visit: Visit, document: PlannedDocument) -> impl IntoView {
    let (typed, words, form) = (visit.typed, visit.words, document.form);
    let name = format!("choice-{form}");
    let legend = title(words, form);
    let states = document.states.iter().map(|state| state.name()).collect::<Vec<_>>();
    // The reason names a state that stands alone.
    let alone = document.completable && states.len() == 1;
    let covers = (!alone).then(|| words.tell("documents-covers", [("states", words.list(&states).into())]));
    if !document.completable {
        let why = if form == CertificateType::OTHER { "documents-other" } else { "documents-issued" };
        return view! {
            <section class="group">
                <h2>{legend}</h2>
                <p class="hint">{covers} " " {words.say(why)}</p>
            </section>
        }
        .into_any();
    }
    let kept = document.choice.map(|choice| choice.to_string()).unwrap_or_default();
    let checked = vec![typed.or(&name, &kept)];
    let error =
        typed.error(&name).map(|said| if is_missing(&typed, &name) { words.say("documents-choose") } else { said });
    let complete = Choice {
        hint: Some(words.say("documents-complete-hint")),
        ..Choice::new(DocumentChoice::Complete.word(), words.say("documents-complete"))
    };
    let upload = Choice {
        hint: Some(words.say("documents-upload-hint")),
        ..Choice::new(DocumentChoice::Upload.word(), words.say("documents-upload"))
    };
    let hint =
        [Some(because(words, form, &document.states)), covers].into_iter().flatten().collect::<Vec<_>>().join(" ");
    view! {
        <Choices name legend options=vec![complete, upload] checked error hint/>
    }
    .into_any()
}

/// Whether a choice is missing: beside the question, which names the document, a few words say so.
fn is_missing(typed: &Typed, name: &str) -> bool {
    let Invalid(errors) = typed.invalid();
    errors.iter().any(|error| error.field == name && error.problem == Problem::Missing)
}

/// The document's name, as a buyer can look it up.
pub(super) fn title(words: Words, form: CertificateType) -> String {
    if form == CertificateType::OTHER { words.say("documents-other-title") } else { form.title() }
}

fn because(words: Words, form: CertificateType, states: &[Jurisdiction]) -> String {
    let variables = [("count", states.len().into()), ("state", states.first().map_or("", |state| state.name()).into())];
    let id = match form {
        CertificateType::SST => "documents-because-sst",
        CertificateType::MTC => "documents-because-mtc",
        _ => "documents-because-own",
    };
    words.tell(id, variables)
}

/// Whether nobody says that a signature on a screen is enough.
fn is_unsure(form: CertificateType) -> bool {
    matches!(form.law().e_signature, ESignature::Unknown | ESignature::NotApplicable)
}

/// The states for which there is no known document, and why.
#[component]
fn Others(words: Words, others: Vec<StateProposal>) -> impl IntoView {
    let other = |other: StateProposal| {
        let state = other.wish.jurisdiction;
        let (law, outcome) = match other.outcome {
            Outcome::NothingNeeded => (untaxed(state), Some(words.say("documents-nothing-needed"))),
            _ => (other.sentence, None),
        };
        // The law's own words, which are English.
        view! { <li><strong>{state.name()}</strong> ": " <span lang="en">{law}</span> " " {outcome}</li> }
    };
    view! {
        <section class="notice section">
            <h2>{words.say("documents-others")}</h2>
            <ul>{others.into_iter().map(other).collect_view()}</ul>
        </section>
    }
}
