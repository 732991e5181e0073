//! What the merchant says of itself: on certificates, in letters, and on its buyers' pages.

mod form;
mod logo;

use domain::Role;
use leptos::prelude::*;
use services::accounts;

use self::{
    form::{ProfileForm, ReadOnly},
    logo::LogoBox,
};
use crate::{
    components::{
        desk::{DeskPage, Notice, Part},
        form::{ErrorSummary, Typed},
    },
    context,
};

/// The page of the profile. Who may not change it reads it.
#[component]
pub(crate) fn Show() -> impl IntoView {
    let (services, typed, saved) = (context::services(), Typed::here(), context::query("saved").is_some());
    context::load_for_staff(move |staff| async move {
        let account = accounts::find(&services, &staff.actor).await?;
        let may_change = staff.user.role >= Role::Admin;
        let body = if may_change {
            view! { <ProfileForm account=account.clone() typed=typed.clone()/> }.into_any()
        } else {
            view! { <ReadOnly account=account.clone()/> }.into_any()
        };
        Ok(view! {
            <DeskPage title="Profile" staff part=Part::Profile typed=typed.clone()>
                <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
                {saved.then(|| view! { <Notice text="Saved. Pages, letters and certificates say it from now on."/> })}
                <div class="page-head">
                    <h1>"Profile"</h1>
                    <p>"What buyers read about you: on the pages of a request, in e-mails and letters, and as the seller on certificates."</p>
                </div>
                <div class="columns">
                    <section class="box"><h2>"Name, address and contact"</h2>{body}</section>
                    <LogoBox account may_change typed/>
                </div>
            </DeskPage>
        })
    })
}
