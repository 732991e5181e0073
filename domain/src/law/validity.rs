//! How long a certificate counts, and why no longer.

use std::sync::LazyLock;

use chrono::{Datelike, Months, NaiveDate};
use serde::Deserialize;

use super::{
    Source, Sourced, Table, list,
    table::{ByState, by_state, state_or_all},
};
use crate::{CertificateType, Jurisdiction, Reason, jurisdiction::Issuer, words::words};

words! {
    /// What ends a certificate.
    ValidityKind {
        /// Nothing but its withdrawal, or a change of what it says.
        NeverExpires = "never_expires",
        /// A time without purchases.
        Recurring = "recurring",
        /// Some years after the signature.
        Years = "years",
        /// The 31st of December of the year it covers.
        CalendarYearEnd = "calendar_year_end",
        /// The date that it shows.
        FixedPerDocument = "fixed_per_document",
        /// The end of the permit behind it.
        FollowsPermit = "follows_permit",
        /// There is no sales tax, so no certificate.
        NotApplicable = "not_applicable",
    }
}

words! {
    /// How strictly an end is meant.
    Strictness {
        /// After it, the certificate is expired.
        Hard = "hard",
        /// After it, a fresh one should be asked for; the old one still counts.
        Soft = "soft",
        /// It lapses without purchases.
        Gap = "gap",
        /// There is no end.
        None = "none",
        /// Hard where it shows a date, else it lapses without purchases.
        HardIfDatedElseGap = "hard_if_dated_else_gap",
    }
}

words! {
    /// What to take where a document that should show a date shows none.
    DefaultRule {
        /// The next 31st of December of an odd year.
        OddYearEnd = "odd_year_end",
        /// Some years after the signature.
        YearsFromSigning = "years_from_signing",
    }
}

words! {
    /// What a rule rests on.
    Authority {
        /// A law.
        Statute = "statute",
        /// A regulation.
        Regulation = "regulation",
        /// A text of the agency for taxpayers.
        AgencyGuidance = "agency_guidance",
        /// A procedure or practice of the agency.
        AgencyPractice = "agency_practice",
        /// The text of the form.
        FormText = "form_text",
        /// Nothing was found that sets an end.
        NoneFound = "none_found",
        /// General knowledge, not confirmed.
        GeneralKnowledge = "general_knowledge",
    }
}

/// What `data/validity.csv` says of one kind of document in one state.
#[derive(Debug, Deserialize)]
pub struct ValidityRule {
    /// `OH-RESALE`.
    pub id: String,
    /// The state; none: all of them.
    #[serde(deserialize_with = "state_or_all")]
    pub jurisdiction: Option<Jurisdiction>,
    /// The one document that it is about; none: the state's usual certificate.
    pub certificate_type: Option<CertificateType>,
    /// The only reasons that it is about; empty: all.
    #[serde(deserialize_with = "list")]
    pub reasons: Vec<Reason>,
    /// What ends the certificate.
    pub rule: ValidityKind,
    /// For `years`, and for the default `years_from_signing`.
    pub years: Option<u32>,
    /// No date on the document counts beyond so many years.
    pub max_years: Option<u32>,
    /// After so many years a fresh one should be asked for.
    pub review_years: Option<u32>,
    /// After so many months without a purchase it lapses.
    pub gap_months: Option<u32>,
    /// How strictly the end is meant.
    pub strictness: Strictness,
    /// The last day of documents that show none.
    pub default_last_day: Option<NaiveDate>,
    /// What to take for documents that show none.
    pub default_rule: Option<DefaultRule>,
    /// What the rule rests on.
    pub authority: Option<Authority>,
    /// The rule in words.
    pub note: String,
}

static ROWS: LazyLock<Table<ValidityRule>> = LazyLock::new(|| {
    Table::read("validity.csv", include_str!("../../data/validity.csv"), |row: &ValidityRule| row.id.clone())
});

/// The rules of a state and those of all states, in the order of the file.
static IN_STATE: LazyLock<ByState<ValidityRule>> =
    LazyLock::new(|| by_state(&ROWS, |row, state| row.jurisdiction.is_none_or(|of| of == state)));

/// A certificate for one state, as far as its end depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Where.
    pub jurisdiction: Jurisdiction,
    /// Which document.
    pub certificate_type: CertificateType,
    /// Why the purchase is exempt.
    pub reason: Reason,
    /// The first day on which it holds.
    pub effective_on: NaiveDate,
    /// The last day that the document shows, if any.
    pub stated_last_day: Option<NaiveDate>,
    /// How many months the merchant lets it count, if the merchant says so.
    pub policy_months: Option<u32>,
}

