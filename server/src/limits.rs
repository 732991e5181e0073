//! How often a password may be guessed, a file sent, and the API called.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    time::Duration,
};

use domain::{AccountId, ApiKeyId, RequestId};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock as _, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DefaultKeyedStateStore,
};

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

/// How many seconds' worth of calls may come at once.
const BURST_SECONDS: u32 = 2;

/// How many times as many calls as one key the keys of an account may make together.
const KEYS_OF_ACCOUNT: u32 = 4;

type Counting<K> = RateLimiter<K, DefaultKeyedStateStore<K>, DefaultClock, StateInformationMiddleware>;

/// Counts the calls of the API, by key and by account. Only keys that exist are counted, so they fit into memory.
pub(crate) struct ApiLimits(Option<Counters>);

struct Counters {
    by_key: Counting<ApiKeyId>,
    by_account: Counting<AccountId>,
}

/// What a caller may do after this call; the tighter of its two limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Allowance {
    /// How many calls may come at once.
    pub(crate) limit: u32,
    /// How many may still come at once.
    pub(crate) remaining: u32,
    /// After how many seconds all of them may come again.
    pub(crate) reset: u64,
    /// This call was one too many: how long to wait for the next.
    pub(crate) wait: Option<Duration>,
}

impl ApiLimits {
    /// So many calls a second for each key; 0: as many as it likes.
    pub(crate) fn new(rate: u32) -> Self {
        Self(NonZeroU32::new(rate).map(|rate| Counters {
            by_key: RateLimiter::keyed(quota(rate)).with_middleware(),
            by_account: RateLimiter::keyed(quota(rate.saturating_mul(FOUR))).with_middleware(),
        }))
    }

    /// Counts a call; none: nothing is limited.
    pub(crate) fn count(&self, key: ApiKeyId, account: AccountId) -> Option<Allowance> {
        let counters = self.0.as_ref()?;
        let of_key = allowance(&counters.by_key, &key);
        if of_key.wait.is_some() {
            return Some(of_key);
        }
        let of_account = allowance(&counters.by_account, &account);
        let tighter = of_account.wait.is_some() || of_account.remaining < of_key.remaining;
        Some(if tighter { of_account } else { of_key })
    }
}

const FOUR: NonZeroU32 = NonZeroU32::new(KEYS_OF_ACCOUNT).expect("4 is not 0");
const BURST: NonZeroU32 = NonZeroU32::new(BURST_SECONDS).expect("2 is not 0");

fn quota(per_second: NonZeroU32) -> Quota {
    Quota::per_second(per_second).allow_burst(per_second.saturating_mul(BURST))
}

fn allowance<K: std::hash::Hash + Eq + Clone>(counting: &Counting<K>, key: &K) -> Allowance {
    let (quota, remaining, wait) = match counting.check_key(key) {
        Ok(state) => (state.quota(), state.remaining_burst_capacity(), None),
        Err(refused) => (refused.quota(), 0, Some(refused.wait_time_from(DefaultClock::default().now()))),
    };
    let limit = quota.burst_size().get();
    let until_full = quota.replenish_interval() * (limit - remaining);
    Allowance { limit, remaining, reset: until_full.as_secs_f64().ceil() as u64, wait }
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
    fn a_key_has_its_own_calls_and_an_account_those_of_four() {
        let (limits, account) = (ApiLimits::new(5), AccountId(uuid::Uuid::nil()));
        let key = |number| ApiKeyId(uuid::Uuid::from_u128(number));
        let first = limits.count(key(0), account).unwrap();
        assert_eq!(first, Allowance { limit: 10, remaining: 9, reset: 1, wait: None });
        let allowed = |number| (0..20).filter(|_| limits.count(key(number), account).unwrap().wait.is_none()).count();
        assert_eq!([allowed(0), allowed(1), allowed(2), allowed(3), allowed(4)], [9, 10, 10, 10, 0]);
        let refused = limits.count(key(5), account).unwrap();
        assert_eq!((refused.limit, refused.remaining), (40, 0), "the account's");
        assert!(refused.wait.unwrap() <= Duration::from_secs(1));
        assert_eq!(ApiLimits::new(0).count(key(0), account), None);
    }

    #[test]
    fn an_account_is_not_guessed_from_everywhere() {
        let limits = SignInLimits::new();
        assert_eq!(tries(&limits, 300, |n| format!("10.0.{}.{}", n / 200, n % 200)), 200);
        assert!(limits.allow("10.9.9.9".parse().unwrap(), "somebody@acme.example"), "others go on");
    }
}
