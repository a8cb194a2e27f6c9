//! Records as this API tells them: each field with both its values, numbers
//! and booleans as such, moments also in the caller's zone, no links.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use crate::acl::Verdict;
use crate::dictionary::{Dictionary, Field, Kind};
use crate::engine::{Cell, Displays, Record, Session};
use crate::query::dates;
use crate::refusals::Refusal;

/// Fields whose empty display value is told in a word.
const UNKNOWN: [&str; 2] = ["sla_due", "activity_due"];

pub(super) fn one(session: &Session, record: &Record) -> Result<Value, Refusal> {
    Ok(shaped(session, std::slice::from_ref(record))?.pop().unwrap_or(Value::Null))
}

/// Records that were read as the same table.
pub(super) fn shaped(session: &Session, records: &[Record]) -> Result<Vec<Value>, Refusal> {
    let Some(first) = records.first() else {
        return Ok(Vec::new());
    };
    let layout = Arc::clone(first.layout());
    let fields: Vec<(&Arc<Field>, Verdict)> = layout
        .fields
        .iter()
        .filter(|field| field.kind != Kind::Collection)
        .map(|field| (field, session.field_verdict(&layout, &field.name)))
        .filter(|(_, verdict)| *verdict != Verdict::Denied)
        .collect();
    let cells: Vec<Cell<'_>> = records
        .iter()
        .flat_map(|record| fields.iter().map(move |(field, _)| Cell { record, field }))
        .collect();
    let displays = Displays::load(session, &cells)?;
    let dictionary = session.dictionary();
    let told = records.iter().map(|record| {
        let shown = fields.iter().filter(|(field, verdict)| {
            *verdict == Verdict::Allowed || session.may_read_field(record, &field.name)
        });
        let members: Map<String, Value> = shown
            .map(|(field, _)| {
                let cell = Cell { record, field };
                (field.name.clone(), member(session, &dictionary, &displays, &cell))
            })
            .collect();
        Value::Object(members)
    });
    Ok(told.collect())
}

fn member(session: &Session, dictionary: &Dictionary, displays: &Displays, cell: &Cell<'_>) -> Value {
    let (field, value) = (cell.field, cell.value());
    let shown = displays.show(dictionary, session.caller(), cell);
    let shown =
        if value.is_empty() && UNKNOWN.contains(&field.name.as_str()) { "UNKNOWN".into() } else { shown };
    let mut parts = json!({ "display_value": shown, "value": typed(field.kind, value) });
    if field.kind.is_moment() {
        parts["display_value_internal"] = json!(local(session, field.kind, value));
    }
    parts
}

/// Numbers are printed as floats (`3.0`); what is empty stays a text.
fn typed(kind: Kind, value: &str) -> Value {
    match kind {
        Kind::Boolean => json!(value == "true"),
        _ if kind.is_number() => value.parse::<f64>().map_or_else(|_| json!(value), |number| json!(number)),
        _ => json!(value),
    }
}

/// The wire form of a moment in the caller's zone.
fn local(session: &Session, kind: Kind, value: &str) -> String {
    match dates::from_wire(value) {
        Some(at) if kind == Kind::DateTime => in_zone(session, at),
        _ => value.to_owned(),
    }
}

pub(super) fn in_zone(session: &Session, at: jiff::Timestamp) -> String {
    session.caller().time_zone.to_datetime(at).strftime("%Y-%m-%d %H:%M:%S").to_string()
}
