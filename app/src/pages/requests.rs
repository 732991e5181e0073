//! Asking for certificates: the list, a new request, and what became of one.

mod ask;
mod find;
mod form;
mod list;
mod new_customer;
mod on_file;
mod reminders;
mod show;
mod timeline;

use domain::Role;
use leptos::prelude::*;
use services::{Error, sessions::Staff};

use self::{ask::Ask, find::Find};
pub(crate) use self::{list::List, show::Show};
use crate::context;

/// Only who may ask sees the forms for it.
fn may_ask(staff: &Staff) -> Result<(), Error> {
    if staff.user.role >= Role::Sales { Ok(()) } else { Err(Error::Forbidden) }
}

/// A new request in two steps: who is asked, and for what.
#[component]
pub(crate) fn New() -> impl IntoView {
    if context::query("customer").is_some() { view! { <Ask/> }.into_any() } else { view! { <Find/> }.into_any() }
}
