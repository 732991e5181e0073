//! Certificates that live only as long as the buyer keeps buying.

use chrono::{Months, NaiveDate};

/// Whether a certificate still lives by purchases on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recurrence {
    /// The merchant has reported no purchases for the time, so nobody can say.
    Unknown,
    /// None is needed until this day; after it nobody can say.
    Started(NaiveDate),
    /// Purchases were close enough so far; it lapses after `day` unless there is another.
    Until {
        /// The last purchase; none: it needs none yet.
        purchase: Option<NaiveDate>,
        /// The last day.
        day: NaiveDate,
    },
    /// It lapsed after this day, since no purchase came in time.
    LapsedAfter(NaiveDate),
}

impl Recurrence {
    /// The day after which it lapses or has lapsed, as far as that is known.
    pub fn last_day(self) -> Option<NaiveDate> {
        match self {
            Self::Until { day, .. } | Self::LapsedAfter(day) => Some(day),
            Self::Started(_) | Self::Unknown => None,
        }
    }

    /// Follows the purchases from the first day of a certificate to a day. `purchases` in the order of time.
    pub fn on(day: NaiveDate, effective_on: NaiveDate, gap_months: u32, purchases: &[NaiveDate]) -> Self {
        let end_after = |day: NaiveDate| day.checked_add_months(Months::new(gap_months)).unwrap_or(NaiveDate::MAX);
        let mut last = effective_on;
        let first = purchases.first().copied().unwrap_or(NaiveDate::MAX);
        if first > end_after(effective_on) && day > end_after(effective_on) {
            // Nobody reported purchases in the first months: that tells of the reports, not of the purchases.
            if first > day {
                return Self::Unknown;
            }
            last = first;
        }
        for purchase in purchases.iter().copied().filter(|purchase| (effective_on..=day).contains(purchase)) {
            if purchase > end_after(last) {
                return Self::LapsedAfter(end_after(last));
            }
            last = last.max(purchase);
        }
        match end_after(last) {
            end if day > end => Self::LapsedAfter(end),
            end if first > end => Self::Started(end),
            end => Self::Until { purchase: (last > effective_on).then_some(last), day: end },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// A certificate of January 15, 2025 that lapses after 12 months without a purchase.
    fn on(on: &str, purchases: &[&str]) -> Recurrence {
        let purchases: Vec<_> = purchases.iter().map(|purchase| day(purchase)).collect();
        Recurrence::on(day(on), day("2025-01-15"), 12, &purchases)
    }

    fn until(purchase: &str, last_day: &str) -> Recurrence {
        Recurrence::Until { purchase: Some(day(purchase)), day: day(last_day) }
    }

    #[test]
    fn nobody_knows_without_purchases() {
        assert_eq!(on("2025-01-15", &[]), Recurrence::Started(day("2026-01-15")));
        assert_eq!(on("2026-01-15", &[]), Recurrence::Started(day("2026-01-15")), "twelve months need no purchase");
        assert_eq!(on("2026-01-16", &[]), Recurrence::Unknown);
        assert_eq!(on("2030-01-01", &[]), Recurrence::Unknown);
    }

    #[test]
    fn each_purchase_gives_twelve_months_more() {
        let purchases = ["2025-03-01", "2025-03-30", "2026-03-30"];
        assert_eq!(
            on("2025-02-01", &purchases),
            Recurrence::Until { purchase: None, day: day("2026-01-15") },
            "none so far"
        );
        assert_eq!(
            on("2025-03-10", &purchases),
            until("2025-03-01", "2026-03-01"),
            "what is bought later is not known yet"
        );
        assert_eq!(on("2026-03-29", &purchases), until("2025-03-30", "2026-03-30"));
        assert_eq!(on("2026-03-30", &purchases), until("2026-03-30", "2027-03-30"), "on the last day");
        assert_eq!(on("2027-03-31", &purchases), Recurrence::LapsedAfter(day("2027-03-30")));
    }

    #[test]
    fn a_purchase_that_comes_too_late_revives_nothing() {
        let purchases = ["2025-01-20", "2026-01-21"];
        assert_eq!(on("2026-01-20", &purchases), until("2025-01-20", "2026-01-20"));
        assert_eq!(on("2026-01-21", &purchases), Recurrence::LapsedAfter(day("2026-01-20")));
    }

    #[test]
    fn reports_that_begin_late_tell_nothing_of_the_time_before() {
        let purchases = ["2027-05-01"];
        assert_eq!(on("2026-01-15", &purchases), Recurrence::Started(day("2026-01-15")));
        assert_eq!(on("2026-01-16", &purchases), Recurrence::Unknown);
        assert_eq!(on("2027-05-01", &purchases), until("2027-05-01", "2028-05-01"));
        assert_eq!(on("2028-05-02", &purchases), Recurrence::LapsedAfter(day("2028-05-01")));
    }

    #[test]
    fn what_was_bought_before_the_first_day_does_not_count() {
        assert_eq!(on("2026-02-01", &["2024-12-31"]), Recurrence::LapsedAfter(day("2026-01-15")));
    }

    #[test]
    fn twelve_months_after_a_leap_day_is_the_end_of_february() {
        let recurrence = Recurrence::on(day("2024-06-01"), day("2024-01-01"), 12, &[day("2024-02-29")]);
        assert_eq!(recurrence, until("2024-02-29", "2025-02-28"));
    }
}
