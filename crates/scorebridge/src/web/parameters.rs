//! The part of an address after `?`, read by name and without complaint: an address can be typed, so what is
//! repeated or unknown is passed over, not refused.

/// Names and values, trimmed; empty values count as absent.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query.
    pub(crate) fn parse(query: Option<String>) -> Self {
        let query = query.unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        Self(pairs.map(|(name, value)| (name.into_owned(), value.trim().to_owned())).collect())
    }

    /// The first value of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let value = self.0.iter().find(|(pair, _)| pair == name).map(|(_, value)| value.as_str());
        value.filter(|value| !value.is_empty())
    }
}
