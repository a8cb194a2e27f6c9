//! IP address access control: rows of `ip_access` (protocol 6.2). An allowing
//! rule beats a denying one; without any rule everybody may come.

use std::net::IpAddr;

use axum::http::HeaderMap;
use rusqlite::Connection;

/// Active inbound rules.
#[derive(Debug, Default)]
pub(crate) struct AddressRules {
    rules: Vec<AddressRule>,
}

#[derive(Debug, Clone, Copy)]
struct AddressRule {
    allows: bool,
    first: IpAddr,
    last: IpAddr,
}

const RULES: &str = "SELECT type, range_start, range_end FROM ip_access WHERE active = 'true' AND direction IS NOT 'outbound' ORDER BY rowid";

impl AddressRules {
    /// Rows whose addresses cannot be read have no effect.
    pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let mut statement = connection.prepare_cached(RULES)?;
        let mut rows = statement.query([])?;
        let mut rules = Vec::new();
        while let Some(row) = rows.next()? {
            let address = |at| {
                Ok::<_, rusqlite::Error>(
                    row.get::<_, Option<String>>(at)?.and_then(|text| text.trim().parse().ok()),
                )
            };
            let kind: Option<String> = row.get(0)?;
            let (first, last): (Option<IpAddr>, Option<IpAddr>) = (address(1)?, address(2)?);
            if let Some(first) = first {
                let last = last.unwrap_or(first);
                rules.push(AddressRule { allows: kind.as_deref() == Some("allow"), first, last });
            }
        }
        Ok(Self { rules })
    }

    /// No denying rule matches, or an allowing one does.
    pub(crate) fn admits(&self, addresses: &[IpAddr]) -> bool {
        self.allows(addresses) || !self.matches(addresses, false)
    }

    /// An allowing rule matches one of the addresses.
    pub(crate) fn allows(&self, addresses: &[IpAddr]) -> bool {
        self.matches(addresses, true)
    }

    fn matches(&self, addresses: &[IpAddr], allowing: bool) -> bool {
        self.rules
            .iter()
            .filter(|rule| rule.allows == allowing)
            .any(|rule| addresses.iter().any(|address| rule.covers(*address)))
    }
}

impl AddressRule {
    fn covers(&self, address: IpAddr) -> bool {
        self.first.is_ipv4() == address.is_ipv4() && (self.first..=self.last).contains(&address)
    }
}

/// The peer, and whom it says it came through.
pub(crate) fn addresses(peer: IpAddr, headers: &HeaderMap) -> Vec<IpAddr> {
    let mut addresses = vec![peer.to_canonical()];
    let forwarded = headers.get_all("x-forwarded-for").iter();
    addresses.extend(
        forwarded
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .filter_map(|part| part.trim().parse::<IpAddr>().ok()),
    );
    addresses
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(rules: &[(bool, &str, &str)]) -> AddressRules {
        let rule = |(allows, first, last): &(bool, &str, &str)| AddressRule {
            allows: *allows,
            first: first.parse().unwrap(),
            last: last.parse().unwrap(),
        };
        AddressRules { rules: rules.iter().map(rule).collect() }
    }

    fn ips(texts: &[&str]) -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    #[test]
    fn allowing_rules_beat_denying_ones() {
        let rules = rules(&[(false, "10.0.0.0", "10.255.255.255"), (true, "10.1.0.5", "10.1.0.9")]);
        assert!(rules.admits(&ips(&["192.0.2.1"])));
        assert!(!rules.admits(&ips(&["10.1.0.4"])));
        assert!(rules.admits(&ips(&["10.1.0.7"])));
        assert!(rules.admits(&ips(&["10.1.0.4", "10.1.0.7"])));
        assert!(rules.admits(&ips(&["::1"])));
    }

    #[test]
    fn forwarded_addresses_count() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.9, nonsense, 10.0.0.1".parse().unwrap());
        let found = addresses("127.0.0.1".parse().unwrap(), &headers);
        assert_eq!(found, ips(&["127.0.0.1", "203.0.113.9", "10.0.0.1"]));
    }
}
