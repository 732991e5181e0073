use std::sync::LazyLock;

use serde::Deserialize;

use super::{
    Sourced, Table, list,
    table::{ByState, by_state},
};
use crate::{
    Jurisdiction,
    jurisdiction::{Answer, SstMembership},
    words::words,
};

words! {
    /// What the program does with a rule.
    RuleCheck {
        /// A certificate that comes in within some days after the sale still covers it.
        ReceivedWithin = "received_within",
        /// Somebody has to look the number up.
        VerifyNumber = "verify_number",
        /// The reason must be stated.
        ReasonStated = "reason_stated",
        /// Every part of the form must be filled in.
        Complete = "complete",
        /// A certificate lapses where nothing was bought for some months.
        Gap = "gap",
        /// Another state's number will do.
        IssuerMayDiffer = "issuer_may_differ",
        /// How it may be signed.
        ESignature = "e_signature",
        /// How long it must be kept.
        Retention = "retention",
        /// To know, not to check.
        Policy = "policy",
    }
}

/// What `data/rules.csv` says: a rule of completeness, good faith or time.
#[derive(Debug, Deserialize)]
pub struct LawRule {
    /// `SST-90`.
    pub id: String,
    /// Codes, or `sst`, `mtc` and `all`.
    #[serde(deserialize_with = "list")]
    states: Vec<String>,
    /// Codes for which it does not hold.
    #[serde(deserialize_with = "list")]
    except: Vec<Jurisdiction>,
    /// The rule in words.
    pub sentence: String,
    /// What the program does with it.
    pub check: RuleCheck,
    /// For `received_within`: how many days.
    pub days: Option<u16>,
    /// For how many years, where it says so.
    pub years: Option<u16>,
}

static ROWS: LazyLock<Table<LawRule>> =
    LazyLock::new(|| Table::read("rules.csv", include_str!("../../data/rules.csv"), |row: &LawRule| row.id.clone()));

/// The rules that hold in a state.
static IN_STATE: LazyLock<ByState<LawRule>> = LazyLock::new(|| by_state(&ROWS, LawRule::holds_in));

impl LawRule {
    /// All of them.
    pub fn all() -> impl Iterator<Item = &'static Sourced<Self>> {
        ROWS.iter()
    }

    /// The rules that hold in a state.
    pub fn of(state: Jurisdiction) -> impl Iterator<Item = &'static Sourced<Self>> {
        IN_STATE[state.place()].iter().copied()
    }

    /// The rule of this kind that holds in a state; its own before one of a group of states.
    pub fn find(state: Jurisdiction, check: RuleCheck) -> Option<&'static Sourced<Self>> {
        Self::of(state).filter(|rule| rule.check == check).min_by_key(|rule| !rule.names(state))
    }

    /// Whether it holds in a state.
    pub fn holds_in(&self, state: Jurisdiction) -> bool {
        let law = state.law();
        let group = |name: &str| match name {
            "sst" => law.sst != SstMembership::None,
            "mtc" => matches!(law.mtc, Answer::Yes | Answer::Conditional),
            "all" => law.general_sales_tax,
            _ => false,
        };
        !self.except.contains(&state) && (self.names(state) || self.states.iter().any(|name| group(name)))
    }

    fn names(&self, state: Jurisdiction) -> bool {
        self.states.iter().any(|name| name == state.code())
    }
}

/// What `data/taxed_reasons.csv` says: a state that is said not to exempt a reason.
#[derive(Debug, Deserialize)]
pub struct TaxedReason {
    /// Where.
    pub jurisdiction: Jurisdiction,
    /// Which reason.
    pub reason: crate::Reason,
    /// In words.
    pub note: String,
}

static TAXED: LazyLock<Table<TaxedReason>> = LazyLock::new(|| {
    Table::read("taxed_reasons.csv", include_str!("../../data/taxed_reasons.csv"), |row: &TaxedReason| {
        format!("{} {}", row.jurisdiction, row.reason)
    })
});

impl TaxedReason {
    /// What is known against a reason in a state.
    pub fn find(state: Jurisdiction, reason: crate::Reason) -> Option<&'static Sourced<Self>> {
        Self::of(state).find(|row| row.reason == reason)
    }

    /// What is known against any reason in a state.
    pub fn of(state: Jurisdiction) -> impl Iterator<Item = &'static Sourced<Self>> {
        TAXED.iter().filter(move |row| row.jurisdiction == state)
    }
}

/// What `data/retention.csv` says: how long a certificate must be kept.
#[derive(Debug, Deserialize)]
pub struct Retention {
    /// Where.
    pub jurisdiction: Jurisdiction,
    /// Years after the last sale that it covers; 3.5 happens.
    pub years: f32,
    /// What else there is to know.
    pub note: Option<String>,
}

static RETENTION: LazyLock<Table<Retention>> = LazyLock::new(|| {
    Table::read("retention.csv", include_str!("../../data/retention.csv"), |row: &Retention| {
        row.jurisdiction.to_string()
    })
});

impl Retention {
    /// How long a state wants a certificate to be kept, where that is known.
    pub fn of(state: Jurisdiction) -> Option<&'static Sourced<Self>> {
        RETENTION.get(state.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(state: &str, check: RuleCheck) -> Option<&'static str> {
        LawRule::find(state.parse().unwrap(), check).map(|rule| rule.id.as_str())
    }

    #[test]
    fn every_rule_holds_somewhere() {
        for rule in LawRule::all() {
            assert!(Jurisdiction::all().any(|state| rule.holds_in(state)), "{}", rule.id);
            let words = ["sst", "mtc", "all"];
            assert!(
                rule.states.iter().all(|s| words.contains(&s.as_str()) || s.parse::<Jurisdiction>().is_ok()),
                "{}",
                rule.id
            );
            assert_eq!(rule.check == RuleCheck::ReceivedWithin, rule.days.is_some(), "{}", rule.id);
        }
        assert_eq!(TAXED.len(), 10);
        assert!(Retention::of("US-IL".parse().unwrap()).is_some_and(|row| row.years == 3.5));
    }

    #[test]
    fn a_states_own_rule_comes_first() {
        assert_eq!(rule("US-OH", RuleCheck::ReceivedWithin), Some("SST-90"));
        assert_eq!(rule("US-MI", RuleCheck::ReceivedWithin), Some("MI-120"));
        assert_eq!(rule("US-AL", RuleCheck::ReceivedWithin), None);
        assert_eq!(rule("US-IL", RuleCheck::VerifyNumber), Some("IL-VERIFY"));
        assert!(rule("US-GA", RuleCheck::VerifyNumber).is_some());
        assert_eq!(rule("US-OH", RuleCheck::VerifyNumber), None);
    }
}
