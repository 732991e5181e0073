//! The 56 jurisdictions of the United States: the states, the District of Columbia and five territories.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::{
    certificate_type::Audience,
    law::{Confidence, Sourced, Table, keyed, yes},
    words::words,
};

/// A jurisdiction by its ISO 3166-2 code, as `US-OH`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Jurisdiction(u8);

keyed!(Jurisdiction in ROWS by code, UnknownJurisdiction: "{0:?} is no US jurisdiction: use a code such as US-OH");

/// The most entries of a list with one entry a state: a few more than there are.
pub const MOST_STATES: usize = 60;

words! {
    /// What a jurisdiction is.
    Kind {
        /// One of the 50.
        State = "state",
        /// Washington, D.C.
        District = "district",
        /// One of the five.
        Territory = "territory",
    }
}

words! {
    /// Its part in the Streamlined Sales and Use Tax Agreement.
    SstMembership {
        /// A full member.
        Full = "full",
        /// Tennessee: an associate member.
        Associate = "associate",
        /// Not a member.
        None = "none",
    }
}

words! {
    /// Whether something is accepted, needed or allowed.
    Answer {
        /// Yes.
        Yes = "yes",
        /// Only under the condition that stands beside it.
        Conditional = "conditional",
        /// No.
        No = "no",
        /// Nothing is known.
        Unknown = "unknown",
        /// The question does not arise: there is no sales tax.
        NotApplicable = "not_applicable",
    }
}

words! {
    /// Who makes the document that the seller keeps.
    Issuer {
        /// The buyer fills in a form.
        Purchaser = "purchaser",
        /// The state issues a permit, license or certificate.
        State = "state",
        /// Nobody: there is no sales tax.
        None = "none",
    }
}

words! {
    /// Whose number a reseller may give that never touches the goods, which the seller ships into the state for it.
    DropShip {
        /// The number of the reseller's home state will do.
        HomeStateOk = "home_state_ok",
        /// The state's own number is needed.
        InStateRequired = "in_state_required",
        /// It depends: the state has to be asked.
        CheckRequired = "check_required",
        /// The question does not arise.
        NotApplicable = "not_applicable",
    }
}

/// What `data/jurisdictions.csv` says of one jurisdiction.
#[derive(Debug, Deserialize)]
pub struct JurisdictionLaw {
    /// `US-OH`: the key of everything else.
    pub code: String,
    /// `Ohio`.
    pub name: String,
    /// State, district or territory.
    pub kind: Kind,
    /// Whether a general sales tax of the state exists.
    #[serde(deserialize_with = "yes")]
    pub general_sales_tax: bool,
    /// What is special about the tax, in a sentence.
    pub tax_note: Option<String>,
    /// Its part in the Streamlined agreement.
    pub sst: SstMembership,
    /// Since when, where that is known.
    pub sst_since: Option<NaiveDate>,
    /// How well that day is founded, which mostly is less than the membership itself.
    pub sst_since_confidence: Option<Confidence>,
    /// Whether the Streamlined certificate (F0003) is accepted.
    pub f0003: Answer,
    /// Under which condition.
    pub f0003_condition: Option<String>,
    /// Whether a foreign tax number will do on F0003.
    #[serde(deserialize_with = "yes")]
    pub f0003_foreign_tax_id: bool,
    /// Whether F0003 may come without any number.
    pub f0003_without_number: Answer,
    /// Whether the Multistate Tax Commission's resale certificate is accepted.
    pub mtc: Answer,
    /// Under which condition, or with which limit.
    pub mtc_condition: Option<String>,
    /// How well that is founded.
    pub mtc_confidence: Option<Confidence>,
    /// For which buyers the two multi-state documents are.
    pub multi_state_for: Audience,
    /// Who makes the document.
    pub issuer: Issuer,
    /// Whether a reseller needs the state's own number.
    pub in_state_registration: Answer,
    /// Whether a reseller may give the number of another state.
    pub out_of_state_number: Answer,
    /// What stands behind that answer.
    pub out_of_state_note: Option<String>,
    /// Whether a reseller that no state has given a number may give the federal one.
    #[serde(deserialize_with = "yes")]
    pub federal_number: bool,
    /// Whether one certificate may cover all later purchases.
    pub blanket: Answer,
    /// Whose number will do for a drop shipment.
    pub drop_ship: DropShip,
    /// What stands behind that answer.
    pub drop_ship_note: Option<String>,
}

static ROWS: LazyLock<Table<JurisdictionLaw>> = LazyLock::new(|| {
    Table::read("jurisdictions.csv", include_str!("../data/jurisdictions.csv"), |row: &JurisdictionLaw| {
        row.code.clone()
    })
});

impl Jurisdiction {
    /// All of them, by name: the order of the file.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ROWS.len() as u8).map(Self)
    }

    /// What the law's table says of it, with its source.
    pub fn law(self) -> &'static Sourced<JurisdictionLaw> {
        &ROWS[self.place()]
    }

    /// Its place in the order of [`Jurisdiction::all`].
    pub(crate) fn place(self) -> usize {
        self.0.into()
    }

    /// `US-OH`.
    pub fn code(self) -> &'static str {
        &self.law().code
    }

    /// `OH`, as addresses write it.
    pub fn postal_code(self) -> &'static str {
        self.code().trim_start_matches("US-")
    }

    /// `Ohio`.
    pub fn name(self) -> &'static str {
        &self.law().name
    }

    /// The name inside a sentence: `Ohio`, `the District of Columbia`.
    pub fn in_text(self) -> String {
        let name = self.name();
        let article = if name.contains(" of ") || name.ends_with("Islands") { "the " } else { "" };
        format!("{article}{name}")
    }

    /// Whether a general sales tax of the state exists; where not, no certificate is needed for it.
    pub fn has_general_sales_tax(self) -> bool {
        self.law().general_sales_tax
    }

    /// Whether it is one of the five territories.
    pub fn is_territory(self) -> bool {
        self.law().kind == Kind::Territory
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert_eq!(Jurisdiction::all().count(), 56);
        assert!(Jurisdiction::all().map(Jurisdiction::name).is_sorted(), "lists show them in the order of the file");
        let untaxed: Vec<_> = Jurisdiction::all()
            .filter(|j| !j.has_general_sales_tax() && !j.is_territory())
            .map(Jurisdiction::code)
            .collect();
        assert_eq!(untaxed, ["US-AK", "US-DE", "US-MT", "US-NH", "US-OR"]);
    }

    #[test]
    fn codes_read_back() {
        for jurisdiction in Jurisdiction::all() {
            assert_eq!(jurisdiction.code().parse(), Ok(jurisdiction));
        }
        assert!("OH".parse::<Jurisdiction>().is_err());
    }

    #[test]
    fn the_columns_agree_with_each_other() {
        for law in Jurisdiction::all().map(Jurisdiction::law) {
            let code = &law.code;
            assert_eq!(
                law.f0003 == Answer::Yes || law.f0003 == Answer::Conditional,
                law.sst != SstMembership::None,
                "{code}"
            );
            assert_eq!(law.f0003 == Answer::Conditional, law.f0003_condition.is_some(), "{code}");
            assert!(law.mtc != Answer::Conditional || law.mtc_condition.is_some(), "{code}");
            assert_eq!(law.issuer == Issuer::None, law.in_state_registration == Answer::NotApplicable, "{code}");
        }
    }
}
