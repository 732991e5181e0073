//! Live rows and test rows are two worlds of an account, and each has a clock: the machine's, or one that is ahead of it.

use chrono::{DateTime, Duration, Utc};
use domain::{Account, AccountId};

/// The live rows of an account or its test rows, and how far their clock is ahead of the machine's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct World {
    account: AccountId,
    livemode: bool,
    ahead: Duration,
}

impl World {
    /// The live rows: they go by the machine's clock.
    pub(crate) fn live(account: AccountId) -> Self {
        Self { account, livemode: true, ahead: Duration::zero() }
    }

    /// The test rows, whose clock is so far ahead.
    pub(crate) fn test(account: AccountId, ahead: Duration) -> Self {
        Self { account, livemode: false, ahead }
    }

    /// One of the two.
    pub(crate) fn of(account: &Account, livemode: bool) -> Self {
        if livemode { Self::live(account.id) } else { Self::test(account.id, account.test_ahead) }
    }

    /// The tenant.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Whether it is the live rows.
    pub fn livemode(&self) -> bool {
        self.livemode
    }

    /// What its clock shows when the machine's shows this.
    pub(crate) fn shows(&self, machine: DateTime<Utc>) -> DateTime<Utc> {
        machine + self.ahead
    }

    /// What the machine's clock showed when its own showed this: retries and signatures go by it.
    pub(crate) fn on_the_machine(&self, shown: DateTime<Utc>) -> DateTime<Utc> {
        shown - self.ahead
    }

    /// How far its clock is ahead.
    pub(crate) fn ahead(&self) -> Duration {
        self.ahead
    }
}

/// A clock that rows of several accounts may go by: what it shows, and whose rows they are. A sweep looks at each dial once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dial {
    /// What it shows.
    pub(crate) now: DateTime<Utc>,
    /// The test rows that it is for; none: everything that goes by the machine's clock.
    pub(crate) of: Option<World>,
}

impl Dial {
    /// The dial of one world.
    pub(crate) fn of(world: World, machine: DateTime<Utc>) -> Self {
        Self { now: world.shows(machine), of: Some(world) }
    }

    /// The world of a row that goes by it.
    pub(crate) fn world(&self, account: AccountId, livemode: bool) -> World {
        let of_machine = || if livemode { World::live(account) } else { World::test(account, Duration::zero()) };
        self.of.unwrap_or_else(of_machine)
    }
}
