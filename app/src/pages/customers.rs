//! The buyers: who they are, and where they are exempt.

mod answer;
mod history;
mod list;
mod question;
mod show;
mod states;

pub(crate) use self::{list::List, show::Show};
