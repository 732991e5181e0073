//! The versions of the policy: when, by whom, and what each said.

use domain::PolicyVersion;
use leptos::prelude::*;
use services::sessions::Staff;

use super::words::InWords;
use crate::components::desk::{Moment, who};

/// The versions so far, newest first.
#[component]
pub(super) fn History(versions: Vec<PolicyVersion>, staff: Staff) -> impl IntoView {
    if versions.is_empty() {
        return view! { <p>"Nobody has decided anything yet: the law alone holds."</p> }.into_any();
    }
    let version = |version: PolicyVersion| {
        let who = version.made_by.as_deref().and_then(|actor| who(actor, &staff)).map(|who| format!(", {who}"));
        let account = staff.account.clone();
        view! {
            <li>
                <strong>{format!("Version {}", version.version)}</strong>
                {version.created_at.map(|at| view! { ", " <Moment at account/> })}
                {who}
                <details>
                    <summary>"What it says" <span class="visually-hidden">{format!(", version {}", version.version)}</span></summary>
                    <InWords policy=version.policy/>
                </details>
            </li>
        }
        .into_any()
    };
    view! { <ol class="entries" role="list">{versions.into_iter().map(version).collect_view()}</ol> }.into_any()
}
