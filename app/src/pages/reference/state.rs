//! The rules of one state.

use domain::Jurisdiction;
use leptos::prelude::*;

use super::{
    document::{Tax, WhoseNumbers},
    forms::Forms,
    rules::{GoodFaith, Keeping, Numbers, Taxed},
    validity::Durations,
};
use crate::{
    components::desk::{Crumb, DeskPage, Part},
    context, paths,
};

/// The page of one state; a code that is none is not found.
#[component]
pub(crate) fn Show() -> impl IntoView {
    let state = context::param::<Jurisdiction>("code");
    context::load_for_staff(move |staff| async move {
        let state = state?;
        Ok(view! {
            <DeskPage title=format!("Rules of {}", state.name()) staff part=Part::Reference>
                <Crumb href=paths::REFERENCE label="Reference"/>
                <div class="page-head">
                    <h1>{state.name()}</h1>
                    <p>"By these rules Certlane answers for " {state.code()} ". It is reference data, not legal advice."</p>
                </div>
                <div class="columns">
                    <div><Tax state/> <Forms state/> <GoodFaith state/></div>
                    <div><WhoseNumbers state/> <Durations state/> <Numbers state/> <Taxed state/> <Keeping state/></div>
                </div>
            </DeskPage>
        })
    })
}
