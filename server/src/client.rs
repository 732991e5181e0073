//! Where a request comes from, behind however many proxies.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request},
    http::{Extensions, HeaderMap},
};

/// The header to which each proxy adds the address that it was called from.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// The network address of the client, as limits and logs take it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

/// Finds out the client's address, for all that comes after.
pub(crate) fn find(request: &mut Request, trusted_proxies: usize) {
    // Without a socket, as in tests of the router, all come from here.
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| peer.0.ip());
    let address = address(peer, request.headers(), trusted_proxies);
    request.extensions_mut().insert(ClientAddress(address));
}

/// The address that was found out.
pub(crate) fn of(extensions: &Extensions) -> IpAddr {
    extensions.get::<ClientAddress>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.0)
}

/// The entry that the outermost of our proxies has written. What stands left of it, anybody may have made up.
fn address(peer: IpAddr, headers: &HeaderMap, trusted_proxies: usize) -> IpAddr {
    let lines = headers.get_all(FORWARDED_FOR).iter().filter_map(|line| line.to_str().ok());
    let entries: Vec<_> = lines.flat_map(|line| line.split(',')).map(str::trim).collect();
    let ours = &entries[entries.len().saturating_sub(trusted_proxies)..];
    ours.first().and_then(|entry| read(entry)).unwrap_or(peer)
}

/// Some proxies write the port too.
fn read(entry: &str) -> Option<IpAddr> {
    let with_port = || entry.parse::<SocketAddr>().ok().map(|address| address.ip());
    entry.trim_matches(['[', ']']).parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(trusted_proxies: usize, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        address("10.0.0.9".parse().unwrap(), &headers, trusted_proxies).to_string()
    }

    #[test]
    fn only_what_our_proxies_wrote_counts() {
        assert_eq!(seen(0, &["192.0.2.1"]), "10.0.0.9");
        assert_eq!(seen(1, &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(seen(1, &["203.0.113.7, 192.0.2.1"]), "192.0.2.1");
        assert_eq!(seen(2, &["203.0.113.7", "192.0.2.1, 10.0.0.2"]), "192.0.2.1");
        assert_eq!(seen(2, &["192.0.2.1"]), "192.0.2.1", "the inner proxy was called directly");
    }

    #[test]
    fn what_cannot_be_read_is_the_peer() {
        for lines in [&[][..], &[""], &["unknown"], &["192.0.2.1, "]] {
            assert_eq!(seen(1, lines), "10.0.0.9", "{lines:?}");
        }
        assert_eq!(seen(1, &["192.0.2.1:4711"]), "192.0.2.1");
        assert_eq!(seen(1, &["[2001:db8::1]:4711"]), "2001:db8::1");
        assert_eq!(seen(1, &["2001:db8::1"]), "2001:db8::1");
    }
}
