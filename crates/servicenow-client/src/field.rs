//! Values that go to an instance: single ones, and the fields of a record to be written.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::sys_id::shorten;
use crate::{Error, SysId, time};

/// A value as the wire has it: always text (protocol section 1.4).
///
/// Made from text, numbers, booleans, [`SysId`] and [`Timestamp`] by `into()`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldValue(String);

impl FieldValue {
    /// The value as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for FieldValue {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for FieldValue {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&String> for FieldValue {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

impl From<&SysId> for FieldValue {
    fn from(id: &SysId) -> Self {
        Self(id.as_str().to_owned())
    }
}

impl From<SysId> for FieldValue {
    fn from(id: SysId) -> Self {
        Self::from(&id)
    }
}

impl From<Timestamp> for FieldValue {
    /// In UTC and whole seconds.
    fn from(timestamp: Timestamp) -> Self {
        Self(time::print(timestamp))
    }
}

macro_rules! from_printed {
    ($($kind:ty),*) => {
        $(impl From<$kind> for FieldValue {
            fn from(value: $kind) -> Self {
                Self(value.to_string())
            }
        })*
    };
}

from_printed!(bool, i32, i64, u32, u64);

/// The fields of a record to be created or changed, in the order in which they were set.
///
/// An instance ignores names it does not know without a word (protocol section 1.5); the record that
/// comes back shows what it took.
///
/// ```
/// use servicenow_client::Fields;
///
/// let fields = Fields::new().set("short_description", "Turn on MFA").set("impact", 2);
/// assert_eq!(fields.get("impact"), Some("2"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, FieldValue)>);

impl Fields {
    /// No fields yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a field to its raw value; an empty text clears it. A second value replaces the first.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: impl Into<FieldValue>) -> Self {
        let (name, value) = (name.into(), value.into());
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some((_, former)) => *former = value,
            None => self.0.push((name, value)),
        }
        self
    }

    /// Sets a field when there is a value.
    #[must_use]
    pub fn set_some(self, name: impl Into<String>, value: Option<impl Into<FieldValue>>) -> Self {
        match value {
            Some(value) => self.set(name, value),
            None => self,
        }
    }

    /// The value set for a field.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// All names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn to_json(&self) -> Result<Value, Error> {
        let mut object = Map::with_capacity(self.0.len());
        let mut size = 0;
        for (name, value) in self.iter() {
            check_name(name)?;
            size += name.len() + value.len();
            object.insert(name.to_owned(), value.into());
        }
        if size > MAX_RECORD {
            return Err(Error::invalid(format!("the fields hold more than {MAX_RECORD} bytes")));
        }
        Ok(object.into())
    }
}

impl<N: Into<String>, V: Into<FieldValue>> FromIterator<(N, V)> for Fields {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        pairs.into_iter().fold(Self::new(), |fields, (name, value)| fields.set(name, value))
    }
}

/// The default of `glide.rest.max_content_length` (protocol section 6.6).
const MAX_RECORD: usize = 10 * 1024 * 1024;

/// Names of fields and tables are lower case; anything else could change the meaning of a query.
pub(crate) fn check_name(name: &str) -> Result<(), Error> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_.".contains(&byte);
    let fits = (1..=256).contains(&name.len()) && name.bytes().all(plain);
    if fits && !name.starts_with('.') && !name.ends_with('.') && !name.contains("..") {
        Ok(())
    } else {
        Err(Error::invalid(format!("`{}` is not the name of a field", shorten(name))))
    }
}

pub(crate) fn check_table(name: &str) -> Result<(), Error> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if (1..=80).contains(&name.len()) && name.bytes().all(plain) {
        Ok(())
    } else {
        Err(Error::invalid(format!("`{}` is not the name of a table", shorten(name))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_sent_as_text_in_the_order_set() {
        let fields = Fields::new()
            .set("active", true)
            .set("impact", 2)
            .set("due_date", "2026-11-24T09:30:00Z".parse::<Timestamp>().unwrap())
            .set("impact", 3)
            .set_some("urgency", None::<&str>);
        assert_eq!(
            fields.to_json().unwrap().to_string(),
            r#"{"active":"true","impact":"3","due_date":"2026-11-24 09:30:00"}"#
        );
    }

    #[test]
    fn names_that_are_none_are_refused() {
        for name in ["", "Short_description", "a b", "a^b", ".a", "a.", "a..b", "é"] {
            assert!(Fields::new().set(name, "x").to_json().is_err(), "{name}");
            assert!(check_table(name).is_err(), "{name}");
        }
        assert!(check_name("caller_id.user_name").is_ok());
        assert!(check_table("x_acme_app_ticket").is_ok());
        assert!(check_table("a.b").is_err());
    }

    #[test]
    fn a_record_larger_than_an_instance_takes_is_refused() {
        let error = Fields::new().set("description", "x".repeat(MAX_RECORD)).to_json().unwrap_err();
        assert!(error.to_string().contains("more than"), "{error}");
    }
}
