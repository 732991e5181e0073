//! Why a purchase is exempt, in the field's own codes.

use std::{fmt, str::FromStr, sync::LazyLock};

use serde::{Deserialize, Serialize};

use crate::{
    law::{Sourced, Table, list},
    words::words,
};

/// The reasons of SSTGB Form F0003 (revised 12/21/2021), and leasing, which the MTC form keeps apart from resale.
///
/// Resale first: nine of ten certificates are for it, and buyers look for it. The order is that of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "each variant is described by its row of the table")]
pub enum Reason {
    Resale,
    Lease,
    Manufacturing,
    Agricultural,
    CharitableOrg,
    ReligiousOrg,
    EducationalOrg,
    FederalGov,
    StateLocalGov,
    TribalGov,
    ForeignDiplomat,
    DirectPay,
    DirectMail,
    Other,
}

words! {
    /// What makes a purchase exempt.
    ReasonKind {
        /// What the goods are for.
        Use = "use",
        /// Who buys.
        Entity = "entity",
        /// Either.
        Any = "any",
    }
}

words! {
    /// Whether the uniform resale certificate can state a reason.
    OnMtc {
        /// It can.
        Yes = "yes",
        /// It cannot.
        No = "no",
        /// Only for ingredients and components of what is made for sale.
        Components = "components",
        /// By its box for lessors.
        Lessor = "lessor",
    }
}

/// What `data/reasons.csv` says of one reason.
#[derive(Debug, Deserialize)]
pub struct ReasonLaw {
    /// `RESALE`.
    pub code: String,
    /// The short name that lists and tables show.
    pub label: String,
    /// The reason as a buyer would say it.
    pub in_words: String,
    /// The number that the reason cannot do without (F0003, sections 3 and 5), if any.
    pub needed_number: Option<String>,
    /// What makes the purchase exempt.
    pub kind: ReasonKind,
    /// Commenda's code.
    pub commenda: String,
    /// The letter on F0003.
    pub f0003: String,
    /// AvaTax's entity use code.
    pub avatax_entity_use_code: String,
    /// AvaTax's exemption reason.
    pub avatax_reason: String,
    /// Further exemption reasons of AvaTax that mean it.
    #[serde(deserialize_with = "list")]
    pub avatax_also: Vec<String>,
    /// Whether the uniform resale certificate can state it.
    pub mtc: OnMtc,
    /// What number goes with it, in words.
    pub number_expected: Option<String>,
    /// What has to be said besides.
    pub detail: Option<String>,
    /// What differs by state.
    pub states_note: Option<String>,
}

static ROWS: LazyLock<Table<ReasonLaw>> = LazyLock::new(|| {
    Table::read("reasons.csv", include_str!("../data/reasons.csv"), |row: &ReasonLaw| row.code.clone())
});

/// A text that is no reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no exemption reason: use a code such as RESALE, MANUFACTURING or CHARITABLE_ORG")]
pub struct UnknownReason(String);

impl Reason {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 14] = [
        Self::Resale,
        Self::Lease,
        Self::Manufacturing,
        Self::Agricultural,
        Self::CharitableOrg,
        Self::ReligiousOrg,
        Self::EducationalOrg,
        Self::FederalGov,
        Self::StateLocalGov,
        Self::TribalGov,
        Self::ForeignDiplomat,
        Self::DirectPay,
        Self::DirectMail,
        Self::Other,
    ];

    /// What the law's table says of it, with its source.
    pub fn law(self) -> &'static Sourced<ReasonLaw> {
        &ROWS[self as usize]
    }

    /// `RESALE`.
    pub fn code(self) -> &'static str {
        &self.law().code
    }

    /// The reason as a buyer would say it.
    pub fn in_words(self) -> &'static str {
        &self.law().in_words
    }

    /// The short name that lists and tables show.
    pub fn label(self) -> &'static str {
        &self.law().label
    }

    /// Whether the buyer sells on what it buys, or lets it for rent: for that, states ask for a number of a seller.
    pub fn is_resale(self) -> bool {
        matches!(self, Self::Resale | Self::Lease)
    }

    /// The number that the reason cannot do without, if any.
    pub fn needed_number(self) -> Option<&'static str> {
        self.law().needed_number.as_deref()
    }
}

impl FromStr for Reason {
    type Err = UnknownReason;

    fn from_str(text: &str) -> Result<Self, UnknownReason> {
        ROWS.place(text).map(|place| Self::ALL[place]).ok_or_else(|| UnknownReason(text.to_owned()))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_the_code_says() {
        assert_eq!(ROWS.len(), Reason::ALL.len());
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
            assert_eq!(reason.code().parse(), Ok(reason));
        }
    }
}
