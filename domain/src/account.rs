//! The merchant and its staff.

use chrono::{DateTime, Days, Duration, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;

use crate::{AccountId, Invalid, Problem, UserId, customer::Address, invalid::Reader, words::words};

/// A merchant: the tenant that owns customers, requests and certificates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id, `acct_…`.
    pub id: AccountId,
    /// The name that buyers see in mails and on pages.
    pub name: String,
    /// Whom buyers ask when something is unclear: an e-mail address of the merchant.
    pub contact_email: String,
    /// The person whom buyers can ask; empty: nobody is named.
    pub contact_name: String,
    /// Where buyers can call; empty: no number is named.
    pub contact_phone: String,
    /// Where it is, as certificates name the seller.
    pub address: Address,
    /// The IANA time zone that decides what "today" is, as `America/New_York`.
    pub time_zone: String,
    /// How many days before its last day a certificate counts as expiring.
    pub expiring_window_days: i32,
    /// How often name, address, contact and time zone were changed.
    pub profile_version: i32,
    /// The SHA-256 of its logo; none: it shows none.
    pub logo: Option<String>,
    /// How far the clock of its test rows is ahead of the machine's; never less than nothing.
    pub test_ahead: Duration,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

impl Account {
    /// 60 days: the window in which most peers begin to ask for a renewal.
    pub const EXPIRING_WINDOW_DAYS: i32 = 60;

    /// The name of a new account, as it was typed.
    pub fn check_name(typed: &str) -> Result<String, Invalid> {
        let mut read = Reader::default();
        let name = read.line("name", typed, "Give the merchant's name, as its buyers know it.");
        read.finish(name)
    }

    /// Whether certificates can say where the seller is.
    pub fn has_address(&self) -> bool {
        !self.address.line1.is_empty()
    }

    /// The civil date of an instant where the merchant is.
    pub fn day(&self, instant: DateTime<Utc>) -> NaiveDate {
        self.local(instant).date_naive()
    }

    /// Refuses a day that has not come yet where the merchant is; the field is the one that the day was given in.
    pub fn has_come(&self, field: &str, day: NaiveDate, now: DateTime<Utc>) -> Result<(), Invalid> {
        let today = self.day(now);
        if day <= today {
            return Ok(());
        }
        let sentence = format!("{day} has not come yet; today is {today} in {}.", self.time_zone);
        Err(Invalid::one(field, Problem::Incorrect, sentence))
    }

    /// The last moment of a civil date where the merchant is.
    pub fn end_of(&self, day: NaiveDate) -> DateTime<Utc> {
        let zone: Tz = self.time_zone.parse().unwrap_or(Tz::UTC);
        let midnight = (day + Days::new(1)).and_time(NaiveTime::MIN);
        // Where clocks skip midnight, the day ends with the hour before it.
        let next = zone.from_local_datetime(&midnight).earliest().map_or_else(|| midnight.and_utc(), |at| at.to_utc());
        next - TimeDelta::microseconds(1)
    }

    /// The first moment of a civil date where the merchant is.
    pub fn start_of(&self, day: NaiveDate) -> DateTime<Utc> {
        day.pred_opt().map_or(DateTime::<Utc>::MIN_UTC, |before| self.end_of(before) + TimeDelta::microseconds(1))
    }

    /// An instant on the merchant's own clock; UTC where the zone is not known.
    pub fn local(&self, instant: DateTime<Utc>) -> DateTime<Tz> {
        instant.with_timezone(&self.time_zone.parse().unwrap_or(Tz::UTC))
    }
}

words! {
    /// What a member of the staff may do; each role may all that the ones before it may.
    Role {
        /// Reads.
        Viewer = "viewer",
        /// Triggers and cancels requests.
        Sales = "sales",
        /// Decides on certificates.
        Reviewer = "reviewer",
        /// Changes settings, users and keys.
        Admin = "admin",
        /// Everything.
        Owner = "owner",
    }
}

/// A person of the merchant's staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their id, `user_…`.
    pub id: UserId,
    /// The merchant they work for.
    pub account_id: AccountId,
    /// The address they sign in with, lower case.
    pub email: String,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_fits_on_a_form() {
        assert_eq!(Account::check_name(" Acme\u{202e} Supply ").as_deref(), Ok("Acme Supply"));
        for wrong in ["", "\u{200b}", "Acme\nSupply", &"x".repeat(201)] {
            assert!(Account::check_name(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn the_merchant_has_a_day_of_its_own() {
        let account = Account {
            id: AccountId(uuid::Uuid::nil()),
            name: "Acme".into(),
            contact_email: "tax@acme.example".into(),
            contact_name: String::new(),
            contact_phone: String::new(),
            address: Address::default(),
            time_zone: "America/Los_Angeles".into(),
            expiring_window_days: Account::EXPIRING_WINDOW_DAYS,
            profile_version: 0,
            logo: None,
            test_ahead: Duration::zero(),
            created_at: DateTime::UNIX_EPOCH,
        };
        let instant = "2027-01-01T05:00:00Z".parse().unwrap();
        let day = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
        assert_eq!(account.day(instant), day);
        assert_eq!(account.end_of(day), "2027-01-01T07:59:59.999999Z".parse::<DateTime<Utc>>().unwrap());
        assert_eq!(
            Account { time_zone: "Mars/Olympus".into(), ..account }.day(instant),
            NaiveDate::from_ymd_opt(2027, 1, 1).unwrap()
        );
    }
}
