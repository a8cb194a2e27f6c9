//! Field values on their way into a record.

/// Field names with new values, in the order they were set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Values {
    fields: Vec<(String, String)>,
}

impl Values {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Replaces an earlier value of the same field.
    pub(crate) fn set(&mut self, field: &str, value: impl Into<String>) {
        let value = value.into();
        match self.fields.iter_mut().find(|(name, _)| name == field) {
            Some((_, old)) => *old = value,
            None => self.fields.push((field.to_owned(), value)),
        }
    }

    #[must_use]
    pub(crate) fn with(mut self, field: &str, value: impl Into<String>) -> Self {
        self.set(field, value);
        self
    }

    pub(crate) fn get(&self, field: &str) -> Option<&str> {
        let (_, value) = self.fields.iter().find(|(name, _)| name == field)?;
        Some(value)
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
