//! The few interactive pieces. Each improves a form that works without it.

mod copy;
mod upload;

pub use copy::CopyButton;
pub use upload::UploadProgress;
