//! How often a password may be guessed, and a file sent.

use std::{net::IpAddr, num::NonZeroU32};

use domain::RequestId;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

const PER_ADDRESS: NonZeroU32 = NonZeroU32::new(20).expect("20 is not 0");
const PER_PAIR: NonZeroU32 = NonZeroU32::new(5).expect("5 is not 0");

/// Counts tries by network address, and by network address and account: guessing is slow, and nobody can lock the
/// owner out from elsewhere.
pub(crate) struct SignInLimits {
    by_address: DefaultKeyedRateLimiter<IpAddr>,
    by_pair: DefaultKeyedRateLimiter<(IpAddr, String)>,
}

impl SignInLimits {
    pub(crate) fn new() -> Self {
        let limiter = |per_minute| Quota::per_minute(per_minute);
        Self { by_address: RateLimiter::keyed(limiter(PER_ADDRESS)), by_pair: RateLimiter::keyed(limiter(PER_PAIR)) }
    }

    /// Counts a try. False: too many in the last minute.
    pub(crate) fn allow(&self, address: IpAddr, email: &str) -> bool {
        // Whoever tries thousands of names from thousands of addresses must not fill the memory.
        self.by_address.retain_recent();
        self.by_pair.retain_recent();
        let pair = (address, email.trim().to_lowercase().chars().take(254).collect());
        self.by_address.check_key(&address).is_ok() && self.by_pair.check_key(&pair).is_ok()
    }
}

/// More tries than anybody with a bad scanner needs; then one every three minutes.
const FILES_PER_HOUR: NonZeroU32 = NonZeroU32::new(20).expect("20 is not 0");

/// Counts the files that are sent for a request: a link that got into bad hands must not fill the disk.
pub(crate) struct UploadLimits(DefaultKeyedRateLimiter<RequestId>);

impl UploadLimits {
    pub(crate) fn new() -> Self {
        Self(RateLimiter::keyed(Quota::per_hour(FILES_PER_HOUR)))
    }

    /// Counts a file. False: too many in the last hour.
    pub(crate) fn allow(&self, request: RequestId) -> bool {
        self.0.retain_recent();
        self.0.check_key(&request).is_ok()
    }
}
