//! The hosts of `NO_PROXY`, which are connected to directly.
//!
//! There is no standard for it. This reads the forms of curl, Go, Python, Java and Windows, and refuses the
//! rest: an entry that is silently ignored would send traffic to a proxy that is not meant for it.

use std::net::IpAddr;

use http::Uri;

use crate::{ground::error::ConfigurationError, hyper::tls::invalid};

/// What is compared between an entry and a target.
#[derive(Default)]
pub(super) struct NoProxy {
    everything: bool,
    entries: Vec<Entry>,
}

struct Entry {
    host: Host,
    /// Any port, unless one is named.
    port: Option<u16>,
}

enum Host {
    /// A name, in lower case, and all names below it.
    Name(String),
    /// All addresses with the same first bits as this one.
    Network(IpAddr, u8),
}

impl NoProxy {
    /// Entries are separated by commas, white space, semicolons or `|`.
    pub(super) fn read(list: &str) -> Result<Self, ConfigurationError> {
        let mut read = Self::default();
        let separates = |symbol: char| symbol.is_whitespace() || matches!(symbol, ',' | ';' | '|');
        for entry in list.split(separates).filter(|entry| !entry.is_empty()) {
            if entry == "*" {
                read.everything = true;
            } else {
                read.entries.push(Entry::read(entry)?);
            }
        }
        Ok(read)
    }

    pub(super) fn names(&self, target: &Uri) -> bool {
        self.everything || self.entries.iter().any(|entry| entry.names(target))
    }
}

impl Entry {
    fn read(entry: &str) -> Result<Self, ConfigurationError> {
        if let Some(host) = network(entry) {
            return Ok(Self { host, port: None });
        }
        if entry.contains('/') {
            let problem = "has a URL or an invalid network: write a host, or an address with the number of its bits, such as 10.0.0.0/8";
            return invalid("NO_PROXY", problem);
        }
        let (host, port) = match entry.rsplit_once(':') {
            None => (entry, None),
            Some((host, port)) => match port.parse() {
                Ok(port) => (host, Some(port)),
                Err(_) => return invalid("NO_PROXY", "has an entry with an invalid port"),
            },
        };
        let host = match network(host) {
            Some(host) => host,
            None => name(host)?,
        };
        Ok(Self { host, port })
    }

    fn names(&self, target: &Uri) -> bool {
        let Some(host) = target.host() else { return false };
        let standard = if target.scheme_str() == Some("http") { 80 } else { 443 };
        let port = target.port_u16().unwrap_or(standard);
        self.port.is_none_or(|named| named == port) && self.host.holds(host)
    }
}

impl Host {
    fn holds(&self, host: &str) -> bool {
        let host = host.trim_matches(['[', ']']);
        match self {
            Self::Network(network, bits) => host
                .parse()
                .is_ok_and(|address| first_bits(address, *bits) == first_bits(*network, *bits)),
            Self::Name(name) => {
                let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
                let above = host.strip_suffix(name.as_str());
                above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
            }
        }
    }
}

/// An address, in brackets or without, or a network.
fn network(entry: &str) -> Option<Host> {
    let (address, bits) = match entry.split_once('/') {
        None => (entry, None),
        Some((address, bits)) => (address, Some(bits.parse::<u8>().ok()?)),
    };
    let inner = address.strip_prefix('[').and_then(|inner| inner.strip_suffix(']'));
    let address = inner.unwrap_or(address).parse::<IpAddr>().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.unwrap_or(most);
    (bits <= most).then_some(Host::Network(address, bits))
}

/// `host`, `.host` and `*.host` are the same, with or without a final dot, as in curl.
fn name(entry: &str) -> Result<Host, ConfigurationError> {
    let name = entry.strip_prefix('*').filter(|rest| rest.starts_with('.')).unwrap_or(entry);
    let name = name.strip_prefix('.').unwrap_or(name);
    let name = name.strip_suffix('.').unwrap_or(name);
    let of_names = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let labels = |label: &str| !label.is_empty() && label.bytes().all(of_names);
    // Another form of `10.0.*`: a name never ends in a number (RFC 1123 section 2.1).
    let last = name.rsplit('.').next().unwrap_or_default();
    if name.split('.').all(labels) && !last.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(Host::Name(name.to_ascii_lowercase()))
    } else if name.contains('*') {
        invalid(
            "NO_PROXY",
            "has a star that is neither alone nor before a dot: write `*`, `*.host`, or a network such as 10.0.0.0/8",
        )
    } else {
        invalid(
            "NO_PROXY",
            "has an entry that is not a host, a host with a port, an address or a network",
        )
    }
}

