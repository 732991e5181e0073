use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, Duration, Utc};
use services::{SystemTime, Time};

/// The machine's clock, with hands that a test can turn.
#[derive(Clone, Default)]
pub struct Hands(Arc<AtomicI64>);

impl Hands {
    /// Time passes; back, with a negative duration.
    pub fn turn(&self, by: Duration) {
        self.0.fetch_add(by.num_milliseconds(), Ordering::SeqCst);
    }
}

impl Time for Hands {
    fn now(&self) -> DateTime<Utc> {
        SystemTime.now() + Duration::milliseconds(self.0.load(Ordering::SeqCst))
    }

    fn fill(&self, bytes: &mut [u8]) {
        SystemTime.fill(bytes);
    }
}
