//! The binary's inside: configuration, command line, router, and the faces that translate between HTTP and `services`.

mod api;
mod assets;
pub mod cli;
mod client;
pub mod commands;
pub mod config;
mod files;
mod limits;
mod pages;
mod protect;
mod router;
mod serve;
mod state;
mod telemetry;

pub use api::{describe::document, shape};
pub use router::router;
pub use serve::serve;
