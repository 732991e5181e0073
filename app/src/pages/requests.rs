//! Asking for certificates: the list, a new request, and what became of one.

mod ask;
mod find;
mod form;
mod list;
mod new_customer;
mod on_file;
mod show;
mod timeline;

use leptos::prelude::*;

use self::{ask::Ask, find::Find};
pub(crate) use self::{list::List, show::Show};
use crate::context;

/// A new request in two steps: who is asked, and for what.
#[component]
pub(crate) fn New() -> impl IntoView {
    if context::query("customer").is_some() { view! { <Ask/> }.into_any() } else { view! { <Find/> }.into_any() }
}
