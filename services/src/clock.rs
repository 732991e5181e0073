//! Time, ids and randomness come from here and nowhere else, so that a test can turn the hands.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use chrono::{DateTime, SubsecRound, Utc};
use uuid::Uuid;

use crate::Actor;

/// A source of time and randomness.
pub trait Time: Send + Sync + 'static {
    /// The instant it is.
    fn now(&self) -> DateTime<Utc>;
    /// Unpredictable bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// The machine's clock and the operating system's randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemTime;

impl Time for SystemTime {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks for randomness")]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("an operating system without randomness cannot run a program that signs");
    }
}

/// A shared source of time, ids and randomness.
#[derive(Clone)]
pub struct Clock {
    time: Arc<dyn Time>,
    /// The place in time of the newest id: milliseconds, and a count of 12 bits within them.
    newest: Arc<AtomicU64>,
}

impl Clock {
    /// A clock over a source.
    pub fn new(time: impl Time) -> Self {
        Self { time: Arc::new(time), newest: Arc::default() }
    }

    /// Now, to the microsecond: PostgreSQL keeps no more, and both databases must give back what was stored.
    pub fn now(&self) -> DateTime<Utc> {
        self.time.now().trunc_subsecs(6)
    }

    /// What time it is for the rows that an actor is about: what ends, is due, or happens to them goes by it. Test mode may
    /// be ahead of [`Clock::now`], by which everything goes that keeps the program safe: tokens, sessions, leases, limits.
    pub fn now_for(&self, actor: &Actor) -> DateTime<Utc> {
        actor.world().shows(self.now())
    }

    /// A new UUIDv7: ids sort in the order in which this process made them, within a millisecond too (RFC 9562, 6.2).
    pub fn uuid(&self) -> Uuid {
        let now = u64::try_from(self.time.now().timestamp_millis()).unwrap_or_default() << 12;
        let later_than = |newest: u64| now.max(newest + 1);
        let place = later_than(self.newest.update(Ordering::SeqCst, Ordering::SeqCst, later_than));
        let mut bytes: [u8; 10] = self.random();
        [bytes[0], bytes[1]] = [(place >> 8) as u8, place as u8]; // the version overwrites the four bits too many
        uuid::Builder::from_unix_timestamp_millis(place >> 12, &bytes).into_uuid()
    }

    /// Unpredictable bytes for a secret.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.time.fill(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A clock that stands still, and then goes back.
    struct Standing(AtomicU64);

    impl Time for Standing {
        fn now(&self) -> DateTime<Utc> {
            let noon: DateTime<Utc> = "2026-07-10T12:00:00Z".parse().unwrap();
            noon - chrono::Duration::milliseconds((self.0.fetch_add(1, Ordering::SeqCst) / 5_000) as i64)
        }

        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0xff);
        }
    }

    #[test]
    fn ids_sort_in_the_order_they_were_made() {
        let clock = Clock::new(Standing(AtomicU64::new(0)));
        let ids: Vec<_> = (0..10_000).map(|_| clock.uuid()).collect();
        assert!(ids.is_sorted_by(|one, next| one < next), "5,000 in one millisecond, and more in the one before");
        assert!(ids.iter().all(|id| id.get_version_num() == 7));
        assert_eq!(ids[0].get_timestamp().unwrap().to_unix().0, 1_783_684_800);
    }
}
