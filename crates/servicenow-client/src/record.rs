//! A record as an instance sends it: every field as text, raw and as people see it.

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::{Error, SysId, time};

/// A record of a table.
///
/// Fields that were not asked for, or that the user may not read, are empty texts; [`Record::has`]
/// tells them from empty fields. `Debug` prints no values: records hold personal text.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    table: String,
    sys_id: SysId,
    fields: BTreeMap<String, Field>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Field {
    value: String,
    /// `None` when the answer held the raw value only.
    display: Option<String>,
}

impl Record {
    /// Reads a record in any of the shapes that the APIs send (protocol sections 1.4 and 3.5).
    pub(crate) fn from_json(table: &str, json: &Value, path: &str) -> Result<Self, Error> {
        let object = json.as_object().ok_or_else(|| Error::decode(path))?;
        let fields: BTreeMap<_, _> =
            object.iter().map(|(name, value)| (name.clone(), Field::from_json(value))).collect();
        let sys_id = fields.get("sys_id").and_then(|field| SysId::from_wire(&field.value));
        let sys_id = sys_id.ok_or_else(|| Error::decode(format!("{path}.sys_id")))?;
        Ok(Self { table: table.to_owned(), sys_id, fields })
    }

    /// Reads the records of a list.
    pub(crate) fn list_from_json(table: &str, json: &Value, member: &str) -> Result<Vec<Self>, Error> {
        let items = json[member].as_array().ok_or_else(|| Error::decode(member))?;
        let decode = |(at, item)| Self::from_json(table, item, &format!("{member}[{at}]"));
        items.iter().enumerate().map(decode).collect()
    }

    /// The table the record was asked of; its own may be one that extends it, see [`Record::class`].
    pub fn table(&self) -> &str {
        &self.table
    }

    /// The table the record is stored in: `sys_class_name`, where it came, else [`Record::table`].
    pub fn class(&self) -> &str {
        match self.value("sys_class_name") {
            "" => &self.table,
            class => class,
        }
    }

    /// The key of the record.
    pub fn sys_id(&self) -> &SysId {
        &self.sys_id
    }

    /// The number people use, such as `INC0010001`; empty for tables without numbers.
    pub fn number(&self) -> &str {
        self.value("number")
    }

    /// Whether the field came with the answer.
    pub fn has(&self, field: &str) -> bool {
        self.fields.contains_key(field)
    }

    /// The raw value, such as `3`, a `sys_id`, or a time in UTC.
    pub fn value(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", |field| &field.value)
    }

    /// The value as people see it, such as `3 - Moderate`, a name, or a time in the user's zone.
    pub fn display_value(&self, field: &str) -> &str {
        self.fields.get(field).map_or("", |field| field.display.as_deref().unwrap_or(&field.value))
    }

    /// The raw value as a moment; `None` when it is empty or of another kind.
    pub fn timestamp(&self, field: &str) -> Option<Timestamp> {
        time::parse(self.value(field))
    }

    /// The raw value as a whole number; `None` when it is empty or of another kind.
    pub fn integer(&self, field: &str) -> Option<i64> {
        self.value(field).parse().ok()
    }

    /// The raw value as a boolean; `None` when it is empty or of another kind.
    pub fn boolean(&self, field: &str) -> Option<bool> {
        self.value(field).parse().ok()
    }

    /// The raw value as the key of the record it refers to; `None` when it is empty or of another kind.
    pub fn reference(&self, field: &str) -> Option<SysId> {
        SysId::from_wire(self.value(field))
    }

    /// The names of the fields that came, in alphabetical order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.keys().map(String::as_str)
    }
}

impl Field {
    fn from_json(json: &Value) -> Self {
        match json {
            Value::Object(object) => Self::from_object(object),
            scalar => Self { value: text(scalar), display: None },
        }
    }

    /// `{"value", "display_value"}`; with `sysparm_display_value=true` a reference has no `value`.
    fn from_object(object: &Map<String, Value>) -> Self {
        let display = object.get("display_value").map(text);
        let value = object.get("value").map(text);
        let value = value.or_else(|| linked(object.get("link")?)).or_else(|| display.clone());
        Self { value: value.unwrap_or_default(), display }
    }
}

fn linked(link: &Value) -> Option<String> {
    link.as_str()?.rsplit('/').next().map(str::to_owned)
}

/// The Table API sends text only; others send numbers, whole ones as `3.0`, and booleans.
fn text(json: &Value) -> String {
    match json {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => {
            let printed = other.to_string();
            printed.strip_suffix(".0").map_or(printed.clone(), str::to_owned)
        }
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("table", &self.table)
            .field("sys_id", &self.sys_id.as_str())
            .field("fields", &self.fields.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use serde_json::json;

    pub(crate) const ID: &str = "57af7aec73d423002728660c4cf6a71c";

    pub(crate) fn record(mut fields: Value) -> Record {
        fields["sys_id"] = ID.into();
        Record::from_json("incident", &fields, "result").unwrap()
    }

    #[test]
    fn reads_all_shapes_of_a_field() {
        let record = record(json!({
            "number": {"display_value": "INC0010001", "value": "INC0010001"},
            "priority": {"display_value": "3 - Moderate", "value": "3"},
            "assigned_to": {"display_value": "David Loo", "link": "https://x/api/now/table/sys_user/5137", "value": "5137"},
            "opened_by": {"display_value": "Fred", "link": "https://x/api/now/table/sys_user/46d4"},
            "state": {"display_value": "Closed", "value": 3.0},
            "active": {"display_value": "false", "value": false},
            "opened_at": "2016-12-14 02:46:44",
            "close_notes": null,
        }));
        assert_eq!(record.number(), "INC0010001");
        assert_eq!((record.value("priority"), record.display_value("priority")), ("3", "3 - Moderate"));
        assert_eq!((record.value("assigned_to"), record.display_value("assigned_to")), ("5137", "David Loo"));
        assert_eq!(record.reference("opened_by").unwrap().as_str(), "46d4");
        assert_eq!(record.integer("state"), Some(3));
        assert_eq!(record.boolean("active"), Some(false));
        assert_eq!(record.timestamp("opened_at").unwrap().to_string(), "2016-12-14T02:46:44Z");
        assert_eq!((record.value("close_notes"), record.has("close_notes")), ("", true));
        assert_eq!((record.value("nothing"), record.has("nothing")), ("", false));
    }

    #[test]
    fn a_record_without_a_key_is_none() {
        for json in [json!({}), json!({"sys_id": ""}), json!({"sys_id": "../x"}), json!([]), json!("x")] {
            let error = Record::from_json("incident", &json, "result[0]").unwrap_err();
            assert!(error.to_string().contains("result[0]"), "{error}");
        }
    }

    #[test]
    fn debug_prints_no_values() {
        let record = record(json!({"description": "private"}));
        assert!(!format!("{record:?}").contains("private"));
    }
}
