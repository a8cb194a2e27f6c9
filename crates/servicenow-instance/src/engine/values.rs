//! Field values on their way into a record.

use std::collections::HashMap;

/// Fields up to which looking at each is as quick as an index. A body may
/// name hundreds of thousands.
const FEW: usize = 64;

/// Field names with new values, in the order they were set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Values {
    fields: Vec<(String, String)>,
    /// Where each field is, once they are more than a few.
    index: HashMap<String, usize>,
}

impl Values {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Replaces an earlier value of the same field.
    pub(crate) fn set(&mut self, field: &str, value: impl Into<String>) {
        let value = value.into();
        match self.position(field) {
            Some(at) => self.fields[at].1 = value,
            None => self.push(field, value),
        }
    }

    fn push(&mut self, field: &str, value: String) {
        self.fields.push((field.to_owned(), value));
        if self.fields.len() <= FEW {
            return;
        }
        for (at, (name, _)) in self.fields.iter().enumerate().skip(self.index.len()) {
            self.index.insert(name.clone(), at);
        }
    }

    fn position(&self, field: &str) -> Option<usize> {
        if self.fields.len() > FEW {
            return self.index.get(field).copied();
        }
        self.fields.iter().position(|(name, _)| name == field)
    }

    #[must_use]
    pub(crate) fn with(mut self, field: &str, value: impl Into<String>) -> Self {
        self.set(field, value);
        self
    }

    pub(crate) fn get(&self, field: &str) -> Option<&str> {
        Some(&self.fields[self.position(field)?].1)
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.get(field).is_some()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Values {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let mut values = Self::new();
        for (name, value) in pairs {
            values.set(&name.into(), value);
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_fields_are_found_as_few_are() {
        let mut values: Values = (0..500).map(|at| (format!("f{at}"), at.to_string())).collect();
        values.set("f0", "first");
        values.set("f499", "last");
        assert_eq!(values.iter().count(), 500);
        assert_eq!((values.get("f0"), values.get("f499")), (Some("first"), Some("last")));
        assert_eq!((values.get("f77"), values.get("f500")), (Some("77"), None));
    }
}
