//! Display values: what people see for a stored value (protocol 1.4). Looked
//! up per page of records, never per record.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::record::Record;
use super::select::Selection;
use super::session::Session;
use crate::caller::Caller;
use crate::dictionary::{Dictionary, Field, Kind, Table};
use crate::query::{Operator, Query, dates};
use crate::refusals::Refusal;

/// Names and journal entries for a set of records.
#[derive(Debug, Default)]
pub(crate) struct Displays {
    /// By table, then by `sys_id`.
    names: HashMap<String, HashMap<String, String>>,
    /// By record, then field: entries as shown, newest first.
    journals: HashMap<String, HashMap<String, Vec<(String, String)>>>,
}

/// One value to be shown.
pub(crate) struct Cell<'a> {
    pub(crate) record: &'a Record,
    pub(crate) field: &'a Field,
}

impl<'a> Cell<'a> {
    pub(crate) fn value(&self) -> &'a str {
        if self.record.hides(self.field) {
            return "";
        }
        self.record.value(self.field)
    }
}

impl Session {
    /// The display value at the end of a dotted path, empty when there is none.
    pub(crate) fn display(&self, record: &Record, path: &str) -> Result<String, Refusal> {
        let dictionary = self.dictionary();
        let mut record = Cow::Borrowed(record);
        let mut names = path.split('.').peekable();
        while let Some(name) = names.next() {
            let layout = Arc::clone(record.layout());
            let Some(field) = layout.field(name) else {
                return Ok(String::new());
            };
            if names.peek().is_none() {
                let cell = Cell { record: &record, field };
                let displays = Displays::load(self, std::slice::from_ref(&cell))?;
                return Ok(displays.show(&dictionary, self.caller(), &cell).into_owned());
            }
            let target = field.reference.as_deref().unwrap_or_default();
            let id = record.get(name).to_owned();
            let next = dictionary
                .table(target)
                .map(|table| self.load_many(table, &[&id]))
                .transpose()?
                .and_then(|mut found| found.remove(&id));
            let Some(next) = next else {
                return Ok(String::new());
            };
            record = Cow::Owned(next);
        }
        Ok(String::new())
    }
}

