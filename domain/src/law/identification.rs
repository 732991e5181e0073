use std::sync::LazyLock;

use regex_lite::Regex;
use serde::Deserialize;

use super::{Sourced, Table};
use crate::{Jurisdiction, words::words};

words! {
    /// The kinds of numbers that identify a buyer.
    IdentificationKind {
        /// The federal employer identification number.
        Fein = "FEIN",
        /// A sales tax permit, license or resale number of a state.
        StateTaxId = "STATE_TAX_ID",
        /// A driver's license, where a state takes one.
        DriversLicense = "DRIVERS_LICENSE",
        /// The number on the Department of State's tax exemption card.
        ForeignDiplomat = "FOREIGN_DIPLOMAT",
        /// A tax number of another country.
        ForeignTaxId = "FOREIGN_TAX_ID",
        /// The words "Not Required", where a state takes them.
        NotRequired = "NOT_REQUIRED",
        /// Mexico's taxpayer number.
        Rfc = "RFC",
        /// Louisiana's number for remote sellers.
        RemoteSellerId = "REMOTE_SELLER_ID",
        /// The exemption number of an organization.
        ExemptOrgId = "EXEMPT_ORG_ID",
        /// Washington's reseller permit.
        ResellerPermit = "RESELLER_PERMIT",
        /// Washington's unified business identifier.
        Ubi = "UBI",
    }
}

/// What `data/identifications.csv` says of one kind of number.
#[derive(Debug, Deserialize)]
pub struct Identification {
    /// `US-OH`; `US` for all states, `MX` for Mexico.
    pub jurisdiction: String,
    /// Which kind.
    pub kind: IdentificationKind,
    /// What the state calls it.
    pub label: String,
    /// What it looks like in capitals without spaces, dashes, slashes and dots: a regular expression, where known.
    pub pattern: Option<String>,
    /// What it looks like for a person, as `NN-NNNNNN`.
    pub shape: Option<String>,
    /// Where it is used.
    pub used_on: Option<String>,
    /// What else there is to know.
    pub note: Option<String>,
}

static ROWS: LazyLock<Table<Identification>> = LazyLock::new(|| {
    Table::read("identifications.csv", include_str!("../../data/identifications.csv"), |row: &Identification| {
        format!("{} {}", row.jurisdiction, row.kind)
    })
});

/// The patterns of the rows, in their order.
static PATTERNS: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
    let regex = |pattern: &String| Regex::new(pattern).expect("the tests read every pattern of identifications.csv");
    ROWS.iter().map(|row| row.pattern.as_ref().map(regex)).collect()
});

impl Identification {
    /// All kinds of all jurisdictions.
    pub fn all() -> impl Iterator<Item = &'static Sourced<Self>> {
        ROWS.iter()
    }

    /// The kinds that a state issues.
    pub fn of(state: Jurisdiction) -> impl Iterator<Item = &'static Sourced<Self>> {
        Self::all().filter(move |row| row.jurisdiction == state.code())
    }

    /// What it looks like, to go on after "it": `has 11 digits`, `looks like NN-NNNNNN, where N is a digit`.
    pub fn look(&self) -> Option<String> {
        let shape = self.shape.as_deref()?;
        if shape.chars().all(|char| char == 'N') {
            return Some(format!("has {} digits", shape.len()));
        }
        let explained = shape.contains("digits") || !shape.contains('N');
        let key = if explained { "" } else { ", where N is a digit" };
        Some(format!("looks like {shape}{key}"))
    }

    /// The kind that a number of this state would be, where its shape is known and the number has another one.
    ///
    /// A warning at most: shapes change, and some are not confirmed.
    pub fn mismatch(number: &str, state: Jurisdiction) -> Option<&'static Sourced<Self>> {
        let bare: String = number
            .chars()
            .filter(|char| !char.is_whitespace() && !matches!(char, '-' | '–' | '/' | '.'))
            .flat_map(char::to_uppercase)
            .collect();
        let of_state = || ROWS.iter().zip(PATTERNS.iter()).filter(|(row, _)| row.jurisdiction == state.code());
        let known = || of_state().filter_map(|(row, pattern)| Some((row, pattern.as_ref()?)));
        if known().any(|(_, pattern)| pattern.is_match(&bare)) {
            return None;
        }
        // Where one kind of the state has no known shape, the number may be of that kind.
        if of_state().any(|(_, pattern)| pattern.is_none()) {
            return None;
        }
        known().next().map(|(row, _)| row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mismatch(number: &str, state: &str) -> bool {
        Identification::mismatch(number, state.parse().unwrap()).is_some()
    }

    #[test]
    fn every_pattern_is_one_and_every_state_is_known() {
        assert_eq!(PATTERNS.len(), ROWS.len());
        for row in Identification::all() {
            let known =
                ["US", "MX"].contains(&row.jurisdiction.as_str()) || row.jurisdiction.parse::<Jurisdiction>().is_ok();
            assert!(known, "{}", row.jurisdiction);
        }
    }

    #[test]
    fn a_shape_is_told_in_words() {
        let look = |state: &str| Identification::of(state.parse().unwrap()).next().unwrap().look();
        assert_eq!(look("US-TX").as_deref(), Some("has 11 digits"));
        assert_eq!(look("US-OH").as_deref(), Some("looks like NN-NNNNNN, where N is a digit"));
        assert_eq!(look("US-WA").as_deref(), Some("looks like A14 8694 13"), "an example explains itself");
        assert_eq!(look("US-FL").as_deref(), Some("looks like NN-NNNNNNNNNN-N (13 digits)"));
        assert_eq!(look("US-CA"), None);
    }

    #[test]
    fn a_number_may_be_written_as_people_write_it() {
        for number in ["89-123456", "89123456", "89 123 456"] {
            assert!(!mismatch(number, "US-OH"), "{number}");
        }
        assert!(mismatch("89-12345", "US-OH"));
        assert!(mismatch("32 0501 2345", "US-TX"));
        assert!(!mismatch("anything", "US-CA"), "California's shape is not confirmed");
    }
}
