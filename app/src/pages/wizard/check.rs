//! Step 5: everything once more, and the signature.

use domain::{
    FieldError, Invalid,
    wizard::{Page, PlannedDocument},
};
use leptos::prelude::*;

use super::{
    Visit, documents,
    frame::{PageForm, PageFrame},
    sign::Sign,
    summary::{Summary, change},
};
use crate::paths;

/// The answers with a way to change each, the documents as they will be signed, and the one button that submits.
#[component]
pub(super) fn Check(visit: Visit) -> impl IntoView {
    let (wizard, typed, words) = (visit.wizard.clone(), visit.typed.clone(), visit.words);
    let nothing_here_to_mend = typed.was_rejected() && typed.invalid().0.is_empty() && typed.sentence().is_none();
    let heading = words.say(if wizard.renewed.is_some() { "check-renewal-heading" } else { "check-heading" });
    let hint = wizard.renewed.as_ref().map(|last_time| {
        let day = words.day(wizard.account.day(last_time.created_at));
        view! { <p class="lead">{words.tell("check-renewal-lead", [("day", day.into())])}</p> }
    });
    let completes = wizard.plan.completed().next().is_some();
    let consent = services::wizard::consent(&wizard, words);
    let button = words.say(if completes { "check-sign-button" } else { "check-submit-button" });
    view! {
        <PageFrame visit=visit.clone() page=Page::Check heading>
            {hint}
            <Missing visit=visit.clone() focused=nothing_here_to_mend/>
            <Summary wizard changeable=true/>
            <Previews visit=visit.clone()/>
            <section class="section">
                <h2>{words.say(if completes { "check-signature" } else { "check-declaration" })}</h2>
                <PageForm visit=visit.clone() page=Page::Check button=Some(button)>
                    <Sign visit consent/>
                </PageForm>
            </section>
        </PageFrame>
    }
}

/// What has to be mended on earlier pages before this one can be submitted.
#[component]
fn Missing(
    visit: Visit,
    /// It is why the page did not submit, and stands in for the error summary.
    focused: bool,
) -> impl IntoView {
    let (id, wizard, words) = (visit.wizard.request.id, visit.wizard, visit.words);
    let (draft, plan) = (&wizard.draft, &wizard.plan);
    let link = |page: Page, error: FieldError| {
        let sentence = words.error(&error);
        view! { <li><a href=change(id, page, &error.field)>{sentence}</a></li> }
    };
    let problems = draft.pages(plan).into_iter().filter(|page| *page < Page::Check).filter_map(|page| {
        // It says nothing of its own until there are states.
        let before = page == Page::Why && draft.check(Page::Where, plan).is_err();
        draft.check(page, plan).err().filter(|_| !before).map(|invalid| (page, invalid))
    });
    let links = problems
        .flat_map(|(page, Invalid(errors))| errors.into_iter().map(move |error| link(page, error)))
        .collect::<Vec<_>>();
    (!links.is_empty()).then(|| {
        view! {
            <div
                class="notice warning section"
                role=focused.then_some("alert")
                tabindex=focused.then_some("-1")
                autofocus=focused
                aria-labelledby="missing-title"
            >
                <h2 id="missing-title">{words.say("check-missing")}</h2>
                <ul role="list">{links}</ul>
            </div>
        }
    })
}

/// The documents that are completed here, as they will be signed: all their pages.
#[component]
fn Previews(visit: Visit) -> impl IntoView {
    let (words, wizard) = (visit.words, visit.wizard);
    let ready = wizard.draft.unsigned(&wizard.plan).is_ok();
    let documents: Vec<PlannedDocument> = wizard.plan.completed().cloned().collect();
    let picture = |document: PlannedDocument| {
        let title = documents::title(words, document.form);
        let alt = words.tell("check-preview-alt", [("document", title.as_str().into())]);
        let (id, form) = (wizard.request.id, document.form);
        let (source, pdf) = (paths::preview(id, form), paths::unsigned_pdf(id, form));
        // How many pages it has is known once it is set, which the page does not wait for: they are one picture.
        view! {
            <figure class="preview">
                <div class="pages">
                    <a href=source.clone()><img src=source.clone() alt=alt width="612" height="792" loading="lazy"/></a>
                </div>
                <figcaption>
                    {title.clone()} <br/>
                    <a href=pdf download="">
                        {words.say("check-preview-pdf")} <span class="visually-hidden">{format!(": {title}")}</span>
                    </a>
                </figcaption>
            </figure>
        }
    };
    (ready && !documents.is_empty()).then(|| {
        view! {
            <section class="section">
                <h2>{words.tell("check-preview", [("count", documents.len().into())])}</h2>
                <p class="hint">{words.tell("check-preview-hint", [("count", documents.len().into())])}</p>
                <div class="previews">{documents.into_iter().map(picture).collect_view()}</div>
            </section>
        }
    })
}
