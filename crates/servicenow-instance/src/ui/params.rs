//! Parameters of a page request, from the address or from a form. Order and repetition are kept:
//! a list posts one `row` per selected record.

use url::form_urlencoded;

/// More parameters than any form of ours has fields; the rest is dropped.
const MAX_PARAMS: usize = 2000;

/// Names and values as sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads a query string or a form body.
    pub(crate) fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).into_owned().take(MAX_PARAMS).collect())
    }

    /// The last value of a name, so that a ticked box overrides the hidden field before it.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().rev().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Whether the name was sent at all, with or without a value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Every value of a name.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A whole number of at least `least`, or `otherwise`.
    pub(crate) fn number(&self, name: &str, least: usize, otherwise: usize) -> usize {
        self.get(name).parse().ok().filter(|number| *number >= least).unwrap_or(otherwise)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_counts_and_all_are_kept() {
        let params = Params::parse(b"active=false&row=1&row=2&active=true&name=a+b%26c");
        assert_eq!(params.get("active"), "true");
        assert_eq!(params.all("row").collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(params.get("name"), "a b&c");
        assert_eq!(params.get("absent"), "");
        assert!(!params.has("absent"));
    }

    #[test]
    fn numbers_outside_their_range_fall_back() {
        let params = Params::parse(b"first=0&size=x&page=41");
        assert_eq!(params.number("first", 1, 1), 1);
        assert_eq!(params.number("size", 1, 20), 20);
        assert_eq!(params.number("page", 1, 1), 41);
    }
}
