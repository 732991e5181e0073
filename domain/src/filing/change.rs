//! What is changed about a certificate after it was filed.

use chrono::{DateTime, Utc};

use super::{
    IdentificationType, NO_STATES, NewExemption, ONE_STATE, Verification, check_end, day, issuer, number, reason,
    reason_of,
};
use crate::{
    Certificate, CertificateJurisdiction, Coverage, DocumentId, Invalid, Jurisdiction, Problem, Refusal, Review,
    invalid::Reader, request::NotChanged,
};

/// What is to be different about a certificate; what is none stays, an empty text clears.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilingChange {
    /// The first day on which it holds, in all its states.
    pub effective_date: Option<String>,
    /// The number that the authority gave the certificate.
    pub number: Option<String>,
    /// The file of it.
    pub document: Option<DocumentId>,
}

/// What is to be different about one of its states; what is none stays, an empty text clears.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExemptionChange {
    /// Why, as `PURPOSE_RESALE`.
    pub reason: Option<String>,
    /// What kind of number.
    pub identification_type: Option<String>,
    /// The number.
    pub identification_number: Option<String>,
    /// The last day.
    pub end_date: Option<String>,
    /// Whether it counts.
    pub is_active: Option<bool>,
}

impl Certificate {
    /// The same with a change; all problems at once.
    pub fn changed(&self, change: &FilingChange, now: DateTime<Utc>) -> Result<Self, Invalid> {
        let mut read = Reader::default();
        if *change == FilingChange::default() {
            read.0.add("", Problem::Missing, NOTHING);
        }
        let mut after = self.clone();
        if let Some(typed) = &change.effective_date {
            let from = read.needed("effective_date", typed, day);
            for line in &mut after.jurisdictions {
                line.effective_on = from.unwrap_or(line.effective_on);
                check_end(&mut read, "effective_date", line.effective_on, line.expires_on);
            }
        }
        if let Some(typed) = &change.number {
            after.certificate_number = number(&mut read, typed);
        }
        after.document_id = change.document.or(after.document_id);
        read.finish(after.reviewed_after(self, now))
    }

    /// The same, saying something of one more state.
    pub fn with_exemption(&self, typed: &NewExemption, now: DateTime<Utc>) -> Result<Self, NotChanged> {
        let mut read = Reader::default();
        self.check_switch(&mut read, "", typed.is_active);
        let added = self.new_line(&mut read, "", typed, now);
        read.finish(())?;
        let mut after = self.clone();
        after.add(added.ok_or_else(Invalid::default)?)?;
        after.check_reach("state")?;
        Ok(after.reviewed_after(self, now))
    }

