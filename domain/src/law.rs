//! The rules of the 56 jurisdictions as data, with their sources, and the questions that they answer.
//!
//! The tables are the CSV files of `domain/data`, compiled in and read when something first asks for them;
//! `docs/updating-the-law.md` says how a rule is changed. A build for the browser holds only those that its islands ask.

pub mod acceptance;
pub mod completeness;
pub mod documents;
mod identification;
mod recurrence;
mod rule;
mod source;
mod table;
mod validity;

pub use completeness::{Finding, Severity};
pub use identification::{Identification, IdentificationKind};
pub use recurrence::Recurrence;
pub use rule::{LawRule, Retention, RuleCheck, TaxedReason};
pub use source::{Confidence, Month, Source};
pub use table::Sourced;
pub(crate) use table::{Table, keyed, list, state_or_all, yes};
pub use validity::{Authority, SetBy, Strictness, Term, Validity, ValidityKind, ValidityRule};

#[cfg(test)]
mod tests;
