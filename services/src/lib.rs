//! Every action of the portal, one function each.
//!
//! A face (page, REST, CLI) proves who is asking, gets an [`Actor`], and calls one function here. The function checks
//! the role, opens the transaction, asks `domain` whether it may be, writes, records the event, enqueues the jobs and
//! commits. What needs the network happens after that, in [`jobs`].

pub mod accounts;
mod actor;
pub mod api_keys;
pub mod certificates;
mod clock;
pub mod cover_letters;
pub mod customers;
pub mod demo;
pub mod doctor;
pub mod documents;
mod endings;
mod error;
mod events;
pub mod examples;
pub mod exemptions;
pub mod feed;
pub mod filings;
pub mod handover;
pub mod idempotency;
pub mod info_requests;
pub mod invitations;
pub mod jobs;
mod mailer;
pub mod outbox;
pub mod papers;
pub mod policies;
pub mod portal;
pub mod profile;
pub mod purchases;
pub mod reminders;
pub mod requests;
pub mod reviews;
mod secrets;
pub mod sessions;
mod settings;
mod start;
mod storage;
mod store;
pub mod storefront;
pub mod test_clock;
mod tokens;
pub mod webhooks;
pub mod wizard;
mod world;

use std::{ops::Deref, sync::Arc};

pub use actor::{Actor, Operator};
pub use clock::{Clock, SystemTime, Time};
pub use error::{Error, Result};
pub use settings::{FaxGateway, S3Settings, Settings};
pub use start::StartError;
pub use storage::{BuiltIn, DOWNLOAD_SECONDS};
pub use store::{Page, Window};
pub use world::World;

/// Everything an action needs, one for the whole program. Each layer before a handler clones it, so it is one pointer.
#[derive(Clone)]
pub struct Services(Arc<Parts>);

impl Deref for Services {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// What [`Services`] holds.
pub struct Parts {
    /// The only source of time, ids and randomness.
    pub clock: Clock,
    /// What the operator configured.
    pub settings: Arc<Settings>,
    pub(crate) store: store::Store,
    pub(crate) storage: storage::Storage,
    pub(crate) mailer: mailer::Mailer,
    pub(crate) secrets: Arc<secrets::Secrets>,
    pub(crate) keys: api_keys::Remembered,
    /// A place for each password that may be hashed at once: one takes 19 MB.
    pub(crate) hashing: Arc<tokio::sync::Semaphore>,
    /// A place for each upload that may be looked into at once.
    pub(crate) inspecting: Arc<tokio::sync::Semaphore>,
    /// Tells the worker that a job was committed.
    pub(crate) job_added: Arc<tokio::sync::Notify>,
    /// The way to the endpoints of webhooks.
    pub(crate) webhooks: webhooks::Client,
    /// How webhooks show what they tell of.
    pub(crate) shape: webhooks::Shape,
    /// Tells those who send webhooks that there may be one.
    pub(crate) webhook_added: Arc<tokio::sync::Notify>,
}
