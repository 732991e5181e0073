//! Where events go: the endpoints, what was sent to each, and what became of it.

mod delivery;
mod fields;
mod list;
mod sent;
mod settings;
mod show;

pub(crate) use self::{delivery::Delivery, list::List, show::Show};
