//! Step 4: what the forms that are completed here want to know besides.

use domain::{
    certificate_type::Field,
    wizard::{DetailsAnswers, Page, detail_questions},
};
use leptos::prelude::*;

use super::{
    Visit,
    frame::{PageForm, PageFrame},
};
use crate::components::form::TextField;

/// The form, with the questions that the chosen documents ask.
#[component]
pub(super) fn Details(visit: Visit) -> impl IntoView {
    let (wizard, words) = (visit.wizard.clone(), visit.words);
    let kept = wizard.draft.details.clone().unwrap_or_default();
    let question = |field: Field| view! { <Question visit=visit.clone() kept=kept.clone() field/> };
    let questions = detail_questions(&wizard.draft, &wizard.plan).into_iter().map(question).collect_view();
    view! {
        <PageFrame visit=visit.clone() page=Page::Details heading=words.say("details-heading")>
            <p class="hint">{words.say("details-hint")}</p>
            <PageForm visit=visit.clone() page=Page::Details>{questions}</PageForm>
        </PageFrame>
    }
}

#[component]
pub(super) fn Question(visit: Visit, kept: DetailsAnswers, field: Field) -> impl IntoView {
    let (typed, words) = (visit.typed, visit.words);
    let (name, kept, label, hint) = match field {
        Field::BusinessDescription => {
            ("business_description", kept.business_description, "details-business", "details-business-hint")
        }
        Field::PropertyDescription => {
            ("property_description", kept.property_description, "details-property", "details-property-hint")
        }
        Field::ReasonDetail => ("reason_detail", kept.reason_detail, "details-reason", "details-reason-hint"),
        Field::FederalNumber => ("federal_number", kept.federal_number, "details-federal", "details-federal-hint"),
        Field::PaymentType => ("payment", kept.payment, "details-payment", "details-payment-hint"),
        Field::ExpiresOn => ("expires_on", kept.expires_on, "details-expires-on", "details-expires-on-hint"),
        _ => ("phone", kept.phone, "details-phone", "details-phone-hint"),
    };
    let kind = if field == Field::ExpiresOn { "date" } else { "text" };
    let label = words.tell(label, [("merchant", visit.wizard.account.name.as_str().into())]);
    let (value, error) = (typed.or(name, &kept), typed.error(name));
    view! { <TextField name label value error hint=words.say(hint) kind/> }
}
