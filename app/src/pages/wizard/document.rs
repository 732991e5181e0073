//! Step 4: the document.

use domain::{
    CertificateType, Jurisdiction,
    wizard::{DocumentAnswers, Step},
};
use leptos::prelude::*;

use super::{
    Visit, chosen_states,
    frame::{StepForm, StepFrame},
};
use crate::{
    components::{
        form::{Field, SelectField, TextField, described_by},
        text,
    },
    islands::UploadProgress,
};

/// The form of step 4. The file comes last: what is typed before it is safe, whatever becomes of a long upload.
#[component]
pub(super) fn Document(visit: Visit) -> impl IntoView {
    let (wizard, typed) = (visit.wizard.clone(), visit.typed.clone());
    let wanted = wizard.request.certificate_type.map(|kind| kind.id().to_owned()).unwrap_or_default();
    let prefilled = || DocumentAnswers { certificate_type_id: wanted, ..DocumentAnswers::default() };
    let kept = wizard.draft.document.clone().unwrap_or_else(prefilled);
    let (error, limit) = (typed.error("file"), visit.upload_limit);
    let file = match wizard.document.clone() {
        Some(document) => view! { <StoredFile document/><Replacement error limit/> }.into_any(),
        None => view! { <FileField label="The signed certificate" error limit/> }.into_any(),
    };
    view! {
        <StepFrame visit=visit.clone() step=Step::Document heading="Your certificate">
            <StepForm visit step=Step::Document enctype="multipart/form-data">
                <SelectField
                    name="certificate_type_id"
                    label="Which form is it?"
                    options=forms(&chosen_states(&wizard.draft))
                    value=typed.or("certificate_type_id", &kept.certificate_type_id)
                    error=typed.error("certificate_type_id")
                    placeholder="I am not sure"
                />
                <div class="fields">
                    <TextField
                        name="signed_on"
                        label="Signed on"
                        value=typed.or("signed_on", &kept.signed_on)
                        error=typed.error("signed_on")
                        hint="The date beside the signature."
                        kind="date"
                        half=true
                        optional=true
                    />
                    <TextField
                        name="expires_on"
                        label="Last day"
                        value=typed.or("expires_on", &kept.expires_on)
                        error=typed.error("expires_on")
                        hint="Leave it empty if the form names none."
                        kind="date"
                        half=true
                        optional=true
                    />
                </div>
                {file}
                <UploadProgress limit_bytes=limit/>
            </StepForm>
        </StepFrame>
    }
}

/// What is stored already.
#[component]
fn StoredFile(document: domain::Document) -> impl IntoView {
    let kind = document.media_type.extension().to_uppercase();
    let facts = format!("{}, {}, received", document.media_type.label(), text::file_size(document.size));
    view! {
        <div class="file">
            <span class="kind" aria-hidden="true">{kind}</span>
            <div>
                <p class="name">{document.file_name}</p>
                <p class="hint">{facts}</p>
            </div>
        </div>
    }
}

/// Asks for another file only where it is wanted.
#[component]
fn Replacement(error: Option<String>, limit: u64) -> impl IntoView {
    let open = error.is_some();
    view! {
        <details open=open>
            <summary>"Replace the file"</summary>
            <FileField label="Another file" error limit/>
        </details>
    }
}

#[component]
fn FileField(label: &'static str, error: Option<String>, limit: u64) -> impl IntoView {
    let hint = format!("PDF, JPEG or PNG, up to {} MB. A clear photo of the page is fine.", limit / 1_000_000);
    let (describedby, invalid) = (described_by("file", true, error.is_some()), error.is_some().then_some("true"));
    view! {
        <Field name="file".to_owned() label=label.to_owned() error hint=Some(hint)>
            <input
                type="file"
                id="file"
                name="file"
                accept="application/pdf,image/jpeg,image/png"
                aria-describedby=describedby
                aria-invalid=invalid
            />
        </Field>
    }
}

/// The forms that can cover the states of the buyer.
fn forms(states: &[Jurisdiction]) -> Vec<(String, String)> {
    CertificateType::for_states(states).into_iter().map(|kind| (kind.id().to_owned(), kind.title())).collect()
}
