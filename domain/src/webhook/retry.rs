//! When a delivery is tried again, and when no more.

use chrono::{DateTime, TimeDelta, Utc};

/// The pauses before the second attempt and those after it, as Standard Webhooks recommends them: three days in all.
const PAUSES: [TimeDelta; 9] = [
    TimeDelta::seconds(5),
    TimeDelta::minutes(5),
    TimeDelta::minutes(30),
    TimeDelta::hours(2),
    TimeDelta::hours(5),
    TimeDelta::hours(10),
    TimeDelta::hours(14),
    TimeDelta::hours(20),
    TimeDelta::hours(24),
];

/// The longest that an endpoint may ask us to wait.
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(24);

/// An endpoint that has taken nothing for so long is given up.
pub const LONGEST_FAILURE: TimeDelta = TimeDelta::days(5);

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// The status of the answer; none: there was no answer.
    pub status: Option<u16>,
    /// How long the endpoint asked us to wait.
    pub retry_after: Option<TimeDelta>,
}

/// What follows from an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The endpoint took it.
    Succeeded,
    /// The endpoint is gone for good, and says so itself.
    Gone,
    /// It is tried again after this pause.
    Again(TimeDelta),
    /// It was tried often enough.
    GivenUp,
}

/// What follows from an attempt, which was the `attempts`th of its series. `jitter`, any number, makes the pause up to a tenth
/// longer, so that what failed together does not come back together.
pub fn next(outcome: Outcome, attempts: i32, jitter: u16) -> Next {
    match outcome.status {
        Some(200..=299) => return Next::Succeeded,
        Some(410) => return Next::Gone,
        _ => {}
    }
    let place = usize::try_from(attempts - 1).unwrap_or_default();
    let Some(pause) = PAUSES.get(place) else { return Next::GivenUp };
    let longer = pause.num_milliseconds() * i64::from(jitter) / i64::from(u16::MAX) / 10;
    let asked = outcome.asked_to_wait().unwrap_or_default();
    Next::Again((*pause + TimeDelta::milliseconds(longer)).max(asked))
}

impl Outcome {
    /// How long an endpoint that has too much to do asked us to leave it alone; a day at most.
    pub fn asked_to_wait(self) -> Option<TimeDelta> {
        let busy = matches!(self.status, Some(429 | 503));
        self.retry_after.filter(|_| busy).map(|wait| wait.clamp(TimeDelta::zero(), LONGEST_WAIT))
    }
}

/// What a header `Retry-After` says: seconds, or an instant.
pub fn retry_after(header: &str, now: DateTime<Utc>) -> Option<TimeDelta> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit mean "very long", which is bounded anyway.
        return Some(header.parse().map_or(LONGEST_WAIT, |seconds: u32| TimeDelta::seconds(seconds.into())));
    }
    DateTime::parse_from_rfc2822(header).ok().map(|at| at.to_utc() - now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(status: u16) -> Outcome {
        Outcome { status: Some(status), retry_after: None }
    }

    #[test]
    fn the_pauses_are_those_of_the_standard() {
        let nothing = Outcome { status: None, retry_after: None };
        let mut seconds = Vec::new();
        while let Next::Again(pause) = next(nothing, seconds.len() as i32 + 1, 0) {
            seconds.push(pause.num_seconds());
        }
        assert_eq!(seconds, [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400]);
        assert_eq!(next(nothing, 10, 0), Next::GivenUp);
        assert_eq!(next(nothing, 11, 0), Next::GivenUp);
    }

    #[test]
    fn chance_makes_a_pause_a_tenth_longer_at_most() {
        assert_eq!(next(answered(500), 2, u16::MAX), Next::Again(TimeDelta::seconds(330)));
        let Next::Again(middle) = next(answered(500), 2, u16::MAX / 2) else { panic!() };
        assert!((TimeDelta::seconds(314)..TimeDelta::seconds(316)).contains(&middle), "{middle}");
    }

    #[test]
    fn only_two_hundreds_succeed_and_410_ends_it() {
        for status in [200, 201, 204, 299] {
            assert_eq!(next(answered(status), 1, 0), Next::Succeeded);
        }
        for status in [100, 199, 300, 301, 302, 307, 400, 404, 409, 429, 500, 503] {
            assert_eq!(next(answered(status), 1, 0), Next::Again(TimeDelta::seconds(5)), "{status}");
        }
        assert_eq!(next(answered(410), 1, 0), Next::Gone);
    }

    #[test]
    fn who_has_too_much_to_do_is_left_alone_a_day_at_most() {
        let after = |status, wait| next(Outcome { status: Some(status), retry_after: Some(wait) }, 1, 0);
        let minute = TimeDelta::minutes(1);
        assert_eq!(after(429, minute), Next::Again(minute));
        assert_eq!(after(503, minute), Next::Again(minute));
        assert_eq!(after(500, minute), Next::Again(TimeDelta::seconds(5)));
        assert_eq!(after(429, TimeDelta::days(400)), Next::Again(TimeDelta::hours(24)));
        assert_eq!(after(429, -minute), Next::Again(TimeDelta::seconds(5)));
    }

    #[test]
    fn a_wait_is_written_as_seconds_or_as_an_instant() {
        let now = "2026-11-22T07:28:00Z".parse().unwrap();
        let wait = |header| retry_after(header, now).map(|wait| wait.num_seconds());
        assert_eq!(wait("120"), Some(120));
        assert_eq!(wait(" Sun, 22 Nov 2026 07:30:00 GMT"), Some(120));
        assert_eq!(wait("99999999999999999999"), Some(86_400));
        assert_eq!((wait(""), wait("soon"), wait("-5"), wait("1.5")), (None, None, None, None));
    }
}
