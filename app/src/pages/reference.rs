//! The rules of the states with their sources, in plain words: for whoever has to answer for them.

mod document;
mod everywhere;
mod forms;
mod list;
mod rules;
mod state;
mod validity;
mod words;

pub(crate) use self::{list::List, state::Show};
