//! What the merchant's storefront may do, the secrets that it signs with, and what to copy into it.

mod form;
mod secrets;
mod snippets;

use domain::Role;
use leptos::prelude::*;
use services::storefront;

use self::{
    form::{ReadOnly, StorefrontForm},
    secrets::{Fresh, Secrets},
    snippets::Snippets,
};
use crate::{
    components::{
        desk::{DeskPage, Notice, Part},
        form::{ErrorSummary, Typed},
    },
    context::{self, FreshSecret},
};

/// The page of the storefront. Who may not change it reads it.
#[component]
pub(crate) fn Show() -> impl IntoView {
    let (services, typed, saved) = (context::services(), Typed::here(), context::query("saved").is_some());
    let fresh = context::extension::<FreshSecret>();
    context::load_for_staff(move |staff| async move {
        let overview = storefront::find(&services, &staff.actor).await?;
        let may_change = staff.user.role >= Role::Admin;
        let settings = overview.storefront.clone();
        let form = if may_change {
            view! { <StorefrontForm settings=settings.clone() typed=typed.clone()/> }.into_any()
        } else {
            view! { <ReadOnly settings=settings.clone()/> }.into_any()
        };
        let base = services.settings.url("");
        Ok(view! {
            <DeskPage title="Storefront" staff=staff.clone() part=Part::Storefront typed=typed.clone()>
                <ErrorSummary invalid=typed.invalid() sentence=typed.sentence()/>
                {fresh.map(|fresh| view! { <Fresh fresh/> })}
                {saved.then(|| view! { <Notice text="Saved."/> })}
                <div class="page-head">
                    <h1>"Storefront"</h1>
                    <p>"Your shop's account page leads buyers to their certificates, and Certlane leads them back."</p>
                </div>
                <div class="columns">
                    <div>
                        <section class="box"><h2>"Where buyers go back to"</h2>{form}</section>
                        <Snippets account=staff.account.id base settings/>
                    </div>
                    <Secrets overview may_change staff typed=typed.clone()/>
                </div>
            </DeskPage>
        })
    })
}
