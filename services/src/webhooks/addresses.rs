//! Where webhooks may go: the public internet by HTTPS, and what the operator opens besides.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use domain::{Invalid, Problem};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use url::{Host, Url};

/// The ranges that the operator opens: an intranet, or a machine's own programs. Nothing in them needs TLS.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed(pub Vec<IpNet>);

/// What of IPv4 is no public host (IANA's registry of special addresses), and one public address that is none either.
const SPECIAL_V4: [Ipv4Net; 16] = [
    v4(0, 0, 0, 0, 8),
    v4(10, 0, 0, 0, 8),
    v4(100, 64, 0, 0, 10),
    v4(127, 0, 0, 0, 8),
    v4(168, 63, 129, 16, 32), // the metadata of Azure's machines
    v4(169, 254, 0, 0, 16),   // and those of all other clouds
    v4(172, 16, 0, 0, 12),
    v4(192, 0, 0, 0, 24),
    v4(192, 0, 2, 0, 24),
    v4(192, 88, 99, 0, 24),
    v4(192, 168, 0, 0, 16),
    v4(198, 18, 0, 0, 15),
    v4(198, 51, 100, 0, 24),
    v4(203, 0, 113, 0, 24),
    v4(224, 0, 0, 0, 4),
    v4(240, 0, 0, 0, 4),
];

/// All public hosts of IPv6; whatever embeds an address of IPv4 (mapped, NAT64) lies outside.
const GLOBAL_V6: Ipv6Net = v6(0x2000, 0, 3);

/// What of it is no public host: Teredo and other experiments, documentation, 6to4.
const SPECIAL_V6: [Ipv6Net; 4] = [v6(0x2001, 0, 23), v6(0x2001, 0xdb8, 32), v6(0x2002, 0, 16), v6(0x3fff, 0, 20)];

const fn v4(a: u8, b: u8, c: u8, d: u8, length: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), length)
}

const fn v6(a: u16, b: u16, length: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), length)
}

impl Allowed {
    /// Ranges as `10.0.0.0/8, fd00::/8`; an address alone is a range too. Else the part that is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let range = |part: &str| part.parse().or_else(|_| part.parse::<IpAddr>().map(IpNet::from));
        parts.map(|part| range(part).map_err(|_| part.to_owned())).collect::<Result<_, _>>().map(Self)
    }

    /// Whether an address is in a range that the operator opened.
    fn opens(&self, address: IpAddr) -> bool {
        self.0.iter().any(|range| range.contains(&address))
    }

    /// Whether webhooks may connect to this address: by TLS to any public one, else only where the operator opened it.
    pub(crate) fn lets_through(&self, address: IpAddr, is_tls: bool) -> bool {
        self.opens(address) || (is_tls && is_public(address))
    }

    /// Refuses an address at once that could never be connected to. What a name stands for is looked at each time when
    /// it is connected to, since it can change.
    pub(crate) fn permits(&self, url: &Url) -> Result<(), Invalid> {
        let is_tls = url.scheme() == "https";
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            _ => None,
        };
        let refuse = |sentence: &str| Err(Invalid::one("url", Problem::Incorrect, sentence));
        match literal {
            _ if url.as_str().parse::<http::Uri>().is_err() => {
                refuse("Write the special characters of this address as % and two digits.")
            }
            _ if !is_tls && self.0.is_empty() => refuse("Give an address that begins with https://."),
            Some(address) if !self.lets_through(address, is_tls) => {
                refuse("Give an address on the public internet that begins with https://. Nothing is sent to this one.")
            }
            _ => Ok(()),
        }
    }
}

/// Whether an address is one of a host on the internet, as far as can be told from it.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !SPECIAL_V4.iter().any(|range| range.contains(&address)),
        IpAddr::V6(address) => GLOBAL_V6.contains(&address) && !SPECIAL_V6.iter().any(|range| range.contains(&address)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each range by its first and last address, and each way to write an address of IPv4 within IPv6.
    const NOWHERE: &str = "
        0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.100.100.200 100.127.255.255
        127.0.0.1 127.255.255.255 168.63.129.16 169.254.0.0 169.254.169.254 169.254.255.255
        172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.192 192.0.0.255 192.0.2.1 192.88.99.1
        192.168.0.0 192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.1 203.0.113.1
        224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255
        :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1
        64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::1 100::1 5f00::1 2001::1 2001:10::1 2001:db8::1 2002:7f00:1::1
        3fff::1 fc00::1 fd00:ec2::254 fdff::1 fe80::1 febf::1 fec0::1 ff02::1 ff0e::1";

    const PUBLIC: &str = "
        1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 168.63.129.15
        169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0 192.0.1.0 192.167.255.255 192.169.0.0 198.17.255.255
        198.20.0.0 223.255.255.255 2606:4700:4700::1111 2a00:1450:4001::1 2001:4860:4860::8888 2600::1";

    fn addresses(text: &str) -> impl Iterator<Item = IpAddr> {
        text.split_whitespace().map(|address| address.parse().unwrap())
    }

    #[test]
    fn only_hosts_of_the_internet_are_connected_to() {
        let nothing = Allowed::default();
        for address in addresses(NOWHERE) {
            assert!(!nothing.lets_through(address, true), "{address}");
        }
        for address in addresses(PUBLIC) {
            assert!(nothing.lets_through(address, true), "{address}");
            assert!(!nothing.lets_through(address, false), "{address} without TLS");
        }
    }

    #[test]
    fn the_operator_opens_ranges() {
        let allowed = Allowed::parse(" 127.0.0.0/8, fd00::/8 ,10.1.2.3").unwrap();
        for address in addresses("127.0.0.1 fd12::1 10.1.2.3") {
            assert!(allowed.lets_through(address, true) && allowed.lets_through(address, false), "{address}");
        }
        for address in addresses("10.1.2.4 169.254.169.254 ::ffff:127.0.0.1 fe80::1") {
            assert!(!allowed.lets_through(address, true), "{address}");
        }
        assert_eq!(Allowed::parse(" , "), Ok(Allowed::default()));
        for wrong in ["10.0.0.0/33", "intranet", "10.0.0.0-10.0.0.9", "127.0.0.1/8/8"] {
            assert_eq!(Allowed::parse(wrong), Err(wrong.to_owned()));
        }
    }

    /// Whatever an address is written as, it is read as browsers read it.
    #[test]
    fn an_address_that_leads_nowhere_is_refused_at_once() {
        let refused = |allowed: &Allowed, url: &str| allowed.permits(&url.parse().unwrap()).is_err();
        let (nothing, loopback) = (Allowed::default(), Allowed::parse("127.0.0.0/8").unwrap());
        for url in [
            "http://erp.example.com",
            "https://127.0.0.1",
            "https://2130706433",
            "https://0x7f.1",
            "https://0177.0.0.1",
            "https://[::1]:8443/x",
            "https://[::ffff:169.254.169.254]/",
            "https://10.1",
        ] {
            assert!(refused(&nothing, url), "{url}");
        }
        for url in ["https://erp.example.com", "https://8.8.8.8:8443/", "https://[2606:4700:4700::1111]/"] {
            assert!(!refused(&nothing, url), "{url}");
        }
        assert!(!refused(&loopback, "http://127.0.0.1:4242/hook"));
        assert!(!refused(&loopback, "http://localhost:4242/hook"), "what it stands for is looked at later");
        assert!(refused(&loopback, "http://8.8.8.8/hook"));
        assert!(refused(&loopback, "https://169.254.169.254/latest/meta-data"));
    }
}
