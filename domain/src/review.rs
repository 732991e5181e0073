//! What a reviewer says with a decision, as typed.

use std::collections::BTreeSet;

use crate::{Certificate, Invalid, Jurisdiction, Problem, invalid::Reader};

/// The longest reason for a decision, in characters.
pub const LONGEST_REASON: usize = 1_000;

/// Why a certificate is rejected or revoked: needed, since an audit asks for it.
pub fn reason(typed: &str) -> Result<String, Invalid> {
    let mut read = Reader::default();
    let reason = read.optional_text("reason", typed, LONGEST_REASON).unwrap_or_default();
    if reason.is_empty() && read.0.of("reason").is_none() {
        read.0.add("reason", Problem::Missing, "Write why. It stays with the certificate.");
    }
    read.finish(reason)
}

/// What is to change for one state of a certificate, as posted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewStateChange {
    /// Where, as `US-OH`.
    pub jurisdiction_id: String,
    /// Whether it counts there; none: as before.
    pub active: Option<bool>,
    /// Whether a person looked the number up with the state; it cannot be taken back.
    pub number_verified: Option<bool>,
}

/// The same, checked against the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateChange {
    /// Where.
    pub jurisdiction: Jurisdiction,
    /// Whether it counts there, where that changes.
    pub active: Option<bool>,
    /// Whether the number was looked up just now.
    pub number_verified: bool,
}

/// The changes that are really ones; all problems at once.
pub fn state_changes(certificate: &Certificate, typed: &[NewStateChange]) -> Result<Vec<StateChange>, Invalid> {
    let mut read = Reader::default();
    let please = "Say what changes where: one entry each, with jurisdiction_id.";
    let typed = read.states("jurisdictions", typed, please);
    let (mut changes, mut named) = (Vec::new(), BTreeSet::new());
    for (place, one) in typed.iter().enumerate() {
        let code = one.jurisdiction_id.trim();
        if !named.insert(code) {
            let sentence = format!("{code} stands here twice; name each state once.");
            read.0.add(format!("jurisdictions[{place}].jurisdiction_id"), Problem::Incorrect, sentence);
        }
        changes.extend(one.check(&mut read, place, certificate));
    }
    read.finish(changes)
}

impl NewStateChange {
    fn check(&self, read: &mut Reader, place: usize, certificate: &Certificate) -> Option<StateChange> {
        let field = |name: &str| format!("jurisdictions[{place}].{name}");
        let code = self.jurisdiction_id.trim();
        let Some(line) = certificate.jurisdictions.iter().find(|line| line.jurisdiction.code() == code) else {
            let states: Vec<_> = certificate.states().map(Jurisdiction::code).collect();
            let sentence = format!("{code:?} is not on this certificate; it names {}.", states.join(", "));
            read.0.add(field("jurisdiction_id"), Problem::Incorrect, sentence);
            return None;
        };
        if self.number_verified == Some(false) {
            let sentence = "That a number was looked up cannot be taken back; leave it out.";
            read.0.add(field("number_verified"), Problem::Incorrect, sentence);
        }
        if self.number_verified == Some(true) && line.number.is_none() {
            let sentence = "There is no number for this state on the certificate.";
            read.0.add(field("number_verified"), Problem::Incorrect, sentence);
        }
        let number_verified = self.number_verified == Some(true) && line.number_verified_at.is_none();
        let active = self.active.filter(|active| *active != line.active);
        (number_verified || active.is_some()).then_some(StateChange {
            jurisdiction: line.jurisdiction,
            active,
            number_verified,
        })
    }
}
