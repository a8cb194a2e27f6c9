//! Which addresses an instance may have. A person types the address of an instance, and the portal calls it: so it
//! must not lead into the network that the portal stands in. The address is judged when the connection is made, not
//! by name: a name can be made to point anywhere.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use servicenow_client::InstanceUrl;
use url::Host;

use crate::connection::PrivateAddress;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// An HTTP client that connects to public addresses only. Addresses written as numbers do not pass its resolver:
/// see [`refuse_literal`].
pub(super) fn public_only() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .user_agent(concat!("Scorebridge/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT)
        .dns_resolver(Arc::new(PublicOnly))
        .build()
}

/// Refuses an instance whose address is written as a number that is not public.
pub(super) fn refuse_literal(instance: &InstanceUrl) -> Result<(), PrivateAddress> {
    let address = match instance.as_url().host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address),
        Some(Host::Ipv6(address)) => IpAddr::V6(address),
        _ => return Ok(()),
    };
    if is_public(address) { Ok(()) } else { Err(PrivateAddress { host: address.to_string() }) }
}

struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            let public: Vec<SocketAddr> =
                found.iter().copied().filter(|address| is_public(address.ip())).collect();
            if public.is_empty() && !found.is_empty() {
                return Err(PrivateAddress { host }.into());
            }
            let addresses: Addrs = Box::new(public.into_iter());
            Ok(addresses)
        })
    }
}

/// Whether an address belongs to the open internet (IANA special-purpose registries).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let reserved = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a, b, c) == (192, 0, 0)
        || (a, b) == (198, 18)
        || (a, b) == (198, 19);
    !reserved
}

/// Addresses that carry an IPv4 address inside are judged by it.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let inner = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        _ if address.is_loopback() || address.is_unspecified() || address.is_multicast() => false,
        _ if address.is_unique_local() || address.is_unicast_link_local() => false,
        [0, 0, 0, 0, 0, 0xffff | 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => inner(high, low),
        [0x2001, 0xdb8 | 0, ..] | [0x100, ..] | [0x64, 0xff9b, 1, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_networks_are_told_from_the_internet() {
        for inner in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "203.0.113.7",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "::ffff:127.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
            "::7f00:1",
            "4000::1",
        ] {
            assert!(!is_public(inner.parse().unwrap()), "{inner}");
        }
        for public in
            ["1.1.1.1", "149.96.1.1", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn numbers_are_judged_before_a_connection_is_tried() {
        let refused = |typed: &str| refuse_literal(&typed.parse().unwrap()).is_err();
        assert!(
            refused("http://127.0.0.1:8081") && refused("https://10.0.0.1") && refused("https://[fd00::1]")
        );
        assert!(!refused("acme") && !refused("https://149.96.1.1"));
    }
}