/// The address family, and this many bits of the address.
fn first_bits(address: IpAddr, bits: u8) -> (bool, u128) {
    let (length, number) = match address {
        IpAddr::V4(address) => (32_u8, u128::from(address.to_bits())),
        IpAddr::V6(address) => (128, address.to_bits()),
    };
    let shift = u32::from(length.saturating_sub(bits));
    (address.is_ipv4(), number.checked_shr(shift).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICE: &str = "https://identity.moneyhub.co.uk";

    fn names(list: &str, target: &str) -> bool {
        NoProxy::read(list).unwrap().names(&target.parse().unwrap())
    }

    #[test]
    fn a_name_is_that_host_and_all_below_it_in_every_spelling() {
        for list in [
            "moneyhub.co.uk",
            ".moneyhub.co.uk",
            "*.moneyhub.co.uk",
            "moneyhub.co.uk.",
            ".moneyhub.co.uk.",
            "*.moneyhub.co.uk.",
            "identity.moneyhub.co.uk",
            "IDENTITY.Moneyhub.CO.UK",
            "uk",
            "*.uk",
        ] {
            assert!(names(list, SERVICE), "{list}");
            assert!(names(list, "https://identity.moneyhub.co.uk."), "{list}");
        }
        for list in ["hub.co.uk", "other.example", "identity.moneyhub.co.uk.example", "*.identity2"]
        {
            assert!(!names(list, SERVICE), "{list}");
        }
    }

    #[test]
    fn a_port_is_that_port_alone() {
        let list = "moneyhub.co.uk:443,*.example:8443,10.0.0.1:8080,[2001:db8::1]:8443";
        for target in [
            SERVICE,
            "https://a.example:8443",
            "http://10.0.0.1:8080",
            "https://[2001:db8::1]:8443",
        ] {
            assert!(names(list, target), "{target}");
        }
        for target in [
            "https://identity.moneyhub.co.uk:8443",
            "http://identity.moneyhub.co.uk",
            "https://a.example",
            "https://10.0.0.1",
            "https://[2001:db8::1]",
        ] {
            assert!(!names(list, target), "{target}");
        }
    }

    #[test]
    fn entries_are_separated_in_every_way_that_people_know() {
        for list in [
            "a.example,moneyhub.co.uk",
            "a.example , moneyhub.co.uk ,",
            "a.example moneyhub.co.uk",
            "a.example\tmoneyhub.co.uk\n",
            ",,moneyhub.co.uk",
            "a.example;moneyhub.co.uk",
            "localhost|*.moneyhub.co.uk",
        ] {
            assert!(names(list, SERVICE), "{list}");
        }
        assert!(!names("", SERVICE));
        assert!(!names(" , ", SERVICE));
    }

    #[test]
    fn a_network_is_the_addresses_within_and_an_address_is_itself() {
        for (list, target) in [
            ("192.168.0.0/16", "https://192.168.1.2"),
            ("192.168.7.9/16", "https://192.168.1.2"),
            ("0.0.0.0/0", "https://192.168.1.2"),
            ("192.168.1.2", "https://192.168.1.2:8443"),
            ("2001:db8::/32", "https://[2001:db8::1]"),
            ("[2001:db8::]/32", "https://[2001:db8::1]"),
            ("::/0", "https://[2001:db8::1]"),
            ("2001:db8::1", "https://[2001:db8::1]"),
        ] {
            assert!(names(list, target), "{list}");
        }
        for (list, target) in [
            ("192.168.0.0/16", "https://192.169.1.2"),
            ("192.168.1.2/31", "https://192.168.1.4"),
            ("::/0", "https://192.168.1.2"),
            ("0.0.0.0/0", "https://[2001:db8::1]"),
            ("0.0.0.0/0", SERVICE),
            ("2001:db8::/32", "https://[2001:db9::1]"),
        ] {
            assert!(!names(list, target), "{list}");
        }
    }

    #[test]
    fn a_star_is_everything() {
        for target in [SERVICE, "https://192.168.1.2", "https://[2001:db8::1]"] {
            assert!(names(" * ", target), "{target}");
            assert!(names("a.example,*", target), "{target}");
        }
    }

    #[test]
    fn what_is_not_understood_is_an_error() {
        for list in [
            "https://moneyhub.co.uk",
            "moneyhub.co.uk/path",
            "*moneyhub.co.uk",
            "identity.*.uk",
            "moneyhub.*",
            "10.0.*",
            "10.*.*.*",
            "10.0.0",
            "10.0.0.0/33",
            "10.0.0.0/255.0.0.0",
            "2001:db8::/129",
            "moneyhub.co.uk:https",
            "moneyhub.co.uk:",
            "moneyhub.co.uk:65536",
            "moneyhub.co.uk:*",
            ".",
            "*.",
            "a..example",
            "<local>",
            "zürich.example",
        ] {
            let refused = NoProxy::read(&format!("a.example,{list}")).err();
            let Some(ConfigurationError::Invalid { setting: "NO_PROXY", .. }) = refused else {
                panic!("{list}: {refused:?}");
            };
        }
    }
}
