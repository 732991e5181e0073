//! A certificate as a program files it: what it says first, its file perhaps later. The words are Commenda's.

mod change;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};

pub use self::change::{ExemptionChange, FilingChange};
use crate::{
    Certificate, CertificateJurisdiction, CertificateType, Invalid, Jurisdiction, Problem, Reason, Refusal, Review,
    invalid::Reader, request::NotChanged, words::words,
};

words! {
    /// How far a certificate reaches, as whoever filed it says.
    Coverage {
        /// One state's own document.
        SingleState = "SINGLE_STATE",
        /// A document for several states.
        MultiState = "MULTI_STATE",
        /// One for all purchases, wherever it names a state.
        Blanket = "BLANKET",
        /// The Streamlined certificate.
        Sst = "SST",
        /// The uniform certificate of the Multistate Tax Commission.
        Mtc = "MTC",
    }
}

impl Coverage {
    /// The document that it is, as far as the word alone says.
    pub fn certificate_type(self) -> CertificateType {
        match self {
            Self::Sst => CertificateType::SST,
            Self::Mtc => CertificateType::MTC,
            Self::SingleState | Self::MultiState | Self::Blanket => CertificateType::OTHER,
        }
    }
}

words! {
    /// What kind of number proves an exemption.
    IdentificationType {
        /// Federal employer identification number.
        Fein = "FEIN",
        /// A number that the state has issued.
        StateTaxId = "STATE_TAX_ID",
        /// Another federal number.
        FederalTaxId = "FEDERAL_TAX_ID",
    }
}

words! {
    /// Where the review of a certificate is, in four words.
    Verification {
        /// There is no file yet.
        NotReady = "NOT_READY",
        /// Somebody has to look, or has asked the buyer.
        Pending = "VERIFICATION_PENDING",
        /// Approved.
        Success = "VERIFICATION_SUCCESS",
        /// Rejected, or approved once and withdrawn.
        Failed = "VERIFICATION_FAILED",
    }
}

impl From<Review> for Verification {
    fn from(review: Review) -> Self {
        match review {
            Review::NotReady => Self::NotReady,
            Review::Pending | Review::NeedsInfo => Self::Pending,
            Review::Verified => Self::Success,
            Review::Failed | Review::Revoked => Self::Failed,
        }
    }
}

impl Certificate {
    /// How far it reaches: as it was filed, else as its document says.
    pub fn coverage(&self) -> Coverage {
        self.coverage.unwrap_or(match self.certificate_type {
            CertificateType::SST => Coverage::Sst,
            CertificateType::MTC => Coverage::Mtc,
            _ if self.jurisdictions.len() == 1 => Coverage::SingleState,
            _ => Coverage::MultiState,
        })
    }

    /// Whether what it says of a state counts, as far as people decide that: nobody has switched it off, and the
    /// certificate was not turned down.
    pub fn is_active_in(&self, line: &CertificateJurisdiction) -> bool {
        line.active && Verification::from(self.review) != Verification::Failed
    }

    /// When it first said something of a state.
    pub fn said_at(&self, line: &CertificateJurisdiction) -> DateTime<Utc> {
        line.added_at.unwrap_or(self.created_at)
    }
}

impl CertificateJurisdiction {
    /// What kind of number it names: as it was filed, else by who issued it.
    pub fn identification_type(&self) -> Option<IdentificationType> {
        self.number.as_ref()?;
        let by_issuer = match self.issued_by {
            Some(_) => IdentificationType::StateTaxId,
            None => IdentificationType::Fein,
        };
        Some(self.identification_type.unwrap_or(by_issuer))
    }
}

/// The reason that one of Commenda's codes stands for. Of governments a state's is meant, the one that fewer states
/// exempt; of organizations a charitable one.
fn reason_of(code: &str) -> Option<Reason> {
    match code {
        "GOVERNMENT" => Some(Reason::StateLocalGov),
        "OTHER" => Some(Reason::Other),
        code => Reason::ALL.into_iter().find(|reason| reason.law().commenda == code),
    }
}

/// Longer than any number of a certificate in Commenda's shape, in characters.
pub const LONGEST_NUMBER: usize = 20;

/// A certificate as it was posted; empty means: not given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewFiling {
    /// The first day on which it holds, as `2026-05-01`.
    pub effective_date: String,
    /// How far it reaches: a word of [`Coverage`].
    pub coverage: String,
    /// The number that the authority gave the certificate.
    pub number: String,
    /// One entry a state.
    pub jurisdictions: Vec<NewExemption>,
}

/// What a certificate says of one state, as it was posted; empty means: not given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewExemption {
    /// `US`.
    pub country: String,
    /// As `CA`.
    pub state: String,
    /// Why, as `PURPOSE_RESALE`.
    pub reason: String,
    /// What kind of number: a word of [`IdentificationType`].
    pub identification_type: String,
    /// The number.
    pub identification_number: String,
    /// The last day.
    pub end_date: String,
    /// Whether it counts; none: yes.
    pub is_active: Option<bool>,
}

/// A certificate that may be filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedFiling {
    /// How far it reaches.
    pub coverage: Coverage,
    /// Its number.
    pub number: Option<String>,
    /// One entry a state, by code; never empty.
    pub jurisdictions: Vec<CertificateJurisdiction>,
}

