//! A question about another state or day, asked by a plain form and answered on the same page.

use domain::{CustomerId, Invalid, Jurisdiction, Problem, Reason};
use http::StatusCode;
use leptos::prelude::*;
use services::{
    Error, Services,
    exemptions::{self, Answered},
    sessions::Staff,
};

use crate::{
    components::form::{SelectField, TextField, Typed},
    context, paths,
};

/// The fields of the form.
const FIELDS: [&str; 3] = ["jurisdiction", "on", "reason"];

/// What the address asks, as it was typed.
pub(super) struct Asked {
    values: Vec<(String, String)>,
    invalid: Invalid,
    question: Option<Question>,
}

#[derive(Clone, Copy)]
struct Question {
    jurisdiction: Jurisdiction,
    on: Option<chrono::NaiveDate>,
    reason: Option<Reason>,
}

impl Asked {
    /// Reads the address; a question that is none sets the status.
    pub fn here() -> Self {
        let value = |field: &str| Some((field.to_owned(), context::query(field)?));
        let values: Vec<_> = FIELDS.into_iter().filter_map(value).collect();
        let (question, invalid) = if values.is_empty() { (None, Invalid::default()) } else { read(&values) };
        if !invalid.0.is_empty() {
            context::set_status(StatusCode::UNPROCESSABLE_ENTITY);
        }
        Self { values, invalid, question }
    }

    /// The form as it was typed.
    pub fn typed(&self) -> Typed {
        Typed::asked(self.values.clone(), self.invalid.clone())
    }
}

fn read(values: &[(String, String)]) -> (Option<Question>, Invalid) {
    let mut invalid = Invalid::default();
    let value = |field: &str| values.iter().find(|(name, _)| name == field).map(|(_, value)| value.trim());
    let jurisdiction = value("jurisdiction").and_then(|code| code.parse().ok());
    if jurisdiction.is_none() {
        invalid.add("jurisdiction", Problem::Missing, "Select a state.");
    }
    let on = value("on").map(str::parse).transpose();
    if on.is_err() {
        invalid.add("on", Problem::Incorrect, "Enter the day of the sale as 2026-05-01, or nothing for today.");
    }
    let reason = value("reason").map(str::parse).transpose();
    if reason.is_err() {
        invalid.add("reason", Problem::Incorrect, "Select a reason of the list, or none.");
    }
    match (jurisdiction, on, reason) {
        (Some(jurisdiction), Ok(on), Ok(reason)) => (Some(Question { jurisdiction, on, reason }), invalid),
        _ => (None, invalid),
    }
}

/// The answer, where a question was asked.
pub(super) async fn answered(
    services: &Services,
    staff: &Staff,
    customer: CustomerId,
    asked: &Asked,
) -> Result<Option<Answered>, Error> {
    let Some(Question { jurisdiction, on, reason }) = asked.question else { return Ok(None) };
    let ask = exemptions::Ask { customer, jurisdiction, on, reason };
    Ok(exemptions::check(services, &staff.actor, &[ask], None).await?.pop())
}

/// The form itself.
#[component]
pub(super) fn Ask(id: CustomerId, typed: Typed) -> impl IntoView {
    let states = Jurisdiction::all().map(|state| (state.code().to_owned(), state.name().to_owned())).collect();
    let reasons = Reason::ALL.map(|reason| (reason.code().to_owned(), reason.label().to_owned())).to_vec();
    view! {
        <section class="box">
            <h2>"Ask about another state or day"</h2>
            <form class="form" method="get" action=format!("{}#answer", paths::customer(id)) novalidate>
                <div class="fields">
                    <SelectField
                        name="jurisdiction"
                        label="State"
                        options=states
                        value=typed.or("jurisdiction", "")
                        error=typed.error("jurisdiction")
                        placeholder="Select a state"
                        half=true
                    />
                    <TextField
                        name="on"
                        label="Day of the sale"
                        value=typed.or("on", "")
                        error=typed.error("on")
                        kind="date"
                        optional=true
                        half=true
                    />
                    <SelectField
                        name="reason"
                        label="Reason"
                        options=reasons
                        value=typed.or("reason", "")
                        error=typed.error("reason")
                        placeholder="Whatever the certificate says"
                        optional=true
                    />
                </div>
                <div class="actions"><button class="button secondary" type="submit">"Ask"</button></div>
            </form>
        </section>
    }
    .into_any()
}
