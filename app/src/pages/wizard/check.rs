//! Step 5: everything once more, and the signature.

use domain::{
    FieldError, Invalid, RequestId,
    wizard::{Draft, SignAnswers, Step},
};
use leptos::prelude::*;

use super::{
    Visit,
    frame::{StepForm, StepFrame},
    summary::{Summary, change},
};
use crate::components::form::{Checkbox, TextField};

/// The answers with a way to change each, and the one button that submits.
#[component]
pub(super) fn Check(visit: Visit) -> impl IntoView {
    let (wizard, typed) = (visit.wizard.clone(), visit.typed.clone());
    let contact = wizard.draft.business.as_ref().map(|business| business.contact_name.clone()).unwrap_or_default();
    let kept = wizard.draft.sign.clone().unwrap_or_else(|| SignAnswers { name: contact, ..SignAnswers::default() });
    let business = wizard.draft.business.as_ref().map(|business| business.legal_name.trim().to_owned());
    let business = business.filter(|name| !name.is_empty()).unwrap_or_else(|| wizard.customer.name.clone());
    // A tick is a signature's: it is asked for again until it is taken.
    let agreed = typed.or("agreed", "") == "yes";
    let nothing_here_to_mend = typed.was_rejected() && typed.invalid().0.is_empty() && typed.sentence().is_none();
    view! {
        <StepFrame visit=visit.clone() step=Step::Check heading="Check your answers">
            <Missing id=wizard.request.id draft=wizard.draft.clone() focused=nothing_here_to_mend/>
            <Summary wizard changeable=true/>
            <section class="section">
                <h2>"Declaration"</h2>
                <StepForm visit step=Step::Check button="Submit certificate">
                    <div class="fields">
                        <TextField
                            name="name"
                            label="Your full name"
                            value=typed.or("name", &kept.name)
                            error=typed.error("name")
                            autocomplete="name"
                            half=true
                        />
                        <TextField
                            name="title"
                            label="Your title or role"
                            value=typed.or("title", &kept.title)
                            error=typed.error("title")
                            autocomplete="organization-title"
                            half=true
                        />
                    </div>
                    <Checkbox
                        name="agreed"
                        label=format!(
                            "I declare that these answers and the document are true and complete, and that I may give them for {business}.",
                        )
                        checked=agreed
                        error=typed.error("agreed")
                    />
                </StepForm>
            </section>
        </StepFrame>
    }
}

/// What has to be mended on earlier pages before this one can be submitted.
#[component]
fn Missing(
    id: RequestId,
    draft: Draft,
    /// It is why the page did not submit, and stands in for the error summary.
    focused: bool,
) -> impl IntoView {
    let link =
        |step: Step, error: FieldError| view! { <li><a href=change(id, step, &error.field)>{error.sentence}</a></li> };
    let problems = Step::ALL.into_iter().take(4).filter_map(|step| match (step, draft.check(step)) {
        // It says nothing of its own until there are states.
        (Step::Why, _) if draft.check(Step::Where).is_err() => None,
        (_, result) => result.err().map(|invalid| (step, invalid)),
    });
    let links = problems
        .flat_map(|(step, Invalid(errors))| errors.into_iter().map(move |error| link(step, error)))
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
                <h2 id="missing-title">"Still to do before you submit"</h2>
                <ul role="list">{links}</ul>
            </div>
        }
    })
}
