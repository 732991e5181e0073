//! How often a password may be guessed, and a file sent.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
};

use domain::{AccountId, RequestId};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

const PER_NETWORK: NonZeroU32 = NonZeroU32::new(20).expect("20 is not 0");
const PER_PAIR: NonZeroU32 = NonZeroU32::new(5).expect("5 is not 0");

/// So many that nobody locks the owner out without an army, and few enough that an army does not guess a password.
const PER_ACCOUNT_AND_HOUR: NonZeroU32 = NonZeroU32::new(200).expect("200 is not 0");

/// Counts tries by network, by network and account, and by account: guessing is slow, and nobody can easily lock the owner
/// out from elsewhere.
pub(crate) struct SignInLimits {
    by_network: DefaultKeyedRateLimiter<IpAddr>,
    by_pair: DefaultKeyedRateLimiter<(IpAddr, String)>,
    by_account: DefaultKeyedRateLimiter<String>,
}

impl SignInLimits {
    pub(crate) fn new() -> Self {
        let limiter = |per_minute| Quota::per_minute(per_minute);
        Self {
            by_network: RateLimiter::keyed(limiter(PER_NETWORK)),
            by_pair: RateLimiter::keyed(limiter(PER_PAIR)),
            by_account: RateLimiter::keyed(Quota::per_hour(PER_ACCOUNT_AND_HOUR)),
        }
    }

    /// Counts a try. False: too many in the last minute.
    pub(crate) fn allow(&self, address: IpAddr, email: &str) -> bool {
        // Whoever tries thousands of names from thousands of addresses must not fill the memory.
        self.by_network.retain_recent();
        self.by_pair.retain_recent();
        self.by_account.retain_recent();
        let account: String = email.trim().to_lowercase().chars().take(254).collect();
        let network = network(address);
        self.by_network.check_key(&network).is_ok()
            && self.by_pair.check_key(&(network, account.clone())).is_ok()
            && self.by_account.check_key(&account).is_ok()
    }
}

/// What one client can choose from freely: an IPv4 address, or the half of an IPv6 address that names its network.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
        address => address,
    }
}

/// Codes to one address, from one network and from anywhere: nobody's mailbox is flooded, and nobody is easily locked out.
const CODES_PER_PAIR: NonZeroU32 = NonZeroU32::new(5).expect("5 is not 0");
const CODES_PER_ADDRESS: NonZeroU32 = NonZeroU32::new(20).expect("20 is not 0");

/// Codes to all addresses from one network: an office shares one.
const CODES_PER_NETWORK: NonZeroU32 = NonZeroU32::new(60).expect("60 is not 0");

/// Counts the codes that are asked for, to sign in to the buyer's home.
pub(crate) struct CodeLimits {
    by_network: DefaultKeyedRateLimiter<IpAddr>,
    by_pair: DefaultKeyedRateLimiter<(IpAddr, String)>,
    by_address: DefaultKeyedRateLimiter<String>,
}

impl CodeLimits {
    pub(crate) fn new() -> Self {
        Self {
            by_network: RateLimiter::keyed(Quota::per_hour(CODES_PER_NETWORK)),
            by_pair: RateLimiter::keyed(Quota::per_hour(CODES_PER_PAIR)),
            by_address: RateLimiter::keyed(Quota::per_hour(CODES_PER_ADDRESS)),
        }
    }

    /// Counts a code. False: too many in the last hour.
    pub(crate) fn allow(&self, address: IpAddr, merchant: AccountId, email: &str) -> bool {
        self.by_network.retain_recent();
        self.by_pair.retain_recent();
        self.by_address.retain_recent();
        let email: String = email.trim().to_lowercase().chars().take(254).collect();
        let (network, email) = (network(address), format!("{merchant} {email}"));
        self.by_network.check_key(&network).is_ok()
            && self.by_pair.check_key(&(network, email.clone())).is_ok()
            && self.by_address.check_key(&email).is_ok()
    }
}

/// More tries than anybody with a bad scanner needs; then one every three minutes.
const FORMS_PER_HOUR: NonZeroU32 = NonZeroU32::new(20).expect("20 is not 0");

/// Counts the forms with files that are sent for a request: a link that got into bad hands must not fill the disk.
pub(crate) struct UploadLimits(DefaultKeyedRateLimiter<RequestId>);

impl UploadLimits {
    pub(crate) fn new() -> Self {
        Self(RateLimiter::keyed(Quota::per_hour(FORMS_PER_HOUR)))
    }

    /// Counts a form with files. False: too many in the last hour.
    pub(crate) fn allow(&self, request: RequestId) -> bool {
        self.0.retain_recent();
        self.0.check_key(&request).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tries(limits: &SignInLimits, count: u16, address: impl Fn(u16) -> String) -> usize {
        (0..count).filter(|n| limits.allow(address(*n).parse().unwrap(), "owner@acme.example")).count()
    }

    #[test]
    fn a_network_counts_once_however_many_addresses_it_has() {
        assert_eq!(tries(&SignInLimits::new(), 12, |n| format!("2001:db8::{n:x}")), 5);
        assert_eq!(tries(&SignInLimits::new(), 12, |n| format!("::ffff:198.51.100.{n}")), 12, "IPv4 in other clothes");
        assert_eq!(tries(&SignInLimits::new(), 12, |n| format!("2001:db8:0:{n:x}::1")), 12);
    }

    #[test]
    fn an_account_is_not_guessed_from_everywhere() {
        let limits = SignInLimits::new();
        assert_eq!(tries(&limits, 300, |n| format!("10.0.{}.{}", n / 200, n % 200)), 200);
        assert!(limits.allow("10.9.9.9".parse().unwrap(), "somebody@acme.example"), "others go on");
    }
}
