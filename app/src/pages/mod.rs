//! One file a place; each page loads by `services`, then shows.

pub(crate) mod certificates;
pub(crate) mod customers;
pub(crate) mod message;
pub(crate) mod outbox;
pub(crate) mod policy;
pub(crate) mod portal;
pub(crate) mod profile;
pub(crate) mod reference;
pub(crate) mod reminders;
pub(crate) mod requests;
pub(crate) mod sign_in;
pub(crate) mod storefront;
pub(crate) mod webhooks;
pub(crate) mod wizard;