/// Who sets an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetBy {
    /// The document shows it.
    Document,
    /// The state's rule.
    Law(&'static Sourced<ValidityRule>),
    /// The merchant's policy.
    Policy,
}

/// How long a certificate counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// Its last day and who sets it: the earliest of document, law and policy; none: no end is known.
    pub last_day: Option<(NaiveDate, SetBy)>,
    /// From this day on a fresh one should be asked for, though this one still counts.
    pub refresh_from: Option<NaiveDate>,
    /// It lapses after so many months without a purchase.
    pub gap_months: Option<u32>,
    /// The state's rule for it; none: no rule is known.
    pub rule: Option<&'static Sourced<ValidityRule>>,
}

impl PartialEq for Sourced<ValidityRule> {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Sourced<ValidityRule> {}

impl ValidityRule {
    /// All of them.
    pub fn all() -> impl Iterator<Item = &'static Sourced<Self>> {
        ROWS.iter()
    }

    /// The rules of one state's own.
    pub fn of(state: Jurisdiction) -> impl Iterator<Item = &'static Sourced<Self>> {
        Self::in_state(state).filter(|row| row.jurisdiction.is_some())
    }

    /// The rule for a document in a state: one about the document before one about the reason, both before the state's
    /// general rule, and that before the rule of a multi-state form.
    pub fn find(
        state: Jurisdiction,
        certificate_type: CertificateType,
        reason: Reason,
    ) -> Option<&'static Sourced<Self>> {
        Self::in_state(state)
            .filter_map(|row| Some((row.closeness(certificate_type, reason)?, row)))
            .max_by_key(|(c, _)| *c)
            .map(|(_, row)| row)
    }

    fn in_state(state: Jurisdiction) -> impl Iterator<Item = &'static Sourced<Self>> {
        IN_STATE[state.place()].iter().copied()
    }

    /// How closely the row fits in its states; none: not at all.
    fn closeness(&self, certificate_type: CertificateType, reason: Reason) -> Option<u8> {
        if self.certificate_type.is_some_and(|of| of != certificate_type) {
            return None;
        }
        if !self.reasons.is_empty() && !self.reasons.contains(&reason) {
            return None;
        }
        match (self.jurisdiction, self.certificate_type, self.reasons.is_empty()) {
            (Some(_), Some(_), _) => Some(5),
            (Some(_), None, false) => Some(4),
            (None, _, false) => Some(3),
            (Some(state), None, true) => is_general_for(state, certificate_type, reason).then_some(2),
            (None, _, true) => Some(1),
        }
    }

    /// What ends a certificate by this rule, as `counts for 3 years`.
    pub fn in_words(&self) -> String {
        let years = self.years.map(|years| if years == 1 { "one year".to_owned() } else { format!("{years} years") });
        let years = years.unwrap_or_else(|| "some years".to_owned());
        match (self.rule, self.strictness) {
            (ValidityKind::NeverExpires, _) => "does not expire by itself".to_owned(),
            (ValidityKind::Recurring, _) => {
                format!(
                    "counts as long as no more than {} months pass between purchases",
                    self.gap_months.unwrap_or(12)
                )
            }
            (ValidityKind::Years, Strictness::Soft) => format!("should be renewed {years} after it was signed"),
            (ValidityKind::Years, Strictness::HardIfDatedElseGap) => format!(
                "counts until the date it shows, {years} at most; without a date, as long as no more than {} months pass between purchases",
                self.gap_months.unwrap_or(12)
            ),
            (ValidityKind::Years, _) => format!("counts for {years}"),
            (ValidityKind::CalendarYearEnd, _) => "counts until December 31 of the year it covers".to_owned(),
            (ValidityKind::FixedPerDocument, _) => match self.max_years {
                Some(years) => format!("counts until the date it shows, {years} years at most"),
                None => "counts until the date it shows".to_owned(),
            },
            (ValidityKind::FollowsPermit, _) => "counts as long as the permit behind it".to_owned(),
            (ValidityKind::NotApplicable, _) => "is not needed: there is no sales tax".to_owned(),
        }
    }

    /// The last day by this rule.
    fn last_day(&self, effective_on: NaiveDate, stated: Option<NaiveDate>) -> Option<NaiveDate> {
        let after = |years: u32| effective_on.checked_add_months(Months::new(12 * years));
        let by_rule = match self.rule {
            ValidityKind::Years if self.strictness == Strictness::Hard => self.years.and_then(after),
            // Handed out in the last weeks of a year, it may cover the next one; never more.
            ValidityKind::CalendarYearEnd => {
                let signed = effective_on.year();
                Some(year_end(stated.map_or(signed, |day| day.year().min(signed + 1))))
            }
            ValidityKind::FollowsPermit if stated.is_none() => match self.default_rule {
                Some(DefaultRule::OddYearEnd) => Some(year_end(effective_on.year() | 1)),
                Some(DefaultRule::YearsFromSigning) => self.years.and_then(after),
                None => None,
            },
            _ => None,
        };
        let default = self.default_last_day.filter(|_| stated.is_none());
        // A hard limit on the date that is shown. Michigan's holds for dated certificates only.
        let dated = stated.is_some() || self.strictness == Strictness::Hard;
        let cap = self.max_years.filter(|_| dated).and_then(after);
        [by_rule, default, cap].into_iter().flatten().min()
    }
}

