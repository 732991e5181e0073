//! Step 4: the file of one document.

use domain::{
    CertificateType, Jurisdiction,
    document::Unacceptable,
    wizard::{Page, UploadAnswers},
};
use leptos::prelude::*;
use messages::Words;

use super::{
    Visit, documents,
    frame::{PageForm, PageFrame},
};
use crate::{
    components::{
        form::{Choice, Choices, Field, SelectField, TextField, described_by},
        text,
    },
    islands::{Sentences, UploadProgress},
    paths,
};

/// What phones and scanners send; an iPhone turns its own format into JPEG where that is not on the list.
const ACCEPTED: &str = "application/pdf,image/jpeg,image/png,image/tiff";

/// The form. The file comes last: what is typed before it is safe, whatever becomes of a long upload.
#[component]
pub(super) fn Document(visit: Visit, form: CertificateType) -> impl IntoView {
    let (wizard, typed, words) = (visit.wizard.clone(), visit.typed.clone(), visit.words);
    let kept = wizard.draft.uploads.get(form.id()).cloned().unwrap_or_else(|| proposed(&visit, form));
    let (error, limit) = (typed.error("file"), visit.upload_limit);
    let document = wizard.document(form).cloned();
    let link = document.as_ref().map(|file| paths::buyers_copy(wizard.request.id, file.id));
    let title = documents::title(words, form);
    let why = why_uploaded(&visit, form).map(|why| view! { <p class="hint">{words.say(why)}</p> });
    view! {
        <PageFrame visit=visit.clone() page=Page::Upload(form) heading=words.say("upload-heading")>
            <p class="lead">{title}</p>
            {why}
            <PageForm visit=visit.clone() page=Page::Upload(form) enctype="multipart/form-data">
                <Covered visit=visit.clone() kept=kept.states.clone()/>
                <SelectField
                    name="certificate_type_id"
                    label=words.say("upload-kind")
                    options=forms(words, &states(&visit))
                    value=typed.or("certificate_type_id", &kept.certificate_type_id)
                    error=typed.error("certificate_type_id")
                    placeholder=words.say("upload-kind-unknown")
                />
                <Dates visit kept/>
                <File words document link error limit/>
            </PageForm>
        </PageFrame>
    }
}

/// Why the document cannot be completed here, where that was no choice of the buyer's.
fn why_uploaded(visit: &Visit, form: CertificateType) -> Option<&'static str> {
    let planned = visit.wizard.plan.documents.iter().find(|document| document.form == form)?;
    let why = if form == CertificateType::OTHER { "upload-other" } else { "upload-issued" };
    (!planned.completable).then_some(why)
}

/// The file, whether one is stored already or not, and how far its sending is.
#[component]
pub(super) fn File(
    words: Words,
    document: Option<domain::Document>,
    /// Where it can be downloaded.
    #[prop(default = None)]
    link: Option<String>,
    error: Option<String>,
    limit: u64,
) -> impl IntoView {
    let file = match document {
        Some(document) => view! { <StoredFile words document link/><Replacement words error limit/> }.into_any(),
        None => view! { <FileField words label="upload-file" error limit/> }.into_any(),
    };
    view! {
        {file}
        <UploadProgress
            limit_bytes=limit
            sending=words.say("upload-sending")
            checking=words.say("upload-checking")
            cancel=words.say("upload-cancel")
            sentences=sentences(words, limit)
        />
    }
}

/// What the island says by itself.
fn sentences(words: Words, limit: u64) -> Sentences {
    Sentences {
        heading: words.say("error-summary"),
        too_large: words.file(Unacceptable::TooLarge(limit / 1_000_000)),
        broken_off: words.say("upload-broken-off"),
        failed: words.say("upload-failed"),
    }
}

/// The states and the form that the rules proposed.
fn proposed(visit: &Visit, form: CertificateType) -> UploadAnswers {
    let planned = visit.wizard.plan.documents.iter().find(|document| document.form == form);
    let states = planned.map(|document| document.states.clone()).unwrap_or_default();
    let certificate_type_id = if form == CertificateType::OTHER { String::new() } else { form.id().to_owned() };
    UploadAnswers {
        certificate_type_id,
        states: states.iter().map(|state| state.code().to_owned()).collect(),
        ..UploadAnswers::default()
    }
}

