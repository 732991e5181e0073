//! Why a purchase is exempt, in the field's own codes.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The reasons of SSTGB Form F0003 (revised 12/21/2021), and leasing, which the MTC form keeps apart from resale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "each variant is described by `in_words`")]
pub enum Reason {
    Resale,
    Lease,
    FederalGov,
    StateLocalGov,
    TribalGov,
    ForeignDiplomat,
    CharitableOrg,
    ReligiousOrg,
    EducationalOrg,
    Agricultural,
    Manufacturing,
    DirectPay,
    DirectMail,
    Other,
}

/// A text that is no reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no exemption reason: use a code such as RESALE, MANUFACTURING or CHARITABLE_ORG")]
pub struct UnknownReason(String);

impl Reason {
    /// Resale first: nine of ten certificates are for it, and buyers look for it.
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

    /// `RESALE`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Resale => "RESALE",
            Self::Lease => "LEASE",
            Self::FederalGov => "FEDERAL_GOV",
            Self::StateLocalGov => "STATE_LOCAL_GOV",
            Self::TribalGov => "TRIBAL_GOV",
            Self::ForeignDiplomat => "FOREIGN_DIPLOMAT",
            Self::CharitableOrg => "CHARITABLE_ORG",
            Self::ReligiousOrg => "RELIGIOUS_ORG",
            Self::EducationalOrg => "EDUCATIONAL_ORG",
            Self::Agricultural => "AGRICULTURAL",
            Self::Manufacturing => "MANUFACTURING",
            Self::DirectPay => "DIRECT_PAY",
            Self::DirectMail => "DIRECT_MAIL",
            Self::Other => "OTHER",
        }
    }

    /// The reason as a buyer would say it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Resale => "We resell what we buy",
            Self::Lease => "We lease or rent out what we buy",
            Self::FederalGov => "We are part of the federal government",
            Self::StateLocalGov => "We are part of a state or local government",
            Self::TribalGov => "We are a tribal government",
            Self::ForeignDiplomat => "We are a foreign diplomat or mission",
            Self::CharitableOrg => "We are a charitable organization",
            Self::ReligiousOrg => "We are a religious organization",
            Self::EducationalOrg => "We are an educational organization",
            Self::Agricultural => "We use it in agricultural production",
            Self::Manufacturing => "We use it in manufacturing or industrial production",
            Self::DirectPay => "We pay the tax directly under a direct pay permit",
            Self::DirectMail => "We buy direct mail",
            Self::Other => "Another reason",
        }
    }

    /// The short name that lists and tables show.
    pub fn label(self) -> &'static str {
        match self {
            Self::Resale => "Resale",
            Self::Lease => "Lease or rental",
            Self::FederalGov => "Federal government",
            Self::StateLocalGov => "State or local government",
            Self::TribalGov => "Tribal government",
            Self::ForeignDiplomat => "Foreign diplomat",
            Self::CharitableOrg => "Charitable organization",
            Self::ReligiousOrg => "Religious organization",
            Self::EducationalOrg => "Educational organization",
            Self::Agricultural => "Agricultural production",
            Self::Manufacturing => "Manufacturing",
            Self::DirectPay => "Direct pay permit",
            Self::DirectMail => "Direct mail",
            Self::Other => "Other",
        }
    }

    /// The number that the reason cannot do without (F0003, section 3 and 5), if any.
    pub fn needed_number(self) -> Option<&'static str> {
        match self {
            Self::Resale | Self::Lease => Some("sales tax permit or resale number"),
            Self::DirectPay => Some("direct pay permit number"),
            Self::ForeignDiplomat => Some("number on the tax exemption card"),
            _ => None,
        }
    }
}

impl FromStr for Reason {
    type Err = UnknownReason;

    fn from_str(text: &str) -> Result<Self, UnknownReason> {
        Self::ALL.into_iter().find(|reason| reason.code() == text).ok_or_else(|| UnknownReason(text.to_owned()))
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
    fn the_code_is_the_wire_name() {
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
            assert_eq!(reason.code().parse(), Ok(reason));
        }
    }
}
