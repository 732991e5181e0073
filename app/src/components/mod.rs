//! Markup from props.

pub(crate) mod desk;
pub(crate) mod form;
pub(crate) mod letter;
pub(crate) mod logo;
pub(crate) mod problem;
pub(crate) mod steps;
pub(crate) mod text;
