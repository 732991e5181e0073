//! A certificate that came on paper, as the merchant's staff types it in beside the file.

use chrono::{Datelike as _, NaiveDate};

use crate::{
    CertificateJurisdiction, CertificateType, Invalid, Jurisdiction, Problem, Reason,
    invalid::Reader,
    wizard::{BusinessType, Signer},
};

/// What is given beside the file, as it was posted; empty means: not given.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPaper {
    /// Which form it is, as `US-OH-STEC-B`; empty: one that is not known.
    pub certificate_type_id: String,
    /// The first day on which it holds, as `2026-05-01`; empty: today.
    pub effective_date: String,
    /// Its last day; empty: it shows none.
    pub expiration_date: String,
    /// Who signed it.
    pub signer_name: String,
    /// What they are in the business.
    pub signer_title: String,
    /// What the business does: a number of [`BusinessType`]; empty: other.
    pub business_type: String,
    /// One entry a state.
    pub jurisdictions: Vec<NewPaperState>,
}

/// What a paper certificate says for one state, as it was posted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewPaperState {
    /// Where, as `US-OH`.
    pub jurisdiction_id: String,
    /// Why, as `RESALE`.
    pub reason: String,
    /// What the reason `OTHER` needs.
    pub explanation: String,
    /// The number that proves it.
    pub number: String,
    /// The state that issued the number; empty: this one, where there is a number.
    pub issued_by: String,
    /// The first day here; empty: that of the document.
    pub effective_date: String,
    /// The last day here; empty: that of the document.
    pub expiration_date: String,
}

/// A paper certificate that may be filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckedPaper {
    /// Which form it is.
    pub certificate_type: CertificateType,
    /// Who signed it, as far as that was typed.
    pub signer: Signer,
    /// What the business does.
    pub business_type: BusinessType,
    /// One entry a state, by code; never empty.
    pub jurisdictions: Vec<CertificateJurisdiction>,
}

impl NewPaper {
    /// The same, parsed; all problems at once. What has no first day holds from `today`.
    pub fn check(&self, today: NaiveDate) -> Result<CheckedPaper, Invalid> {
        let mut read = Reader::default();
        let effective_on = day(&mut read, "effective_date", &self.effective_date).unwrap_or(today);
        let expires_on = day(&mut read, "expiration_date", &self.expiration_date);
        let typed = read.states("jurisdictions", &self.jurisdictions, NO_STATES).iter().enumerate();
        let mut lines: Vec<_> =
            typed.filter_map(|(place, typed)| typed.line(&mut read, place, effective_on, expires_on)).collect();
        check_twice(&mut read, &lines);
        lines.sort_by_key(|line| line.jurisdiction);
        let checked = CheckedPaper {
            certificate_type: certificate_type(&mut read, &self.certificate_type_id),
            signer: Signer {
                name: read.optional_line("signer_name", &self.signer_name).unwrap_or_default(),
                title: read.optional_line("signer_title", &self.signer_title).unwrap_or_default(),
                signature: None,
            },
            business_type: read.word("business_type", &self.business_type).unwrap_or(BusinessType::Other),
            jurisdictions: lines,
        };
        read.finish(checked)
    }
}

impl NewPaperState {
    fn line(
        &self,
        read: &mut Reader,
        place: usize,
        effective_on: NaiveDate,
        expires_on: Option<NaiveDate>,
    ) -> Option<CertificateJurisdiction> {
        let field = |name: &str| format!("jurisdictions[{place}].{name}");
        let jurisdiction: Option<Jurisdiction> =
            read.needed(&field("jurisdiction_id"), &self.jurisdiction_id, Reader::word);
        let reason: Option<Reason> = read.needed(&field("reason"), &self.reason, Reader::word);
        let explanation = read.optional_line(&field("explanation"), &self.explanation);
        if reason == Some(Reason::Other) && explanation.is_none() {
            read.0.add(field("explanation"), Problem::Missing, "Explain the other reason in a few words.");
        }
        let number = read.optional_line(&field("number"), &self.number);
        let issued_by = read.word(&field("issued_by"), &self.issued_by).or(jurisdiction).filter(|_| number.is_some());
        let effective_on = day(read, &field("effective_date"), &self.effective_date).unwrap_or(effective_on);
        let expires_on = day(read, &field("expiration_date"), &self.expiration_date).or(expires_on);
        if expires_on.is_some_and(|last| last < effective_on) {
            read.0.add(field("expiration_date"), Problem::Incorrect, "The last day is before the first one.");
        }
        Some(CertificateJurisdiction {
            jurisdiction: jurisdiction?,
            reason: reason?,
            explanation,
            number,
            issued_by,
            effective_on,
            expires_on,
            active: true,
            number_verified_at: None,
            identification_type: None,
            added_at: None,
        })
    }
}

