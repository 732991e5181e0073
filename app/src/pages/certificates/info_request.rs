//! What the buyer is asked to look at again.

use domain::{Account, CertificateId, InfoField, NewInfoRequest};
use leptos::prelude::*;
use services::info_requests::Askable;

use crate::{
    components::{
        desk::Moment,
        form::{Choice, Choices, TextArea, Typed},
    },
    paths,
};

/// What was asked and waits for the buyer, and the form that asks.
#[component]
pub(super) fn InfoRequest(
    id: CertificateId,
    typed: Typed,
    askable: Askable,
    may_ask: bool,
    account: Account,
) -> impl IntoView {
    let Askable { fields, asked } = askable;
    let again = asked.is_some();
    let waiting = asked.map(|asked| {
        let labels = asked.fields.iter().map(|field| view! { <li>{field.label()}</li> }).collect_view();
        view! {
            <section class="box">
                <h2>"Waiting for the buyer"</h2>
                <p>"Asked on " <Moment at=asked.asked_at account/> " to look again at:"</p>
                <ul>{labels}</ul>
                <blockquote class="lines">{asked.reason}</blockquote>
            </section>
        }
    });
    let form = (may_ask && !fields.is_empty()).then(|| view! { <Form id typed fields again/> });
    view! { {waiting} {form} }
}

#[component]
fn Form(id: CertificateId, typed: Typed, fields: Vec<InfoField>, again: bool) -> impl IntoView {
    let open = typed.error("fields").is_some() || typed.error("reason").is_some();
    let summary = if again { "Ask something else" } else { "Ask the buyer for a correction" };
    let choice = |field: &InfoField| Choice::new(field.to_string(), field.label());
    let options = fields.iter().map(choice).collect();
    let hint = format!(
        "The buyer reads this in the e-mail and on the page. At most {} characters.",
        NewInfoRequest::LONGEST_REASON
    );
    view! {
        <details class="box" open=open>
            <summary>{summary}</summary>
            <form class="form" method="post" action=paths::info_request(id) novalidate>
                <Choices
                    name="fields"
                    legend="What to look at again"
                    options
                    checked=typed.ticked_or("fields", &[])
                    error=typed.error("fields")
                    hint="The buyer sees these fields alone, and signs again."
                    several=true
                    many=true
                />
                <TextArea
                    name="reason"
                    label="What is wrong or missing"
                    value=typed.or("reason", "")
                    error=typed.error("reason")
                    hint
                />
                <div class="actions"><button class="button" type="submit">"Ask the buyer"</button></div>
            </form>
        </details>
    }
}
