//! What the merchant decides on top of the law: in force, to be changed, and as it was.

mod documents;
mod form;
mod history;
mod states;
mod words;

use domain::{PolicyVersion, Role};
use leptos::prelude::*;
use services::policies;

use self::{form::PolicyForm, history::History, words::InWords};
use crate::{
    components::{
        desk::{DeskPage, Notice, Part},
        form::{ErrorSummary, Typed},
    },
    context, paths,
};

/// The page of the policy. Who may not change it reads it.
#[component]
pub(crate) fn Show() -> impl IntoView {
    let (services, typed, saved) = (context::services(), Typed::here(), context::query("saved").is_some());
    context::load_for_staff(move |staff| async move {
        let current = policies::current(&services, &staff.actor).await?;
        let versions = policies::history(&services, &staff.actor).await?;
        let version = current.version;
        let body = if staff.user.role >= Role::Admin {
            view! { <PolicyForm current typed=typed.clone()/> }.into_any()
        } else {
            view! { <ReadOnly current/> }.into_any()
        };
        Ok(view! {
            <DeskPage title="Policy" staff=staff.clone() part=Part::Policy typed=typed.clone()>
                <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
                {saved.then(|| view! { <Notice text=format!("Saved: version {version} is in force.")/> })}
                <div class="page-head">
                    <h1>"Policy"</h1>
                    <p>"What you decide on top of the law. It can be stricter than the law, never looser."</p>
                    <p><a href=paths::REMINDERS>"When buyers are reminded"</a></p>
                </div>
                <div class="columns">
                    <section class="box">{body}</section>
                    <section class="box"><h2>"Versions"</h2><History versions staff/></section>
                </div>
            </DeskPage>
        })
    })
}

#[component]
fn ReadOnly(current: PolicyVersion) -> impl IntoView {
    view! {
        <h2>"In force"</h2>
        <InWords policy=current.policy/>
        <p class="hint">"An administrator of your account can change it."</p>
    }
}
