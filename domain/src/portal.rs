//! The buyer's home: a visit to it, and where it may send the buyer back to.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

use crate::{AccountId, CustomerId, Invalid, Language, PortalSessionId, Problem};

/// A buyer's visit to its home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PortalSession {
    /// Its id, `portal_…`.
    pub id: PortalSessionId,
    /// Whose buyer it is.
    pub account_id: AccountId,
    /// Live rows and test rows never meet.
    pub livemode: bool,
    /// Who visits.
    pub customer_id: CustomerId,
    /// The page of the storefront that the visitor came from, on a host that the merchant listed.
    pub return_url: Option<String>,
    /// The language that the storefront speaks with the visitor.
    pub language: Option<Language>,
    /// The address that a code has proved; none: the merchant vouches for the visitor.
    pub email: Option<String>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When its link ends.
    pub expires_at: DateTime<Utc>,
    /// When the visitor signed out.
    pub ended_at: Option<DateTime<Utc>>,
}

/// What a merchant's storefront may do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Storefront {
    /// Where buyers may be sent back to.
    pub return_hosts: Vec<ReturnHost>,
    /// Whether a signed link may name a customer that is new here.
    pub adds_customers: bool,
}

/// A host that buyers may be sent back to, as `shop.example.com` or `shop.example.com:8443`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ReturnHost(String);

/// Longer than any address that a storefront needs.
const LONGEST_URL: usize = 2_000;

/// More hosts than any merchant has storefronts.
const MOST_HOSTS: usize = 20;

impl ReturnHost {
    /// A host as it was typed; none where it is more or less than that.
    fn parse(typed: &str) -> Option<Self> {
        let bare = typed.trim().trim_start_matches("https://").trim_end_matches('/');
        let only_host = |c: char| !c.is_whitespace() && !c.is_control() && !"/\\?#@%*".contains(c);
        if bare.is_empty() || !bare.chars().all(only_host) {
            return None;
        }
        let url = Url::parse(&format!("https://{bare}")).ok()?;
        Self::of(&url).filter(|host| host.0.contains('.') || is_this_machine(&url))
    }

    fn of(url: &Url) -> Option<Self> {
        let host = url.host_str().filter(|host| !host.is_empty() && !host.ends_with('.'))?;
        Some(Self(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))))
    }
}

impl fmt::Display for ReturnHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Storefront {
    /// The form of the settings: one host a line.
    pub fn check(hosts: &str, adds_customers: bool) -> Result<Self, Invalid> {
        let mut return_hosts = Vec::new();
        for typed in hosts.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let host = ReturnHost::parse(typed).ok_or_else(|| no_host(typed))?;
            if !return_hosts.contains(&host) {
                return_hosts.push(host);
            }
        }
        if return_hosts.len() > MOST_HOSTS {
            let sentence = format!("Give {MOST_HOSTS} hosts or fewer.");
            return Err(Invalid::one("return_hosts", Problem::Incorrect, sentence));
        }
        Ok(Self { return_hosts, adds_customers })
    }

    /// An address to go back to, if it lies on a listed host; the field is `return_url`.
    pub fn return_url(&self, typed: &str) -> Result<String, Invalid> {
        let wrong = |sentence: &str| Invalid::one("return_url", Problem::Incorrect, sentence);
        let url = plain_url(typed)
            .ok_or_else(|| wrong("Give a complete address that begins with https://, without a user in it."))?;
        let host = ReturnHost::of(&url);
        if host.is_some_and(|host| self.return_hosts.contains(&host)) {
            return Ok(url.into());
        }
        Err(wrong("Its host is not listed. An administrator lists hosts on the desk, under Storefront."))
    }
}

fn no_host(typed: &str) -> Invalid {
    let shown: String = typed.chars().take(100).collect();
    let sentence = format!("Write each host by itself, like shop.example.com. This is none: {shown}");
    Invalid::one("return_hosts", Problem::Incorrect, sentence)
}