const NO_STATES: &str = "Say for which states it is: one entry each, with jurisdiction_id and reason.";

fn check_twice(read: &mut Reader, lines: &[CertificateJurisdiction]) {
    let mut states: Vec<_> = lines.iter().map(|line| line.jurisdiction).collect();
    states.sort();
    if let Some(twice) = states.windows(2).find(|pair| pair[0] == pair[1]) {
        let sentence = format!("{} stands here twice; give each state once.", twice[0]);
        read.0.add("jurisdictions", Problem::Incorrect, sentence);
    }
}

fn certificate_type(read: &mut Reader, typed: &str) -> CertificateType {
    read.word("certificate_type_id", typed).unwrap_or(CertificateType::OTHER)
}

fn day(read: &mut Reader, field: &str, typed: &str) -> Option<NaiveDate> {
    let typed = typed.trim();
    let parsed = typed.parse().ok().filter(|day: &NaiveDate| (1900..2200).contains(&day.year()));
    if parsed.is_none() && !typed.is_empty() {
        read.0.add(field, Problem::Incorrect, format!("{typed:?} is no date like 2026-05-01."));
    }
    parsed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        "2026-07-10".parse().unwrap()
    }

    fn state(code: &str) -> NewPaperState {
        NewPaperState { jurisdiction_id: code.into(), reason: "RESALE".into(), ..NewPaperState::default() }
    }

    #[test]
    fn what_a_state_does_not_say_the_document_says() {
        let own = NewPaperState {
            number: "103-7".into(),
            effective_date: "2026-02-01".into(),
            expiration_date: "2026-12-31".into(),
            ..state("US-KY")
        };
        let paper = NewPaper {
            certificate_type_id: "US-SST".into(),
            expiration_date: "2027-01-01".into(),
            jurisdictions: vec![state("US-OH"), own],
            ..NewPaper::default()
        };
        let checked = paper.check(today()).unwrap();
        let [kentucky, ohio] = &checked.jurisdictions[..] else { panic!("{checked:?}") };
        assert_eq!(ohio.effective_on, today());
        assert_eq!(ohio.expires_on, "2027-01-01".parse().ok());
        assert_eq!((ohio.number.as_deref(), ohio.issued_by), (None, None));
        assert_eq!(kentucky.effective_on, "2026-02-01".parse().unwrap());
        assert_eq!(kentucky.expires_on, "2026-12-31".parse().ok());
        assert_eq!(kentucky.issued_by, Some(kentucky.jurisdiction));
        assert_eq!(
            NewPaper { certificate_type_id: String::new(), ..paper }.check(today()).unwrap().certificate_type.id(),
            "US-OTHER"
        );
    }

    #[test]
    fn all_that_is_wrong_is_named_with_its_place() {
        let wrong = NewPaper {
            certificate_type_id: "US-XX".into(),
            effective_date: "05/01/2026".into(),
            jurisdictions: vec![
                NewPaperState { reason: "BECAUSE".into(), ..state("US-OH") },
                NewPaperState { reason: "OTHER".into(), ..NewPaperState::default() },
                NewPaperState { expiration_date: "2026-07-09".into(), ..state("US-KY") },
            ],
            ..NewPaper::default()
        };
        let fields: Vec<_> = wrong.check(today()).unwrap_err().0.into_iter().map(|error| error.field).collect();
        assert_eq!(
            fields,
            [
                "effective_date",
                "jurisdictions[0].reason",
                "jurisdictions[1].jurisdiction_id",
                "jurisdictions[1].explanation",
                "jurisdictions[2].expiration_date",
                "certificate_type_id",
            ]
        );
        assert_eq!(NewPaper::default().check(today()).unwrap_err().0[0].field, "jurisdictions");
        let twice = NewPaper { jurisdictions: vec![state("US-OH"), state("US-OH")], ..NewPaper::default() };
        assert_eq!(twice.check(today()).unwrap_err().0[0].sentence, "US-OH stands here twice; give each state once.");
    }
}
