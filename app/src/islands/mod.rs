//! The few interactive pieces. Each improves a form that works without it.

mod copy;
mod sign;
mod states;
mod upload;

pub use copy::CopyButton;
pub use sign::SignaturePad;
pub use states::{Found, StateFinder, Tile};
pub use upload::{Sentences, UploadProgress};
