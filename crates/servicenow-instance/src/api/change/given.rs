//! Field values in the address or the body, and which of them took effect.

use std::sync::Arc;

use serde_json::{Value, json};

use super::super::call::Call;
use super::super::input;
use super::shape;
use crate::dictionary::Table;
use crate::engine::{Session, Values};
use crate::refusals::Refusal;
use crate::rules::Draft;

/// Names fields whose values are display values.
const DISPLAYED: &str = "encrypted_fields";

/// What a write is asked to set; the body overrides the address.
pub(super) struct Given {
    values: Values,
    displayed: Vec<String>,
    /// Asked for, but not this call's to set.
    ignored: Vec<String>,
}

impl Given {
    pub(super) fn of(call: &Call) -> Result<Self, Refusal> {
        let steers = |name: &str| name.starts_with("sysparm_") || name == "access_token";
        let of_address = call.params.without(&[]).into_iter().filter(|(name, _)| !steers(name));
        let mut all: Values = of_address.collect();
        for (name, value) in call.values()?.iter() {
            all.set(name, value);
        }
        let displayed = all.get(DISPLAYED).unwrap_or_default().split(',');
        let displayed = displayed.map(|name| name.trim().to_owned()).collect();
        let values = all.iter().filter(|(name, _)| *name != DISPLAYED).collect();
        Ok(Self { values, displayed, ignored: Vec::new() })
    }

    /// Sets a field whatever was asked for.
    pub(super) fn fix(&mut self, field: &str, value: &str) {
        if self.values.get(field).is_some_and(|asked| !asked.eq_ignore_ascii_case(value)) {
            self.ignored.push(field.to_owned());
        }
        self.values.set(field, value);
    }

    /// Drops values that this call cannot set.
    pub(super) fn drop_fields(&mut self, fields: &[&str]) {
        let (dropped, kept): (Vec<_>, Vec<_>) =
            self.values.iter().partition(|(name, _)| fields.contains(name));
        self.ignored.extend(dropped.into_iter().map(|(name, _)| name.to_owned()));
        self.values = kept.into_iter().collect();
    }

    /// In stored form: choices may be given by their labels.
    pub(super) fn stored(&self, session: &Session, table: &Arc<Table>) -> Values {
        let (shown, raw): (Vec<_>, Vec<_>) =
            self.values.iter().partition(|(name, _)| self.displayed.iter().any(|field| field == name));
        let mut stored = input::chosen(session, table, &raw.into_iter().collect());
        for (name, value) in input::stored(session, table, &shown.into_iter().collect()).iter() {
            stored.set(name, value);
        }
        stored
    }

    /// The answer to a write: the record, and what was not taken.
    pub(super) fn told(&self, session: &Session, draft: &Draft) -> Result<Value, Refusal> {
        let mut record = shape::one(session, &draft.record)?;
        let untaken = self.values.iter().map(|(name, _)| name).filter(|name| !draft.is_given(name));
        let mut ignored: Vec<&str> = self.ignored.iter().map(String::as_str).collect();
        ignored.extend(untaken);
        ignored.sort_unstable();
        ignored.dedup();
        record["__meta"] = json!({ "ignoredFields": ignored });
        Ok(json!({ "result": record }))
    }
}
