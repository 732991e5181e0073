//! The buyer's home: what is on file, what waits for an answer, and the ways in.

mod add;
mod certificate;
mod entry;
mod frame;
mod home;
mod open;
mod sign_in;
mod status;

pub(crate) use self::{
    add::Add,
    entry::Enter,
    home::Home,
    sign_in::{Code, SignIn},
};