/// An address that every browser reads alike: whole, without a user, blanks or backslashes.
fn plain_url(text: &str) -> Option<Url> {
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    let scheme = |scheme: &str| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    if text.len() > LONGEST_URL || text.chars().any(odd) || !(scheme("https://") || scheme("http://")) {
        return None;
    }
    let url = Url::parse(text).ok()?;
    // Url leaves out a user that is empty, browsers do too: the sign alone is odd enough.
    let authority = text.split_once("://")?.1.split(['/', '?', '#']).next()?;
    let plain = !authority.is_empty() && !authority.contains('@');
    (plain && (url.scheme() == "https" || is_this_machine(&url))).then_some(url)
}

/// Where storefronts run while they are built.
fn is_this_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn storefront() -> Storefront {
        Storefront::check("shop.example.com\nhttps://b2b.example.com:8443/\nlocalhost:4000\nbücher.example", false)
            .unwrap()
    }

    #[test]
    fn hosts_are_kept_as_browsers_write_them() {
        let hosts: Vec<_> = storefront().return_hosts.iter().map(ToString::to_string).collect();
        assert_eq!(hosts, ["shop.example.com", "b2b.example.com:8443", "localhost:4000", "xn--bcher-kva.example"]);
        assert_eq!(
            Storefront::check(" \r\nShop.Example.com:443\r\nshop.example.com", true).unwrap().return_hosts.len(),
            1
        );
        for wrong in
            ["*.example.com", "shop", "shop.example.com/account", "a@shop.example.com", "shop.example.com.", "a b.c"]
        {
            assert!(Storefront::check(wrong, false).is_err(), "{wrong}");
        }
        assert!(Storefront::check(&(0..21).map(|n| format!("s{n}.example.com\n")).collect::<String>(), false).is_err());
    }

    #[test]
    fn the_way_back_leads_to_listed_hosts() {
        for (typed, kept) in [
            ("https://shop.example.com", "https://shop.example.com/"),
            ("https://SHOP.example.com/account?tab=tax#a", "https://shop.example.com/account?tab=tax#a"),
            ("https://shop.example.com:443/x", "https://shop.example.com/x"),
            ("https://b2b.example.com:8443/x", "https://b2b.example.com:8443/x"),
            ("http://localhost:4000/account", "http://localhost:4000/account"),
            ("https://bücher.example/konto", "https://xn--bcher-kva.example/konto"),
            ("https://shop.example.com/a?next=//evil.example", "https://shop.example.com/a?next=//evil.example"),
        ] {
            assert_eq!(storefront().return_url(typed).as_deref(), Ok(kept), "{typed}");
        }
    }

    #[test]
    fn the_way_back_leads_nowhere_else() {
        for typed in [
            "",
            "/account",
            "//shop.example.com",
            "//evil.example",
            "\\\\evil.example",
            "/\\evil.example",
            "https:evil.example",
            "https:/shop.example.com",
            "https:///shop.example.com",
            "https://",
            "http://shop.example.com",
            "javascript:alert(1)",
            "JavaScript://shop.example.com/%0aalert(1)",
            "data:text/html,x",
            "ftp://shop.example.com",
            "https://evil.example",
            "https://shop.example.com.evil.example",
            "https://evilshop.example.com",
            "https://a.shop.example.com",
            "https://shop.example.com.",
            "https://shop.example.com:8443",
            "https://b2b.example.com",
            "https://b2b.example.com:443",
            "https://shop.example.com@evil.example",
            "https://user@shop.example.com",
            "https://user:secret@shop.example.com",
            "https://@shop.example.com",
            "https://evil.example#@shop.example.com",
            "https://evil.example\\@shop.example.com",
            "https://evil.example?@shop.example.com",
            "https://shop.example.com\\.evil.example",
            "https://shop.example.com/\r\nSet-Cookie: a=b",
            " https://shop.example.com",
            "https://shop.exаmple.com",
            "https://shop。example。com.evil.example",
            "https://bucher.example",
            "http://127.0.0.2:4000",
            "http://localhost.evil.example:4000",
            "https://2130706433",
            &format!("https://shop.example.com/{}", "x".repeat(2_000)),
        ] {
            assert!(storefront().return_url(typed).is_err(), "{typed}");
        }
    }
}
