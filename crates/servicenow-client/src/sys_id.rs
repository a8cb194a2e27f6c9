//! The key of a record.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// The `sys_id` of a record: 32 lower-case hexadecimal digits (protocol section 1.1).
///
/// Records that come from an instance may carry another short word: a few built-in rows do, such
/// as the scope `global`. [`SysId::parse`] accepts only the 32 digits, and turns upper case to lower.
///
/// ```
/// use servicenow_client::SysId;
///
/// let id: SysId = "6816F79CC0A8016401C5A33BE04BE441".parse()?;
/// assert_eq!(id.as_str(), "6816f79cc0a8016401c5a33be04be441");
/// assert!("INC0010001".parse::<SysId>().is_err());
/// # Ok::<(), servicenow_client::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SysId(String);

impl SysId {
    /// Reads 32 hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(Error::invalid(format!("`{}` is not a sys_id of 32 hexadecimal digits", shorten(text))))
        }
    }

    /// Reads a key as an instance sends it; `None` when it could not stand in a path.
    pub(crate) fn from_wire(text: &str) -> Option<Self> {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
        let fits = (1..=32).contains(&text.len()) && text.bytes().all(plain);
        fits.then(|| Self(text.to_owned()))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Keeps an error short when the input was not.
pub(crate) fn shorten(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

impl fmt::Display for SysId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for SysId {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_only_keys_that_can_stand_in_a_path() {
        assert!(SysId::from_wire("global").is_some());
        for text in ["", "..", "a/b", "a b", &"a".repeat(33)] {
            assert!(SysId::from_wire(text).is_none(), "{text}");
        }
    }

    #[test]
    fn an_error_stays_short() {
        let error = SysId::parse(&"é".repeat(5000)).unwrap_err().to_string();
        assert!(error.len() < 300, "{error}");
    }
}
