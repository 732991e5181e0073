//! The faces for programs. Each speaks a dialect over the same services.

pub(crate) mod describe;
pub(crate) mod tax;