    /// The same, saying something else of one of its states. None: it does not name the state.
    pub fn with_change(
        &self,
        state: Jurisdiction,
        change: &ExemptionChange,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, Invalid> {
        let mut read = Reader::default();
        if *change == ExemptionChange::default() {
            read.0.add("", Problem::Missing, NOTHING);
        }
        let mut after = self.clone();
        let Some(line) = after.jurisdictions.iter_mut().find(|line| line.jurisdiction == state) else {
            return Ok(None);
        };
        change.apply(&mut read, "", line);
        self.check_switch(&mut read, "", change.is_active);
        read.finish(Some(after.reviewed_after(self, now)))
    }

    /// The same with several states, each added or changed.
    pub fn with_exemptions(&self, typed: &[NewExemption], now: DateTime<Utc>) -> Result<Self, NotChanged> {
        let mut read = Reader::default();
        let typed = read.states("jurisdictions", typed, NO_STATES);
        let (mut after, mut named) = (self.clone(), Vec::new());
        for (place, one) in typed.iter().enumerate() {
            let part = format!("jurisdictions[{place}].");
            let Some(state) = one.place(&mut read, &part) else { continue };
            if named.contains(&state) {
                return Err(Refusal::DuplicateState.into());
            }
            named.push(state);
            self.check_switch(&mut read, &part, one.is_active);
            match after.jurisdictions.iter_mut().find(|line| line.jurisdiction == state) {
                Some(line) => one.as_change().apply(&mut read, &part, line),
                None => after.jurisdictions.extend(self.new_line(&mut read, &part, one, now)),
            }
        }
        read.finish(())?;
        after.jurisdictions.sort_by_key(|line| line.jurisdiction);
        after.check_reach("jurisdictions")?;
        Ok(after.reviewed_after(self, now))
    }

    /// What was turned down is active in no state, so a state cannot be switched on there.
    fn check_switch(&self, read: &mut Reader, part: &str, is_active: Option<bool>) {
        if is_active == Some(true) && Verification::from(self.review) == Verification::Failed {
            read.0.add(format!("{part}is_active"), Problem::Incorrect, TURNED_DOWN);
        }
    }

    fn new_line(
        &self,
        read: &mut Reader,
        part: &str,
        typed: &NewExemption,
        now: DateTime<Utc>,
    ) -> Option<CertificateJurisdiction> {
        let from = self.effective_on().unwrap_or_else(|| now.date_naive());
        Some(CertificateJurisdiction { added_at: Some(now), ..typed.line(read, part, from)? })
    }

    fn add(&mut self, line: CertificateJurisdiction) -> Result<(), Refusal> {
        if self.states().any(|state| state == line.jurisdiction) {
            return Err(Refusal::DuplicateState);
        }
        self.jurisdictions.push(line);
        self.jurisdictions.sort_by_key(|line| line.jurisdiction);
        Ok(())
    }

    fn check_reach(&self, field: &str) -> Result<(), Invalid> {
        match self.coverage {
            Some(Coverage::SingleState) if self.jurisdictions.len() > 1 => {
                Err(Invalid::one(field, Problem::Incorrect, ONE_STATE))
            }
            _ => Ok(()),
        }
    }

    /// What was approved was approved as it stood: where it says something else now, somebody has to look again. A file
    /// makes it ready, and gives one that was turned down another chance. Switching a state off or on is no statement.
    fn reviewed_after(mut self, before: &Self, now: DateTime<Utc>) -> Self {
        let new_file = self.document_id != before.document_id;
        self.review = match self.review {
            _ if self == *before => return self,
            Review::NotReady if new_file => Review::Pending,
            Review::Verified if new_file || self.says_something_else(before) => Review::Pending,
            Review::Failed | Review::Revoked if new_file => Review::Pending,
            review => review,
        };
        self.updated_at = now;
        self
    }

    fn says_something_else(&self, before: &Self) -> bool {
        let on = |line: &CertificateJurisdiction| CertificateJurisdiction { active: true, ..line.clone() };
        self.certificate_number != before.certificate_number
            || !self.jurisdictions.iter().map(on).eq(before.jurisdictions.iter().map(on))
    }

    /// The fields in which another version differs, as events name them.
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        let fields = [
            ("effective_date", self.effective_on() != other.effective_on()),
            ("exemption_certificate_number", self.certificate_number != other.certificate_number),
            ("file", self.document_id != other.document_id),
        ];
        fields.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field).collect()
    }
}

const NOTHING: &str = "At least one field must be provided for update.";
const TURNED_DOWN: &str = "This certificate was turned down, so it is active in no state. Give it another file first.";

impl NewExemption {
    /// For a state that is there already: what is not given stays.
    fn as_change(&self) -> ExemptionChange {
        let given = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
        ExemptionChange {
            reason: given(&self.reason),
            identification_type: given(&self.identification_type),
            identification_number: given(&self.identification_number),
            end_date: given(&self.end_date),
            is_active: self.is_active,
        }
    }
}

impl ExemptionChange {
    fn apply(&self, read: &mut Reader, part: &str, line: &mut CertificateJurisdiction) {
        let field = |name: &str| format!("{part}{name}");
        if let Some(typed) = &self.reason {
            // A code that stands for the stated reason too says nothing new.
            let same = reason_of(typed.trim()).is_some() && line.reason.law().commenda == typed.trim();
            let reason = if same { None } else { read.needed(&field("reason"), typed, reason) };
            line.reason = reason.unwrap_or(line.reason);
        }
        let before = (line.number.clone(), line.identification_type());
        if let Some(typed) = &self.identification_number {
            line.number = read.optional_line(&field("identification_number"), typed);
        }
        if let Some(typed) = &self.identification_type {
            let kind: Option<IdentificationType> = read.needed(&field("identification_type"), typed, Reader::word);
            line.identification_type = kind.or(line.identification_type);
        }
        let kind = line.identification_type();
        if (line.number.clone(), kind) != before {
            line.number_verified_at = None; // another number has to be looked up again
            line.issued_by = kind.and_then(|kind| issuer(kind, line.jurisdiction));
        }
        if let Some(typed) = &self.end_date {
            line.expires_on = day(read, &field("end_date"), typed);
            check_end(read, &field("end_date"), line.effective_on, line.expires_on);
        }
        line.active = self.is_active.unwrap_or(line.active);
    }
}