impl Displays {
    /// Looks up everything that the cells need.
    pub(crate) fn load(session: &Session, cells: &[Cell<'_>]) -> Result<Self, Refusal> {
        let dictionary = session.dictionary();
        let mut displays = Self::default();
        displays.load_names(session, &dictionary, cells)?;
        displays.load_journals(session, cells)?;
        Ok(displays)
    }

    fn load_names(
        &mut self,
        session: &Session,
        dictionary: &Dictionary,
        cells: &[Cell<'_>],
    ) -> Result<(), Refusal> {
        let mut wanted: HashMap<&str, HashSet<&str>> = HashMap::new();
        for cell in cells.iter().filter(|cell| !cell.value().is_empty()) {
            let Some(target) = cell.field.reference.as_deref() else {
                continue;
            };
            let ids = wanted.entry(target).or_default();
            match cell.field.kind {
                Kind::Reference | Kind::Domain => {
                    ids.insert(cell.value());
                }
                Kind::List => ids.extend(cell.value().split(',').map(str::trim)),
                _ => {}
            }
        }
        for (target, ids) in wanted {
            if let Some(table) = dictionary.table(target) {
                let names = names(session, table, ids.into_iter().collect())?;
                self.names.insert(target.to_owned(), names);
            }
        }
        Ok(())
    }

    fn load_journals(&mut self, session: &Session, cells: &[Cell<'_>]) -> Result<(), Refusal> {
        let records: HashSet<&str> = cells
            .iter()
            .filter(|cell| matches!(cell.field.kind, Kind::Journal | Kind::JournalList))
            .map(|cell| cell.record.sys_id())
            .collect();
        if records.is_empty() {
            return Ok(());
        }
        let records: Vec<&str> = records.into_iter().collect();
        for chunk in records.chunks(200) {
            let query = Query::all()
                .and("element_id", Operator::In, &chunk.join(","))
                .ordered_by_descending("sys_created_on");
            for entry in
                session.trusted(|session| session.select("sys_journal_field", &Selection::of(query)))?
            {
                self.add_entry(session, &entry)?;
            }
        }
        Ok(())
    }

    fn add_entry(&mut self, session: &Session, entry: &Record) -> Result<(), Refusal> {
        let author = entry.get("sys_created_by");
        if !self.names.get("").is_some_and(|known| known.contains_key(author)) {
            let name = session.full_name(author)?;
            let known = self.names.entry(String::new()).or_default();
            known.insert(author.to_owned(), name);
        }
        let name = &self.names[""][author];
        let time = moment(session.caller(), entry.get("sys_created_on"), Kind::DateTime);
        let label = match entry.get("element") {
            "comments" => "Additional comments".to_owned(),
            "work_notes" => "Work notes".to_owned(),
            other => other.replace('_', " "),
        };
        let text = format!("{time} - {name} ({label})\n{}\n\n", entry.get("value"));
        let fields = self.journals.entry(entry.get("element_id").to_owned()).or_default();
        let entries = fields.entry(entry.get("element").to_owned()).or_default();
        entries.push((entry.get("sys_created_on").to_owned(), text));
        Ok(())
    }

    /// What the caller sees.
    pub(crate) fn show<'a>(
        &'a self,
        dictionary: &'a Dictionary,
        caller: &Caller,
        cell: &Cell<'a>,
    ) -> Cow<'a, str> {
        let (field, value) = (cell.field, cell.value());
        match field.kind {
            Kind::Journal => self.journal(cell, Some(&field.name)).into(),
            Kind::JournalList => self.journal(cell, None).into(),
            _ if value.is_empty() && field.name == "sla_due" => "UNKNOWN".into(),
            _ if value.is_empty() => "".into(),
            Kind::Reference => self.name(field, value).unwrap_or_default().into(),
            Kind::Domain => self.name(field, value).unwrap_or(value).into(),
            Kind::List => self.list(field, value).into(),
            Kind::DateTime | Kind::Date => moment(caller, value, field.kind).into(),
            Kind::Duration => duration(value).into(),
            Kind::ClassName => dictionary.table(value).map_or(value, |table| table.label.as_str()).into(),
            Kind::Boolean | Kind::Guid => value.into(),
            _ => Self::choice_or_number(dictionary, caller, cell),
        }
    }

    fn choice_or_number<'a>(dictionary: &'a Dictionary, caller: &Caller, cell: &Cell<'a>) -> Cow<'a, str> {
        let (field, value) = (cell.field, cell.value());
        if field.has_choices {
            let table = dictionary.table(cell.record.table());
            let table = table.unwrap_or(cell.record.layout());
            let label = dictionary.choice_label(table, &field.name, value, &caller.language);
            if let Some(label) = label {
                return label.to_owned().into();
            }
        }
        match field.kind {
            Kind::Integer => grouped(value).into(),
            _ => value.into(),
        }
    }

    fn name(&self, field: &Field, id: &str) -> Option<&str> {
        let names = self.names.get(field.reference.as_deref()?)?;
        names.get(id).map(String::as_str)
    }

    /// Names in place of ids; what is no id (an e-mail address) stays.
    fn list(&self, field: &Field, value: &str) -> String {
        let names: Vec<&str> =
            value.split(',').map(str::trim).map(|id| self.name(field, id).unwrap_or(id)).collect();
        names.join(", ")
    }

    fn journal(&self, cell: &Cell<'_>, only: Option<&str>) -> String {
        let Some(fields) = self.journals.get(cell.record.sys_id()) else {
            return String::new();
        };
        let mut entries: Vec<&(String, String)> = fields
            .iter()
            .filter(|(field, _)| only.is_none_or(|only| only == *field))
            .flat_map(|(_, entries)| entries)
            .collect();
        entries.sort_by(|left, right| right.0.cmp(&left.0));
        entries.iter().map(|(_, text)| text.as_str()).collect()
    }
}

impl Session {
    /// A user's name by user name; the user name itself when there is no such user.
    fn full_name(&self, user_name: &str) -> Result<String, Refusal> {
        let mut statement =
            self.connection().prepare_cached("SELECT name FROM sys_user WHERE user_name = ?1")?;
        let mut rows = statement.query([user_name])?;
        let name: Option<String> = match rows.next()? {
            Some(row) => row.get(0)?,
            None => None,
        };
        Ok(name.unwrap_or_else(|| user_name.to_owned()))
    }
}

/// Display names of records, by `sys_id` or, where references go by name, by name.
fn names(session: &Session, table: &Arc<Table>, ids: Vec<&str>) -> Result<HashMap<String, String>, Refusal> {
    let Some(display) = table.display.as_deref() else {
        return Ok(HashMap::new());
    };
    let mut names = session.load_column(table, display, &ids)?;
    if is_named_by_name(&table.name) {
        for id in ids {
            if names.contains_key(id) {
                continue;
            }
            if let Some(record) = session.trusted(|session| session.find_by(&table.name, "name", id))? {
                names.insert(id.to_owned(), record.get(display).to_owned());
            }
        }
    }
    Ok(names)
}

/// References to these tables may hold a name instead of a `sys_id`.
pub(crate) fn is_named_by_name(table: &str) -> bool {
    matches!(table, "sys_glide_object" | "sys_db_object")
}

/// A moment or date as the caller's settings want it.
pub(crate) fn moment(caller: &Caller, value: &str, kind: Kind) -> String {
    let Some(at) = dates::from_wire(value) else {
        return value.to_owned();
    };
    if kind == Kind::Date {
        return caller.formats.date(dates::civil(value).map(jiff::civil::DateTime::date), value);
    }
    caller.formats.moment(caller.time_zone.to_datetime(at))
}

/// `1970-01-02 04:23:17` as `1 Day 4 Hours 23 Minutes`; seconds only when
/// nothing larger is there.
pub(crate) fn duration(value: &str) -> String {
    let Some(seconds) = dates::from_wire(value).map(jiff::Timestamp::as_second) else {
        return value.to_owned();
    };
    let parts = [(seconds / 86_400, "Day"), (seconds / 3_600 % 24, "Hour"), (seconds / 60 % 60, "Minute")];
    let words: Vec<String> = parts.into_iter().filter(|(count, _)| *count != 0).map(counted).collect();
    if words.is_empty() {
        return counted((seconds % 60, "Second"));
    }
    words.join(" ")
}

fn counted((count, unit): (i64, &str)) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

/// `102197` as `102,197`.
fn grouped(value: &str) -> String {
    let (sign, digits) = match value.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", value),
    };
    if digits.len() < 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return value.to_owned();
    }
    let mut text = String::with_capacity(value.len() + digits.len() / 3);
    text.push_str(sign);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_words() {
        assert_eq!(duration("1970-01-01 08:00:00"), "8 Hours");
        assert_eq!(duration("1970-01-02 04:23:17"), "1 Day 4 Hours 23 Minutes");
        assert_eq!(duration("1970-01-01 00:00:09"), "9 Seconds");
    }

    #[test]
    fn large_numbers_are_grouped() {
        assert_eq!(grouped("102197"), "102,197");
        assert_eq!(grouped("-1000"), "-1,000");
        assert_eq!(grouped("999"), "999");
    }
}
