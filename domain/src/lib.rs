//! What a request, a certificate and a jurisdiction are, and the rules that hold for them.
//!
//! Plain data and pure functions: no input or output, no clock (`now` and `today` are arguments), no randomness.
//! The crate compiles for the browser too.

pub mod account;
pub mod api_key;
pub mod certificate;
pub mod certificate_type;
pub mod customer;
#[cfg(feature = "utoipa")]
mod described;
pub mod document;
pub mod event;
pub mod exemption;
mod fax;
pub mod filing;
pub mod handover;
pub mod ids;
pub mod info_request;
pub mod invalid;
pub mod jurisdiction;
pub mod language;
pub mod law;
mod listed;
pub mod mail;
pub mod paper;
pub mod policy;
pub mod portal;
mod profile;
pub mod reason;
pub mod refusal;
pub mod reminders;
pub mod request;
pub mod review;
pub mod test_clock;
pub mod webhook;
pub mod wizard;
mod words;

pub use account::{Account, Role, User};
pub use api_key::Permission;
pub use certificate::{Certificate, CertificateJurisdiction, CertificateStatus, Circumstances, Review};
pub use certificate_type::CertificateType;
pub use customer::{Customer, CustomerChange, NewCustomer};
pub use document::{Document, MediaType, Scan};
pub use event::{Event, EventKind};
pub use fax::FaxNumber;
pub use filing::{Coverage, IdentificationType, Verification};
pub use ids::*;
pub use info_request::{InfoField, InfoRequest, NewInfoRequest};
pub use invalid::{FieldError, Invalid, LONGEST_LINE, Problem, Variant};
pub use jurisdiction::{Jurisdiction, MOST_STATES};
pub use language::Language;
pub use listed::listed;
pub use mail::{MailKind, MailStatus, ReminderStage};
pub use paper::NewPaper;
pub use policy::{Policy, PolicyVersion, ReviewMode};
pub use portal::{PortalSession, ReturnHost, Storefront};
pub use profile::Profile;
pub use reason::Reason;
pub use refusal::Refusal;
pub use reminders::Cadence;
pub use request::{CertificateRequest, DeliveryMethod, EndedBecause, NewRequest, RequestStatus};
pub use webhook::{WebhookAttempt, WebhookDelivery, WebhookEndpoint};
pub use words::UnknownWord;
