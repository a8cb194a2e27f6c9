//! One record as read from storage.

use std::sync::Arc;

use crate::dictionary::{Field, Table};

/// A record with the fields of the table it was read as. Values are in their
/// stored form; an empty field is an empty string.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    layout: Arc<Table>,
    values: Vec<Option<String>>,
}

impl Record {
    pub(crate) fn new(layout: Arc<Table>, values: Vec<Option<String>>) -> Self {
        Self { layout, values }
    }

    /// An unsaved record without values.
    pub(crate) fn empty(layout: Arc<Table>) -> Self {
        let values = vec![None; layout.fields.len()];
        Self { layout, values }
    }

    /// Its class: the table it belongs to, which may extend the one it was read as.
    pub(crate) fn table(&self) -> &str {
        match self.get("sys_class_name") {
            "" => &self.layout.name,
            class => class,
        }
    }

    /// The table it was read as.
    pub(crate) fn layout(&self) -> &Arc<Table> {
        &self.layout
    }

    pub(crate) fn sys_id(&self) -> &str {
        self.get("sys_id")
    }

    /// Empty for unknown fields too.
    pub(crate) fn get(&self, field: &str) -> &str {
        let at = self.layout.position(field);
        at.and_then(|at| self.values.get(at)?.as_deref()).unwrap_or_default()
    }

    /// As [`Self::get`], for a field of the record's own layout.
    pub(crate) fn value(&self, field: &Field) -> &str {
        let own =
            self.layout.fields.get(field.position).is_some_and(|own| std::ptr::eq(&raw const **own, field));
        if own { self.values[field.position].as_deref().unwrap_or_default() } else { self.get(&field.name) }
    }

    /// Stored fields with their values, in the layout's order.
    pub(crate) fn stored(&self) -> impl Iterator<Item = (&Field, &str)> {
        let all = self.layout.fields.iter().zip(&self.values);
        let all = all.map(|(field, value)| (&**field, value.as_deref().unwrap_or_default()));
        all.filter(|(field, _)| field.kind.is_stored())
    }

    pub(crate) fn is_empty(&self, field: &str) -> bool {
        self.get(field).is_empty()
    }

    /// The value of this field is never given out: passwords, secrets, and
    /// properties that hold one.
    pub(crate) fn hides(&self, field: &Field) -> bool {
        let sealed = field.table == "sys_properties" && field.name == "value";
        field.kind.is_hidden() || sealed && self.get("type").starts_with("password")
    }

    pub(crate) fn is_true(&self, field: &str) -> bool {
        self.get(field) == "true"
    }

    pub(crate) fn number(&self, field: &str) -> Option<i64> {
        self.get(field).parse().ok()
    }

    /// Changes the copy in memory; unknown fields are ignored.
    pub(crate) fn put(&mut self, field: &str, value: impl Into<String>) {
        if let Some(at) = self.layout.position(field) {
            let value = value.into();
            self.values[at] = (!value.is_empty()).then_some(value);
        }
    }

    /// Names of stored fields whose values differ from `other`.
    pub(crate) fn changes_from<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        self.stored()
            .filter(|(field, value)| *value != other.get(&field.name))
            .map(|(field, _)| field.name.as_str())
    }
}
