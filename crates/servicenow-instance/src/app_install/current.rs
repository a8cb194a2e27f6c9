//! The updates of an installed application as its records are now: with what people changed, made and deleted in the
//! instance since. Records of tables that are no part of applications (`sys_scope`) are data, and stay as they came.

use std::collections::BTreeSet;

use super::payload::{self, Element};
use super::{keys, remove, tracked};
use crate::dictionary::{Field, Kind};
use crate::engine::{Record, Session};
use crate::refusals::Refusal;

/// One update: its name and its text.
pub(super) type Update = (String, String);

/// All updates of an application, or those of records changed since a moment.
pub(super) fn updates(session: &Session, app: &str, since: Option<&str>) -> Result<Vec<Update>, Refusal> {
    let rows = tracked::rows(session, app)?;
    let known = tracked::records(&rows);
    let mut found = Vec::new();
    for row in &rows {
        let mut look = Look { session, changed: false, alive: 0, newest: String::new() };
        let mut element = payload::element(row.get("payload"))?;
        look.at(&mut element)?;
        if look.alive > 0 && since.is_none_or(|since| look.newest.as_str() >= since) {
            let text = if look.changed { element.to_text() } else { row.get("payload").to_owned() };
            found.push((row.get("name").to_owned(), text));
        }
    }
    found.extend(made_here(session, app, &known, since)?);
    Ok(found)
}

/// Records in the application's scope that no package brought.
fn made_here(
    session: &Session,
    app: &str,
    known: &BTreeSet<(String, String)>,
    since: Option<&str>,
) -> Result<Vec<Update>, Refusal> {
    let mut made = Vec::new();
    for (table, id) in remove::in_scope(session, app)? {
        if keys::describes(&table) || known.iter().any(|(_, known)| *known == id) {
            continue;
        }
        let Some(record) = session.trusted(|session| session.find(&table, &id))? else { continue };
        if since.is_none_or(|since| record.get("sys_updated_on") >= since) {
            made.push((format!("{table}_{id}"), whole(&record).to_text()));
        }
    }
    Ok(made)
}

/// A record as an update of its own.
pub(super) fn whole(record: &Record) -> Element {
    let named = |field: &&Field| matches!(field.name.as_str(), "sys_id" | "sys_scope" | "sys_name");
    let fields = record.stored().map(|(field, _)| field);
    let fields =
        fields.filter(|field| named(field) || !field.name.starts_with("sys_") && is_given(record, field));
    let fields = fields.map(|field| Element::of_text(&field.name, record.value(field))).collect();
    let inner = Element::of_children(record.table(), fields).with_attribute("action", "INSERT_OR_UPDATE");
    Element::of_children("record_update", vec![inner]).with_attribute("table", record.table())
}

fn is_given(record: &Record, field: &Field) -> bool {
    !record.hides(field)
        && !matches!(field.kind, Kind::Password | Kind::Secret | Kind::Journal | Kind::JournalList)
}

/// Goes through a document and brings its records up to date.
struct Look<'a> {
    session: &'a Session,
    changed: bool,
    /// Records that exist.
    alive: usize,
    /// When the last of them was changed.
    newest: String,
}

impl Look<'_> {
    fn at(&mut self, element: &mut Element) -> Result<(), Refusal> {
        let mut kept = Vec::new();
        for mut child in std::mem::take(&mut element.children) {
            if !child.is_record() {
                self.at(&mut child)?;
                kept.push(child);
            } else if self.record(&mut child)? {
                kept.push(child);
            } else {
                self.changed = true;
            }
        }
        element.children = kept;
        Ok(())
    }

    /// Whether the record still exists; one that is known under another id here is left as it came.
    fn record(&mut self, element: &mut Element) -> Result<bool, Refusal> {
        let dictionary = self.session.dictionary();
        let table = dictionary.table(&element.name);
        if !table.is_some_and(|table| table.has("sys_scope")) {
            self.alive += 1;
            return Ok(true);
        }
        let id = element.child("sys_id").to_owned();
        let Some(record) = self.session.trusted(|session| session.find(&element.name, &id))? else {
            let elsewhere = !keys::natural(&element.name).is_empty();
            self.alive += usize::from(elsewhere);
            return Ok(elsewhere);
        };
        self.alive += 1;
        self.newest = std::mem::take(&mut self.newest).max(record.get("sys_updated_on").to_owned());
        for (field, value) in record.stored().filter(|(field, _)| is_given(&record, field)) {
            self.changed |= bring(element, field, value, record.get("sys_mod_count") != "0");
        }
        Ok(true)
    }
}

/// Takes a value over; whether it differed. Fields that the update does not have are those that the package left to
/// their defaults, until somebody writes into them.
fn bring(element: &mut Element, field: &Field, value: &str, touched: bool) -> bool {
    if field.name.starts_with("sys_") {
        return false;
    }
    let there = element.children.iter().position(|child| child.name == field.name);
    let differs = match there.map(|at| &element.children[at]) {
        Some(child) => child.is_plain() && child.text() != value,
        None => touched && !value.is_empty() && field.default.as_deref() != Some(value),
    };
    if differs {
        element.children.retain(|child| child.name != field.name);
        element.children.push(Element::of_text(&field.name, value));
    }
    differs
}
