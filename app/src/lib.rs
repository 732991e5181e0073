//! What people see: pages and components (server only) and the few islands that run in the browser.
//!
//! A page loads by `services`, then shows. It works as a plain HTML form; forms are posted to `server`, which calls
//! the service and either redirects or shows the same page again with what was typed and what is wrong with it.

// A page is one type with all its elements in it.
#![recursion_limit = "256"]

pub mod islands;

#[cfg(feature = "ssr")]
mod components;
#[cfg(feature = "ssr")]
pub mod context;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub mod paths;
#[cfg(feature = "ssr")]
mod shell;

#[cfg(feature = "ssr")]
pub use shell::{App, Stylesheet, shell};

/// The entry point in the browser: wakes the islands of the page.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