impl NewFiling {
    /// The same, parsed; all problems at once.
    pub fn check(&self) -> Result<CheckedFiling, NotChanged> {
        let mut read = Reader::default();
        let effective_on = read.needed("effective_date", &self.effective_date, day);
        let coverage = read.needed("type", &self.coverage, Reader::word);
        let number = number(&mut read, &self.number);
        let from = effective_on.unwrap_or_default();
        let typed = read.states("jurisdictions", &self.jurisdictions, NO_STATES).iter().enumerate();
        let mut lines: Vec<_> = typed
            .filter_map(|(place, typed)| typed.line(&mut read, &format!("jurisdictions[{place}]."), from))
            .collect();
        if coverage == Some(Coverage::SingleState) && self.jurisdictions.len() > 1 {
            read.0.add("jurisdictions", Problem::Incorrect, ONE_STATE);
        }
        read.finish(())?;
        lines.sort_by_key(|line| line.jurisdiction);
        if lines.windows(2).any(|pair| pair[0].jurisdiction == pair[1].jurisdiction) {
            return Err(Refusal::DuplicateState.into());
        }
        let coverage = coverage.ok_or_else(Invalid::default)?;
        Ok(CheckedFiling { coverage, number, jurisdictions: lines })
    }
}

const NO_STATES: &str = "Give at least one jurisdiction.";

const ONE_STATE: &str = "A certificate of the type SINGLE_STATE has one jurisdiction. Use MULTI_STATE for more.";

impl NewExemption {
    /// What it says of its state; the problems are noted under `part`, the way to it. None: something is missing or wrong.
    fn line(&self, read: &mut Reader, part: &str, effective_on: NaiveDate) -> Option<CertificateJurisdiction> {
        let jurisdiction = self.place(read, part);
        let field = |name: &str| format!("{part}{name}");
        let reason = read.needed(&field("reason"), &self.reason, reason);
        let kind = read.needed(&field("identification_type"), &self.identification_type, Reader::word);
        let number =
            read.line(&field("identification_number"), &self.identification_number, "Give the identification number.");
        let expires_on = day(read, &field("end_date"), &self.end_date);
        check_end(read, &field("end_date"), effective_on, expires_on);
        Some(CertificateJurisdiction {
            jurisdiction: jurisdiction?,
            reason: reason?,
            explanation: None,
            number: Some(number).filter(|number| !number.is_empty()),
            issued_by: issuer(kind?, jurisdiction?),
            effective_on,
            expires_on,
            active: self.is_active.unwrap_or(true),
            number_verified_at: None,
            identification_type: kind,
            added_at: None,
        })
    }

    fn place(&self, read: &mut Reader, part: &str) -> Option<Jurisdiction> {
        let country = format!("{part}country");
        match self.country.trim() {
            "US" => {}
            "" => read.0.add(country, Problem::Missing, "Give the country: US."),
            other => read.0.add(country, Problem::Incorrect, format!("{other:?} is not possible; only US is.")),
        }
        read.needed(&format!("{part}state"), &self.state, |read, field, typed| {
            let found = format!("US-{}", typed.trim()).parse().ok();
            if found.is_none() {
                let sentence = format!("{typed:?} is no state: use a code such as CA.");
                read.0.add(field, Problem::Incorrect, sentence);
            }
            found
        })
    }
}

/// A federal number is issued by no state.
fn issuer(kind: IdentificationType, state: Jurisdiction) -> Option<Jurisdiction> {
    (kind == IdentificationType::StateTaxId).then_some(state)
}

fn check_end(read: &mut Reader, field: &str, effective_on: NaiveDate, expires_on: Option<NaiveDate>) {
    if expires_on.is_some_and(|last| last < effective_on) {
        read.0.add(field, Problem::Incorrect, "The last day is before the first one.");
    }
}

fn reason(read: &mut Reader, field: &str, typed: &str) -> Option<Reason> {
    let found = reason_of(typed.trim());
    if found.is_none() {
        let sentence = format!(
            "{typed:?} is not known: use one of PURPOSE_RESALE, ENTITY_TYPE_NON_PROFIT, GOVERNMENT, MANUFACTURER, \
             AGRICULTURAL, OTHER."
        );
        read.0.add(field, Problem::Incorrect, sentence);
    }
    found
}

fn day(read: &mut Reader, field: &str, typed: &str) -> Option<NaiveDate> {
    let typed = typed.trim();
    let parsed = typed.parse().ok().filter(|day: &NaiveDate| (1900..2200).contains(&day.year()));
    if parsed.is_none() && !typed.is_empty() {
        read.0.add(field, Problem::Incorrect, format!("{typed:?} is no date like 2026-05-01."));
    }
    parsed
}

fn number(read: &mut Reader, typed: &str) -> Option<String> {
    let field = "exemption_certificate_number";
    let number = read.optional_line(field, typed)?;
    if number.chars().count() > LONGEST_NUMBER {
        let sentence = format!("Shorten this to {LONGEST_NUMBER} characters or fewer.");
        read.0.add(field, Problem::Incorrect, sentence);
    }
    Some(number)
}

#[cfg(test)]
mod tests;
