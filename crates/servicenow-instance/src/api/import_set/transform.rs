//! Transform maps: which field of a row becomes which field of a record, and
//! by which fields an existing record is found (coalesce). Access rules do not
//! hold here, policies and business rules do.

use crate::engine::{Record, Selection, Session, Values};
use crate::query::{Operator, Query};
use crate::refusals::Refusal;

/// Carries out the first active map of a row's table; what to write into the row.
pub(super) fn run(session: &Session, row: &Record) -> Result<Values, Refusal> {
    session.admitted(|session| {
        let query = Query::equals("source_table", row.table())
            .and("active", Operator::Equals, "true")
            .ordered_by("order");
        let Some(map) = session.first("sys_transform_map", query)? else {
            return Ok(ended("ignored", "No transform map is defined for this table"));
        };
        let outcome = apply(session, row, &map)?;
        Ok(outcome.with("sys_transform_map", map.sys_id()).with("sys_target_table", map.get("target_table")))
    })
}

fn ended(state: &str, comment: &str) -> Values {
    Values::new().with("sys_import_state", state).with("sys_import_state_comment", comment)
}

/// A record that cannot be written is the row's error, not the request's.
fn apply(session: &Session, row: &Record, map: &Record) -> Result<Values, Refusal> {
    let entries =
        session.select("sys_transform_entry", &Selection::of(Query::equals("map", map.sys_id())))?;
    if entries.is_empty() {
        return Ok(ended("ignored", "No field maps are defined"));
    }
    let copies_empty = map.is_true("copy_empty_fields");
    let mut values = Values::new();
    for entry in &entries {
        let value = row.get(entry.get("source_field"));
        if copies_empty || !value.is_empty() {
            values.set(entry.get("target_field"), value);
        }
    }
    let target = map.get("target_table");
    let existing = existing(session, row, target, &entries)?;
    let written = session.attempt(|session| match &existing {
        Some(record) => session.update(record, &values),
        None => session.insert(target, &values),
    })?;
    let state = match (&existing, &written) {
        (Some(before), Ok(after)) if before.get("sys_mod_count") == after.get("sys_mod_count") => "ignored",
        (Some(_), _) => "updated",
        (None, _) => "inserted",
    };
    Ok(match written {
        Ok(record) if state == "ignored" => {
            ended(state, "No field values changed").with("sys_target_sys_id", record.sys_id())
        }
        Ok(record) => {
            Values::new().with("sys_import_state", state).with("sys_target_sys_id", record.sys_id())
        }
        Err(refusal) => {
            let detail = refusal.detail.as_deref().unwrap_or(&refusal.message);
            ended("error", detail)
        }
    })
}

/// The record that all coalesce fields agree on; none when one of them is
/// empty in the row.
fn existing(
    session: &Session,
    row: &Record,
    target: &str,
    entries: &[Record],
) -> Result<Option<Record>, Refusal> {
    let mut query = Query::all();
    let mut coalesces = false;
    for entry in entries.iter().filter(|entry| entry.is_true("coalesce")) {
        let value = row.get(entry.get("source_field"));
        if value.is_empty() && !entry.is_true("coalesce_empty_fields") {
            return Ok(None);
        }
        coalesces = true;
        query = query.and(entry.get("target_field"), Operator::Equals, value);
    }
    if coalesces { session.first(target, query) } else { Ok(None) }
}
