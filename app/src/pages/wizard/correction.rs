//! What a reviewer asked about a certificate that came in: these fields alone, and the signature.

use domain::{CertificateId, InfoField, RequestId, wizard::detail_questions};
use leptos::prelude::*;
use services::{
    Error,
    wizard::{Correction, correction},
};

use super::{
    Visit,
    business::{AddressFields, Contact, Kind, LegalName},
    details::Question,
    document::{Dates, File, StoredFile},
    documents,
    numbers::{Other, OtherState, StateNumber, question_of},
    sign::Sign,
    why,
};
use crate::{
    components::{
        form::{ErrorSummary, SelectField, TextField, Typed},
        letter::{Letter, Sender},
    },
    context, paths,
};

/// The page of a correction; where nothing is asked any more, the receipt.
#[component]
pub(crate) fn CorrectionPage() -> impl IntoView {
    let (services, buyer, typed, words) = (context::services(), context::buyer(), Typed::here(), context::words());
    let (request, certificate) = (context::param::<RequestId>("id"), context::param::<CertificateId>("certificate"));
    context::load(async move {
        let (request, certificate) = (request?, certificate?);
        let upload_limit = services.settings.upload_limit;
        let correction = match correction(&services, &buyer?, certificate).await {
            Err(Error::Refused(_)) => {
                context::redirect(&paths::page(request, domain::wizard::Page::Done));
                return Ok(().into_any());
            }
            correction => correction?,
        };
        let visit = Visit { wizard: correction.wizard.clone(), typed, from_check: false, upload_limit, words };
        Ok(view! { <Asked visit correction/> }.into_any())
    })
}

#[component]
fn Asked(visit: Visit, correction: Correction) -> impl IntoView {
    let (typed, words) = (visit.typed.clone(), visit.words);
    let sender = Sender::from(&visit.wizard);
    let of_merchant = |id: &str| words.tell(id, [("merchant", visit.wizard.account.name.as_str().into())]);
    let heading = of_merchant("correction-heading");
    let (asks, reason) = (of_merchant("correction-asks"), correction.asked.reason.clone());
    let signs_anew = visit.wizard.plan.completed().next().is_some();
    let again = signs_anew.then(|| view! { <p class="hint">{words.say("correction-again")}</p> });
    let button = words.say(if signs_anew { "correction-button" } else { "correction-send" });
    let (seen, consent) = (correction.seen(), correction.consent(words));
    let title = documents::title(words, correction.certificate.certificate_type);
    let action = paths::correction(visit.wizard.request.id, correction.certificate.id);
    view! {
        <Letter title=typed.title(&heading) sender progress=().into_any()>
            <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
            <h1>{heading}</h1>
            <p class="lead">{title}</p>
            <p class="hint">{words.say("correction-lead")}</p>
            <div class="notice section" id="asked" tabindex="-1">
                <p>{asks}</p>
                <blockquote class="lines">{reason}</blockquote>
            </div>
            <form class="form" method="post" action=action enctype="multipart/form-data" novalidate>
                <input type="hidden" name="seen" value=seen/>
                <Fields visit=visit.clone() correction/>
                <div class="section">
                    <h2>{words.say(if signs_anew { "check-signature" } else { "check-declaration" })}</h2>
                    {again}
                </div>
                <Sign visit consent/>
                <div class="actions"><button class="button" type="submit">{button}</button></div>
            </form>
        </Letter>
    }
}

/// What is asked about, in the order of the walk, each with what was answered last time.
#[component]
fn Fields(visit: Visit, correction: Correction) -> impl IntoView {
    let asked = correction.asked.fields.clone();
    let numbers = asked.iter().any(|field| matches!(field, InfoField::Number(_)));
    let explains = asked.iter().any(|field| matches!(field, InfoField::Reason(_)));
    let first =
        asked.iter().filter(|field| !matches!(field, InfoField::Number(_) | InfoField::Dates | InfoField::File));
    let first = first.map(|field| view! { <Asks visit=visit.clone() field=*field/> }).collect_view();
    let last = asked.iter().filter(|field| **field == InfoField::Dates);
    let last = last.map(|field| view! { <Asks visit=visit.clone() field=*field/> }).collect_view();
    let file = asked.contains(&InfoField::File).then(|| {
        let stored = correction.asked.document_id;
        let document = visit.wizard.documents.iter().find(|document| Some(document.id) == stored).cloned();
        let before = document.is_none().then(|| view! { <Present visit=visit.clone() correction=correction.clone()/> });
        let error = visit.typed.error("file");
        view! { {before} <File words=visit.words document error limit=visit.upload_limit/> }
    });
    view! {
        {first}
        {explains.then(|| view! { <Explanation visit=visit.clone()/> })}
        {numbers.then(|| view! { <Numbers visit=visit.clone() correction=correction.clone()/> })}
        {last}
        {file}
    }
}

