//! When a buyer is asked once more: never at night, never at the weekend, never after the end.

use std::sync::LazyLock;

use chrono::{DateTime, Datelike as _, Days, Duration, NaiveTime, TimeZone as _, Timelike as _, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::{
    Invalid, Jurisdiction, Problem, ReminderStage, customer::Address, invalid::Reader, law::Table,
    request::LONGEST_DAYS, words::words,
};

/// The hours of the day in which mail may come, by the buyer's clock.
const DAYTIME: std::ops::Range<u32> = 8..20;

/// What would come later than this on a day before a quiet time comes at this hour.
const AFTERNOON: u32 = 17;

/// At least so long after one reminder comes the next. Less than a day: each is a little late, and one a day is possible.
const PAUSE: Duration = Duration::hours(20);

/// How many reminders before the last one make sense to anybody.
pub const MOST_REMINDERS: usize = 10;

/// How often a buyer is reminded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cadence {
    /// The days after the request, in order, each once.
    pub days_after: Vec<u32>,
    /// One more, a day before the request ends.
    pub day_before_end: bool,
}

impl Default for Cadence {
    /// After one, two and three weeks, and the day before the end.
    fn default() -> Self {
        Self { days_after: vec![7, 14, 21], day_before_end: true }
    }
}

impl Cadence {
    /// No reminders at all.
    pub fn off() -> Self {
        Self { days_after: Vec::new(), day_before_end: false }
    }

    /// Whether nothing is ever sent by it.
    pub fn is_off(&self) -> bool {
        self.days_after.is_empty() && !self.day_before_end
    }

    /// The days as a person writes them: `7, 14, 21`.
    pub fn days_in_words(&self) -> String {
        self.days_after.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
    }

    /// A cadence as it was typed into the settings.
    pub fn typed(days: &str, day_before_end: bool) -> Result<Self, Invalid> {
        let parts = days.split([',', ' ', ';']).filter(|part| !part.is_empty());
        // What is no number is out of range too, and the check says so.
        let days_after = parts.map(|part| part.parse().unwrap_or(0)).collect();
        let mut read = Reader::default();
        let cadence = Self { days_after, day_before_end }.read(&mut read, "days");
        read.finish(cadence)
    }

    /// The same in order; the problem is noted under the field's name.
    pub(crate) fn read(mut self, read: &mut Reader, field: &str) -> Self {
        self.days_after.sort_unstable();
        self.days_after.dedup();
        let possible = |day: &u32| (1..=LONGEST_DAYS).contains(&i64::from(*day));
        if self.days_after.len() > MOST_REMINDERS || !self.days_after.iter().all(possible) {
            let sentence =
                format!("Enter up to {MOST_REMINDERS} whole numbers of days from 1 to {LONGEST_DAYS}, as 7, 14, 21.");
            read.0.add(field, Problem::Incorrect, sentence);
        }
        self
    }
}

words! {
    /// Who ended the reminders of a request before their time.
    ReminderStop {
        /// The person who got them.
        Buyer = "buyer",
        /// The merchant's staff.
        Merchant = "merchant",
        /// A mail server: the address does not work.
        Bounced = "bounced",
    }
}

/// A reminder that is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminder {
    /// Which of the series.
    pub stage: ReminderStage,
    /// When it may leave.
    pub at: DateTime<Utc>,
}

/// What decides when a request's reminders come.
#[derive(Debug, Clone, Copy)]
pub struct Series<'a> {
    /// When it was triggered.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// How often.
    pub cadence: &'a Cadence,
    /// The buyer's clock, or the merchant's where it is not known.
    pub zone: Tz,
}

impl Series<'_> {
    /// The next reminder after those that were sent. What is overdue comes as one, now or in the next daytime.
    pub fn next(&self, sent: u32, last_sent: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Option<Reminder> {
        let not_before = last_sent.map_or(self.created_at, |last| last + PAUSE);
        let mut to_come = self.slots().into_iter().filter(|(at, _)| *at > not_before);
        let first = to_come.next()?;
        let (planned, is_last) = to_come.take_while(|(at, _)| *at <= now).last().unwrap_or(first);
        let at = if planned < now { forward(now, self.zone) } else { planned };
        let stage = match (is_last, sent) {
            (true, _) => ReminderStage::Last,
            (false, 0) => ReminderStage::First,
            (false, _) => ReminderStage::Further,
        };
        (at < self.expires_at).then_some(Reminder { stage, at })
    }

    /// All reminders of the series in order, each by day, and whether it is the last one before the end.
    fn slots(&self) -> Vec<(DateTime<Utc>, bool)> {
        let last = self.cadence.day_before_end.then(|| backward(self.expires_at - Duration::days(1), self.zone));
        let last = last.filter(|at| *at > self.created_at + PAUSE);
        let days = self.cadence.days_after.iter().map(|days| Duration::days(i64::from(*days)));
        let regular = days.map(|days| forward(self.created_at + days, self.zone));
        let until = last.map_or(self.expires_at, |last| last - PAUSE);
        let mut slots: Vec<_> = regular.filter(|at| *at < until).map(|at| (at, false)).collect();
        slots.dedup();
        slots.extend(last.map(|at| (at, true)));
        slots
    }
}

/// The same moment, or the next one in daytime on a working day.
fn forward(at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let local = at.with_timezone(&zone);
    if is_good(&local) {
        return at;
    }
    let mut day = local.date_naive();
    if local.hour() >= DAYTIME.end || is_weekend(day.weekday()) {
        day = day + Days::new(1);
    }
    while is_weekend(day.weekday()) {
        day = day + Days::new(1);
    }
    at_hour(day, DAYTIME.start, zone)
}

/// The same moment, or one before it in daytime on a working day.
fn backward(at: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let local = at.with_timezone(&zone);
    if is_good(&local) {
        return at;
    }
    let mut day = local.date_naive();
    if local.hour() < DAYTIME.start {
        day = day - Days::new(1);
    }
    while is_weekend(day.weekday()) {
        day = day - Days::new(1);
    }
    at_hour(day, AFTERNOON, zone)
}

fn is_good(local: &DateTime<Tz>) -> bool {
    DAYTIME.contains(&local.hour()) && !is_weekend(local.weekday())
}

fn is_weekend(day: Weekday) -> bool {
    matches!(day, Weekday::Sat | Weekday::Sun)
}

fn at_hour(day: chrono::NaiveDate, hour: u32, zone: Tz) -> DateTime<Utc> {
    let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or(NaiveTime::MIN);
    let local = day.and_time(time);
    // No zone of the United States moves its clocks by day.
    zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |at| at.to_utc())
}

/// What `data/time_zones.csv` says: whose clock most people of a state live by.
#[derive(Debug, Deserialize)]
struct TimeZoneRow {
    jurisdiction: Jurisdiction,
    zone: String,
}

static ZONES: LazyLock<Table<TimeZoneRow>> = LazyLock::new(|| {
    Table::read("time_zones.csv", include_str!("../data/time_zones.csv"), |row: &TimeZoneRow| {
        row.jurisdiction.to_string()
    })
});

/// The time zone of most people in a state.
pub fn zone_of(state: Jurisdiction) -> Option<Tz> {
    ZONES.get(state.code())?.zone.parse().ok()
}

/// The buyer's time zone as far as its address tells, else the merchant's, as `America/New_York`.
pub fn zone_for(address: &Address, merchants: &str) -> Tz {
    let buyers = address.state.parse().ok().and_then(zone_of);
    buyers.unwrap_or_else(|| merchants.parse().unwrap_or(Tz::UTC))
}

#[cfg(test)]
mod tests;
