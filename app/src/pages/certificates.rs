//! What buyers have sent.

mod duration;
mod findings;
mod info_request;
mod list;
mod paper;
mod show;
mod states;

pub(crate) use self::{list::List, show::Show};
