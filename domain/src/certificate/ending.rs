//! Certificates come to their end by themselves: which day changes what, and what is told of it.

use chrono::{Days, NaiveDate};

use super::{Certificate, CertificateJurisdiction, CertificateStatus, Circumstances};
use crate::{CertificateType, EventKind, words::words};

words! {
    /// What was told last of a certificate in a state; stored, so that nothing is told twice.
    Told {
        /// It came in before anybody told of ends: nobody knows.
        Unknown = "unknown",
        /// Nothing, or it is good again.
        Good = "good",
        /// That it is about to end.
        Expiring = "expiring",
        /// That it has ended.
        Expired = "expired",
    }
}

impl Told {
    /// What is to be told of a status; none: it has nothing to do with an end, and what was told stays.
    pub fn of(status: CertificateStatus) -> Option<Self> {
        match status {
            CertificateStatus::Active => Some(Self::Good),
            CertificateStatus::Expiring => Some(Self::Expiring),
            CertificateStatus::Expired => Some(Self::Expired),
            CertificateStatus::NeedsInfo | CertificateStatus::Processing | CertificateStatus::Invalid => None,
        }
    }

    /// The event that tells it, after something else was told. None: it is noted and not told.
    pub fn event(self, before: Self) -> Option<EventKind> {
        match (before, self) {
            (Self::Unknown, _) | (_, Self::Unknown | Self::Good) => None,
            (before, now) if before == now => None,
            (_, Self::Expiring) => Some(EventKind::CertificateExpiring),
            (_, Self::Expired) => Some(EventKind::CertificateExpired),
        }
    }
}

impl Certificate {
    /// The next day on which its status may change in some state by the calendar alone, as known on a day.
    pub fn changes_on(&self, today: NaiveDate, circumstances: &Circumstances) -> Option<NaiveDate> {
        let days = |line: &CertificateJurisdiction| line.days_of_change(self.certificate_type, today, circumstances);
        self.jurisdictions.iter().flat_map(days).filter(|day| *day > today).min()
    }
}

impl CertificateJurisdiction {
    fn days_of_change(&self, form: CertificateType, today: NaiveDate, circumstances: &Circumstances) -> Vec<NaiveDate> {
        let window = Days::new(u64::from(circumstances.window_days.unsigned_abs()));
        let last = self.last_day(form, today, circumstances);
        let refresh = self.validity(form, &circumstances.policy).refresh_from;
        let soon = [last, refresh].into_iter().flatten().filter_map(|day| day.checked_sub_days(window));
        let over = last.and_then(|day| day.succ_opt());
        soon.chain(over).chain([self.effective_on]).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use super::*;
    use crate::{Reason, Review};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn ohio() -> CertificateJurisdiction {
        CertificateJurisdiction {
            jurisdiction: "US-OH".parse().unwrap(),
            reason: Reason::Resale,
            explanation: None,
            number: Some("89-123456".into()),
            issued_by: None,
            effective_on: day("2026-01-01"),
            expires_on: Some(day("2026-12-31")),
            active: true,
            number_verified_at: None,
            identification_type: None,
            added_at: None,
        }
    }

    #[test]
    fn no_status_changes_on_a_day_that_was_not_foreseen() {
        let form: CertificateType = "US-OH-STEC-B".parse().unwrap();
        let circumstances = Circumstances { window_days: 60, policy: Arc::default(), purchases: BTreeMap::new() };
        let line = ohio();
        let status = |day| line.status_on(form, Review::Verified, day, &circumstances);
        let mut today = day("2025-12-01");
        let mut foreseen = Vec::new();
        while today < day("2027-02-01") {
            let tomorrow = today.succ_opt().unwrap();
            if status(today) != status(tomorrow) {
                foreseen.push((tomorrow, line.days_of_change(form, today, &circumstances).contains(&tomorrow)));
            }
            today = tomorrow;
        }
        let changes = [(day("2026-01-01"), true), (day("2026-11-01"), true), (day("2027-01-01"), true)];
        assert_eq!(foreseen, changes);
    }

    #[test]
    fn an_end_is_told_once_and_again_after_it_was_good() {
        use Told::{Expired, Expiring, Good, Unknown};
        assert_eq!(Expiring.event(Good), Some(EventKind::CertificateExpiring));
        assert_eq!(Expired.event(Expiring), Some(EventKind::CertificateExpired));
        assert_eq!(Expired.event(Good), Some(EventKind::CertificateExpired));
        for (now, before) in [(Expiring, Expiring), (Expired, Expired), (Good, Expired), (Expired, Unknown)] {
            assert_eq!(now.event(before), None, "{now} after {before}");
        }
    }
}
