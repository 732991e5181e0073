//! What a merchant decides for itself, on top of the law: stricter never looser.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{CertificateType, Invalid, Jurisdiction, Problem, Reason, words::words};

words! {
    /// What happens to a certificate that comes in.
    ReviewMode {
        /// A person decides on each.
        Manual = "manual",
        /// Verified by itself where nothing was found against it; a person decides on the others.
        Automatic = "automatic_when_complete",
        /// A person decides on each, and until then the buyer counts as exempt.
        Provisional = "provisional_while_under_review",
    }
}

impl ReviewMode {
    /// As the settings page says it.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Manual => "A person decides on each certificate",
            Self::Automatic => "What is complete is approved at once; a person decides on the rest",
            Self::Provisional => "A person decides on each; until then the buyer counts as exempt",
        }
    }
}

/// The decisions themselves. The default changes nothing that the law says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Policy {
    /// What happens to a certificate that comes in.
    pub review: ReviewMode,
    /// What differs by state.
    pub states: BTreeMap<Jurisdiction, StatePolicy>,
    /// Documents that the merchant does not take.
    pub refused_forms: Vec<CertificateType>,
}

/// The decisions for one state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StatePolicy {
    /// The only reasons that are accepted there; none: all.
    pub accepted_reasons: Option<Vec<Reason>>,
    /// How many months a certificate counts from its first day; none: as long as the law says.
    pub max_months: Option<u32>,
}

impl Default for Policy {
    fn default() -> Self {
        Self { review: ReviewMode::Manual, states: BTreeMap::new(), refused_forms: Vec::new() }
    }
}

impl Policy {
    /// The longest that a policy may let a certificate count, in months: longer is no limit at all.
    pub const MAX_MONTHS: u32 = 120;

    /// The policy without what says nothing, or what is wrong with it; fields are named as `max_months-US-OH`.
    pub fn check(mut self) -> Result<Self, Invalid> {
        let mut invalid = Invalid::default();
        for (state, decided) in &self.states {
            if decided.accepted_reasons.as_ref().is_some_and(Vec::is_empty) {
                let sentence = format!("Leave at least one reason for {}, or all of them.", state.name());
                invalid.add(format!("accepted_reasons-{state}"), Problem::Missing, sentence);
            }
            if decided.max_months.is_some_and(|months| !(1..=Self::MAX_MONTHS).contains(&months)) {
                let sentence = format!("Enter 1 to {} months for {}, or nothing.", Self::MAX_MONTHS, state.name());
                invalid.add(format!("max_months-{state}"), Problem::Incorrect, sentence);
            }
        }
        self.states.retain(|_, decided| *decided != StatePolicy::default());
        self.refused_forms.sort();
        self.refused_forms.dedup();
        invalid.or(self)
    }

    /// Whether the merchant takes this reason there.
    pub fn accepts_reason(&self, jurisdiction: Jurisdiction, reason: Reason) -> bool {
        let accepted = self.states.get(&jurisdiction).and_then(|state| state.accepted_reasons.as_ref());
        accepted.is_none_or(|reasons| reasons.contains(&reason))
    }

    /// Whether the merchant takes this document.
    pub fn accepts_form(&self, form: CertificateType) -> bool {
        !self.refused_forms.contains(&form)
    }

    /// How many months a certificate counts there, where the merchant says so.
    pub fn max_months(&self, jurisdiction: Jurisdiction) -> Option<u32> {
        self.states.get(&jurisdiction)?.max_months
    }
}

/// A policy as it was in force from a moment on: an earlier version is kept for the answers that were given by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyVersion {
    /// 1, 2, 3 …; 0 for the default that nobody made.
    pub version: i32,
    /// The decisions.
    pub policy: Policy,
    /// Who made it: `user_…` or `key_…`; none for the default.
    pub made_by: Option<String>,
    /// Since when; none for the default.
    pub created_at: Option<DateTime<Utc>>,
}

impl PolicyVersion {
    /// What holds where nobody decided anything.
    pub fn initial() -> Self {
        Self { version: 0, policy: Policy::default(), made_by: None, created_at: None }
    }
}