/// One thing of the business, the reasons or the document.
#[component]
fn Asks(visit: Visit, field: InfoField) -> impl IntoView {
    let (words, typed) = (visit.words, visit.typed.clone());
    let kept = visit.wizard.draft.business.clone().unwrap_or_default();
    match field {
        InfoField::LegalName => view! { <LegalName words typed kept/> }.into_any(),
        InfoField::Address => view! { <AddressFields words typed kept/> }.into_any(),
        InfoField::BusinessType => view! { <Kind words typed kept/> }.into_any(),
        InfoField::Contact => view! { <Contact words typed kept/> }.into_any(),
        InfoField::Reason(state) => {
            let name = format!("reason-{state}");
            let kept = visit.wizard.draft.why.clone().unwrap_or_default();
            let own = kept.states.get(state.code()).unwrap_or(&kept.reason);
            let label = words.tell("correction-reason", [("state", state.name().into())]);
            let (value, error) = (typed.or(&name, own), typed.error(&name));
            view! { <SelectField name label options=why::options(words) value error/> }.into_any()
        }
        InfoField::Details => {
            let kept = visit.wizard.draft.details.clone().unwrap_or_default();
            let questions = detail_questions(&visit.wizard.draft, &visit.wizard.plan).into_iter();
            let question = |field| view! { <Question visit=visit.clone() kept=kept.clone() field/> };
            questions.map(question).collect_view().into_any()
        }
        InfoField::Dates => {
            let kept = visit.wizard.draft.uploads.values().next().cloned().unwrap_or_default();
            view! { <Dates visit kept/> }.into_any()
        }
        InfoField::Number(_) | InfoField::File => ().into_any(), // together, once
    }
}

/// The file as it is, which is asked about.
#[component]
fn Present(visit: Visit, correction: Correction) -> impl IntoView {
    let words = visit.words;
    let file = correction.certificate.document_id;
    let file = visit.wizard.documents.iter().find(|document| Some(document.id) == file).cloned();
    file.map(|document| {
        let link = Some(paths::buyers_copy(visit.wizard.request.id, document.id));
        view! {
            <section class="group">
                <h2>{words.say("correction-present-file")}</h2>
                <StoredFile words document link/>
            </section>
        }
    })
}

#[component]
fn Explanation(visit: Visit) -> impl IntoView {
    let (typed, words) = (visit.typed, visit.words);
    let kept = visit.wizard.draft.why.map(|why| why.explanation).unwrap_or_default();
    view! {
        <div class="explanation">
            <TextField
                name="explanation"
                label=words.say("why-explanation")
                value=typed.or("explanation", &kept)
                error=typed.error("explanation")
                hint=words.say("why-explanation-hint")
            />
        </div>
    }
}

/// The numbers that were asked about, and those that stand for them: each once.
#[component]
fn Numbers(visit: Visit, correction: Correction) -> impl IntoView {
    let (typed, words, inputs) = (visit.typed.clone(), visit.words, correction.inputs());
    let kept = visit.wizard.draft.numbers.clone().unwrap_or_default();
    let home = domain::wizard::home(&visit.wizard.draft);
    let states = inputs.iter().filter_map(|name| name.strip_prefix("number-")?.parse().ok());
    let field = |state: domain::Jurisdiction| {
        let name = format!("number-{state}");
        let value = typed.or(&name, kept.states.get(state.code()).map(String::as_str).unwrap_or_default());
        let error = typed.error(&name);
        let question = question_of(&visit.wizard.draft, state);
        view! { <StateNumber words question home name value error/> }
    };
    let states = states.map(field).collect_view();
    let other_state = inputs.contains("other_number").then(|| {
        let (visit, kept) = (visit.clone(), kept.clone());
        view! { <OtherState visit kept/> }
    });
    let others = ["card", "federal", "foreign"].into_iter().filter(|name| inputs.contains(*name));
    let other = |name: &'static str| view! { <Other visit=visit.clone() kept=kept.clone() name/> };
    let others = others.map(other).collect_view();
    view! { {states} {others} {other_state} }
}
