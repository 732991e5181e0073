//! What buyers have sent.

mod duration;
mod findings;
mod list;
mod paper;
mod show;
mod states;

pub(crate) use self::{list::List, show::Show};
