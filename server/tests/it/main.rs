//! The portal from outside: real database, real S3, real SMTP, real sockets. Each module is a subject.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod binary;
mod correction;
mod cover_letter;
mod customers;
mod desk;
mod ends;
mod exemption;
mod expiry;
mod findings;
mod handover;
mod inspection;
mod link;
mod mail;
mod policy;
mod portal;
mod portal_codes;
mod profile;
mod read;
mod reference;
mod reminders;
mod scanner;
mod storefront;
mod submit;
mod support;
mod trigger;
mod upload;
mod walk;
mod webhooks;
mod wizard;