/// A state's general rule is about its usual certificate, which is one for resale. It says nothing about a form that cannot
/// state that, nor about another reason on a paper that nobody named; and one about a paper that the state issues nothing
/// about the Streamlined form, which has a rule of its own. The uniform form has none but its states' (MTC, rev. 10/14/2022).
fn is_general_for(state: Jurisdiction, certificate_type: CertificateType, reason: Reason) -> bool {
    match certificate_type {
        CertificateType::OTHER => reason.is_resale(),
        CertificateType::SST => state.law().issuer != Issuer::State,
        named => named.covers(Reason::Resale),
    }
}

impl Term {
    /// How long it counts, and who says so.
    pub fn validity(&self) -> Validity {
        let rule = ValidityRule::find(self.jurisdiction, self.certificate_type, self.reason);
        let by_document = self.stated_last_day.map(|day| (day, SetBy::Document));
        let by_law =
            rule.and_then(|rule| Some((rule.last_day(self.effective_on, self.stated_last_day)?, SetBy::Law(rule))));
        let by_policy = self
            .policy_months
            .and_then(|months| self.effective_on.checked_add_months(Months::new(months)))
            .map(|day| (day, SetBy::Policy));
        Validity {
            last_day: [by_document, by_law, by_policy].into_iter().flatten().min_by_key(|(day, _)| *day),
            refresh_from: rule.and_then(|rule| rule.refresh_from(self.effective_on)),
            gap_months: rule.and_then(|rule| rule.gap_months.filter(|_| rule.lapses(self.stated_last_day))),
            rule,
        }
    }
}

impl ValidityRule {
    fn refresh_from(&self, effective_on: NaiveDate) -> Option<NaiveDate> {
        let soft = self.years.filter(|_| self.strictness == Strictness::Soft);
        effective_on.checked_add_months(Months::new(12 * self.review_years.or(soft)?))
    }

    fn lapses(&self, stated: Option<NaiveDate>) -> bool {
        match self.strictness {
            Strictness::HardIfDatedElseGap => stated.is_none(),
            _ => true,
        }
    }
}

impl SetBy {
    /// The source, where the law sets the end.
    pub fn source(self) -> Option<&'static Source> {
        match self {
            Self::Law(rule) => Some(&rule.source),
            Self::Document | Self::Policy => None,
        }
    }
}

fn year_end(year: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_earliest_of_document_law_and_policy_ends_it() {
        let connecticut = |shown: Option<&str>, policy_months| {
            let term = Term {
                jurisdiction: "US-CT".parse().unwrap(),
                certificate_type: "US-CT-RESALE-CERTIFICATE".parse().unwrap(),
                reason: Reason::Resale,
                effective_on: day("2024-02-29"),
                stated_last_day: shown.map(day),
                policy_months,
            };
            term.validity().last_day.unwrap()
        };
        assert!(matches!(connecticut(None, None), (last, SetBy::Law(_)) if last == day("2027-02-28")));
        assert_eq!(connecticut(Some("2025-12-31"), None), (day("2025-12-31"), SetBy::Document));
        assert_eq!(connecticut(Some("2025-12-31"), Some(6)), (day("2024-08-29"), SetBy::Policy));
        assert!(
            matches!(connecticut(Some("2099-12-31"), Some(120)), (last, SetBy::Law(_)) if last == day("2027-02-28"))
        );
    }
}