/// The states of the walk that have a sales tax.
fn states(visit: &Visit) -> Vec<Jurisdiction> {
    let wishes = visit.wizard.draft.wishes().into_iter().map(|wish| wish.jurisdiction);
    wishes.filter(|state| state.has_general_sales_tax()).collect()
}

/// Which states the document covers: one upload for as many as it says.
#[component]
fn Covered(visit: Visit, kept: Vec<String>) -> impl IntoView {
    let (typed, words, states) = (visit.typed.clone(), visit.words, states(&visit));
    let options = states.iter().map(|state| Choice::new(state.code(), state.name())).collect();
    let (checked, error) = (typed.ticked_or("states", &kept), typed.error("states"));
    if let ([only], None) = (states.as_slice(), &error) {
        return view! { <input type="hidden" name="states" value=only.code()/> }.into_any();
    }
    let hint = words.say("upload-covers-hint");
    view! { <Choices name="states" legend=words.say("upload-covers") options checked error hint several=true many=true/> }
        .into_any()
}

#[component]
pub(super) fn Dates(visit: Visit, kept: UploadAnswers) -> impl IntoView {
    let (typed, words) = (visit.typed, visit.words);
    view! {
        <div class="fields">
            <TextField
                name="signed_on"
                label=words.say("upload-signed-on")
                value=typed.or("signed_on", &kept.signed_on)
                error=typed.error("signed_on")
                hint=words.say("upload-signed-on-hint")
                kind="date"
                half=true
                optional=true
            />
            <TextField
                name="expires_on"
                label=words.say("upload-expires-on")
                value=typed.or("expires_on", &kept.expires_on)
                error=typed.error("expires_on")
                hint=words.say("upload-expires-on-hint")
                kind="date"
                half=true
                optional=true
            />
        </div>
    }
}

/// What is stored already.
#[component]
pub(super) fn StoredFile(
    words: Words,
    document: domain::Document,
    /// Where it can be downloaded, unless the virus scan holds it.
    #[prop(default = None)]
    link: Option<String>,
) -> impl IntoView {
    let kind = document.media_type.extension().to_uppercase();
    let facts = words.tell("upload-received", [("facts", file_facts(words, &document).into())]);
    let link = link.filter(|_| !document.is_held()).map(|link| view! { <a href=link>{words.say("download")}</a> });
    view! {
        <div class="file">
            <span class="kind" aria-hidden="true">{kind}</span>
            <div>
                <p class="name">{document.file_name}</p>
                <p class="hint">{facts}</p>
            </div>
            {link}
        </div>
    }
}

/// How long a file is, by which its sender sees that all of it arrived: `2 pages, 80 kB`.
pub(super) fn file_facts(words: Words, document: &domain::Document) -> String {
    let pages = document.pages.map(|count| words.tell("upload-pages", [("count", count.into())]));
    pages.into_iter().chain([text::file_size(document.size)]).collect::<Vec<_>>().join(", ")
}

/// Asks for another file only where it is wanted.
#[component]
fn Replacement(words: Words, error: Option<String>, limit: u64) -> impl IntoView {
    let open = error.is_some();
    view! {
        <details open=open>
            <summary>{words.say("upload-replace")}</summary>
            <FileField words label="upload-another" error limit/>
        </details>
    }
}

#[component]
fn FileField(words: Words, label: &'static str, error: Option<String>, limit: u64) -> impl IntoView {
    let megabytes = limit / 1_000_000;
    let hint = words.tell("upload-file-hint", [("limit", megabytes.into())]);
    let (describedby, invalid) = (described_by("file", true, error.is_some()), error.is_some().then_some("true"));
    view! {
        <Field name="file".to_owned() label=words.say(label) error hint=Some(hint)>
            <input
                type="file"
                id="file"
                name="file"
                accept=ACCEPTED
                multiple
                aria-describedby=describedby
                aria-invalid=invalid
            />
        </Field>
    }
}

/// The forms that can cover the states of the buyer.
fn forms(words: Words, states: &[Jurisdiction]) -> Vec<(String, String)> {
    let option = |form: CertificateType| (form.id().to_owned(), listed(words, form));
    CertificateType::for_states(states).into_iter().map(option).collect()
}

/// A form among others: what tells them apart comes first, since a phone cuts off the rest.
fn listed(words: Words, form: CertificateType) -> String {
    let title = documents::title(words, form);
    match form.id().strip_prefix("US-").filter(|_| form.state().is_none() && form != CertificateType::OTHER) {
        Some(short) => format!("{short}: {title}"),
        None => title,
    }
}
