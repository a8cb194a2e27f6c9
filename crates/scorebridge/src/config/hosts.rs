//! Which hosts may be called: names, everything below a name, and addresses.

use std::net::IpAddr;

/// A list of hosts; an empty one allows every host.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllowedHosts(Vec<String>);

impl AllowedHosts {
    /// Reads `acme.service-now.com`, `*.service-now.com` and addresses; the error says which entry is none of these.
    pub fn parse(entries: &[String]) -> Result<Self, String> {
        let read = |entry: &String| {
            let host = entry.trim().trim_end_matches('.').to_lowercase();
            let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
            let name = host.strip_prefix("*.").unwrap_or(&host);
            let is_host = host.parse::<IpAddr>().is_ok() || is_name(name);
            if is_host {
                Ok(host)
            } else {
                Err(format!(
                    "expected host names such as acme.service-now.com or *.service-now.com, found {entry:?}"
                ))
            }
        };
        entries.iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// Whether `host`, as it stands in a URL, may be called.
    pub fn allows(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.').to_lowercase();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let matches = |entry: &String| match entry.strip_prefix('*') {
            Some(below) => host.len() > below.len() && host.ends_with(below),
            None => host == entry,
        };
        self.0.is_empty() || self.0.iter().any(matches)
    }

    /// The entries.
    pub fn as_slice(&self) -> &[String] {
        &self.0
    }
}

fn is_name(name: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    name.len() <= 253 && name.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(entries: &[&str]) -> Result<AllowedHosts, String> {
        AllowedHosts::parse(&entries.iter().map(|entry| (*entry).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn names_match_themselves_and_a_star_what_lies_below() {
        let hosts = list(&["*.service-now.com", "Tickets.Example.org.", "10.0.0.5", "[fd00::5]"]).unwrap();
        for allowed in
            ["acme.service-now.com", "a.b.service-now.com", "tickets.example.org", "10.0.0.5", "[fd00::5]"]
        {
            assert!(hosts.allows(allowed), "{allowed}");
        }
        for other in [
            "service-now.com",
            "evilservice-now.com",
            "acme.service-now.com.evil.example",
            "x.tickets.example.org",
            "10.0.0.50",
        ] {
            assert!(!hosts.allows(other), "{other}");
        }
        assert!(list(&[]).unwrap().allows("anything.example"));
    }

    #[test]
    fn what_is_no_host_is_refused() {
        for entry in
            ["https://acme.service-now.com", "acme.service-now.com/x", "a*.example", "*", "acme:443", ".x"]
        {
            assert!(list(&[entry]).unwrap_err().contains(entry), "{entry}");
        }
    }
}
