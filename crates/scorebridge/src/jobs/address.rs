//! Which addresses an instance may have. A person types the address of an instance, and the portal calls it: so it
//! must not lead into the network that the portal stands in. The address is judged when the connection is made, not
//! by name: a name can be made to point anywhere.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use std::{io, vec};

use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use servicenow_client::InstanceUrl;
use url::Host;

use crate::config::NetworkConfig;
use crate::connection::PrivateAddress;
use crate::http;

/// A name server that takes longer is as good as none.
const LOOKUP_TIMEOUT: Duration = Duration::from_secs(5);

/// An HTTP client that connects to public addresses only, apart from the proxy. Addresses written as numbers do not
/// pass its resolver: see [`refuse_literal`].
pub(super) fn public_only(network: &NetworkConfig) -> reqwest::Result<reqwest::Client> {
    let proxies = network.proxy_hosts().map(str::to_lowercase).collect();
    let resolver = PublicOnly { proxies, look_up };
    http::of_portal(network)?.dns_resolver(Arc::new(resolver)).build()
}

/// Refuses a name that leads into a private network as far as we can tell: behind a proxy, it is the proxy that looks
/// names up. A name that we cannot look up is left to it.
pub(super) async fn refuse_private_name(host: &str) -> Result<(), PrivateAddress> {
    let found = tokio::time::timeout(LOOKUP_TIMEOUT, look_up(host.to_owned())).await;
    match found {
        Ok(Ok(found)) => public(host, found).map(drop),
        _ => Ok(()),
    }
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

type LookUp = fn(String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>>;

fn look_up(host: String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
    Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.collect()) })
}

/// Asked for every connection that is made: a name that leads elsewhere later is judged again, and the connection goes
/// to the very addresses that were judged.
struct PublicOnly {
    /// Names of proxies.
    proxies: Vec<String>,
    look_up: LookUp,
}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let (is_proxy, found) = (self.proxies.contains(&host.to_lowercase()), (self.look_up)(host.clone()));
        Box::pin(async move {
            let found = found.await?;
            let addresses: vec::IntoIter<SocketAddr> =
                if is_proxy { found.into_iter() } else { public(&host, found)?.into_iter() };
            let addresses: Addrs = Box::new(addresses);
            Ok(addresses)
        })
    }
}

/// The public ones of the addresses that a name has; the others are never called.
fn public(host: &str, found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, PrivateAddress> {
    let had_some = !found.is_empty();
    let public: Vec<_> = found.into_iter().filter(|address| is_public(address.ip())).collect();
    if public.is_empty() && had_some { Err(PrivateAddress { host: host.to_owned() }) } else { Ok(public) }
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

    /// First a public address, then one in our own network: as somebody would do who wants us to call it.
    #[tokio::test]
    async fn a_name_is_judged_by_every_address_each_time_it_is_looked_up() {
        fn rebound(host: String) -> BoxFuture<'static, io::Result<Vec<SocketAddr>>> {
            let found = match host.as_str() {
                "both.example" => vec!["1.1.1.1:0", "10.0.0.1:0", "[::1]:0"],
                "none.example" => vec![],
                _ => vec!["192.168.0.9:0", "[fe80::1]:0"],
            };
            Box::pin(async move { Ok(found.into_iter().map(|address| address.parse().unwrap()).collect()) })
        }
        let resolver = PublicOnly { proxies: vec!["proxy.example".to_owned()], look_up: rebound };
        let resolve = async |host: &str| {
            let found = resolver.resolve(host.parse().unwrap()).await;
            found.map(|addresses| addresses.map(|address| address.ip().to_string()).collect::<Vec<_>>())
        };
        assert_eq!(resolve("both.example").await.unwrap(), ["1.1.1.1"], "the private ones are never called");
        let refused = resolve("inner.example").await.unwrap_err();
        assert!(refused.is::<PrivateAddress>(), "{refused}");
        assert_eq!(resolve("Proxy.example").await.unwrap().len(), 2, "the proxy stands in our own network");
        assert!(resolve("none.example").await.unwrap().is_empty());
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
