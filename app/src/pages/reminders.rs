//! When the buyers of the merchant are reminded.

use domain::{Cadence, Role};
use leptos::prelude::*;
use services::reminders;

use crate::{
    components::{
        desk::{Crumb, DeskPage, Fact, Facts, Notice, Part},
        form::{Checkbox, ErrorSummary, TextField, Typed},
    },
    context, paths,
};

/// The page of the reminders. Who may not change them reads them.
#[component]
pub(crate) fn Show() -> impl IntoView {
    let (services, typed, saved) = (context::services(), Typed::here(), context::query("saved").is_some());
    context::load_for_staff(move |staff| async move {
        let cadence = reminders::current(&services, &staff.actor).await?;
        let body = if staff.user.role >= Role::Admin {
            view! { <CadenceForm cadence typed=typed.clone()/> }.into_any()
        } else {
            view! { <ReadOnly cadence/> }.into_any()
        };
        Ok(view! {
            <DeskPage title="Reminders" staff part=Part::Policy typed=typed.clone()>
                <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
                {saved.then(|| view! { <Notice text="Saved. It holds for open requests too."/> })}
                <Crumb href=paths::POLICY label="Policy"/>
                <div class="page-head">
                    <h1>"Reminders"</h1>
                    <p>"Buyers who have not answered get a reminder by e-mail, on business days and in the daytime where they are."</p>
                </div>
                <section class="box">{body}</section>
            </DeskPage>
        })
    })
}

#[component]
fn CadenceForm(cadence: Cadence, typed: Typed) -> impl IntoView {
    let on = typed.ticked_or("on", &ticked(!cadence.is_off()));
    let last = typed.ticked_or("day_before_end", &ticked(cadence.day_before_end));
    // Who switches them on begins with what is usual.
    let usual = if cadence.is_off() { Cadence::default() } else { cadence };
    view! {
        <form class="form" method="post" action=paths::REMINDERS novalidate>
            <Checkbox name="on" label="Remind buyers" checked=!on.is_empty()/>
            <TextField
                name="days"
                label="Days after the request"
                value=typed.or("days", &usual.days_in_words())
                error=typed.error("days")
                hint="For example 7, 14, 21. A reminder due at night or on a weekend goes out on the next business day."
            />
            <Checkbox name="day_before_end" label="Once more on the day before the link ends" checked=!last.is_empty()/>
            <p class="hint">
                "Nobody is reminded after the end of a request, after an e-mail bounced, or against their will. A request can have "
                "days of its own: see " <code>"reminders"</code> " of the API."
            </p>
            <div class="actions"><button class="button" type="submit">"Save reminders"</button></div>
        </form>
    }
}

fn ticked(yes: bool) -> Vec<String> {
    yes.then(|| "yes".to_owned()).into_iter().collect()
}

#[component]
fn ReadOnly(cadence: Cadence) -> impl IntoView {
    let days = Some(cadence.days_in_words()).filter(|days| !days.is_empty()).unwrap_or_else(|| "None".to_owned());
    view! {
        <Facts>
            <Fact term="Days after the request">{days}</Fact>
            <Fact term="The day before the end">{if cadence.day_before_end { "Yes" } else { "No" }}</Fact>
        </Facts>
        <p class="hint">"An administrator of your account can change it."</p>
    }
}
