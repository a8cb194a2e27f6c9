//! A record as a form has it: what is stored, and what the person typed over it.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    dictionary::{Field, Kind, Table},
    engine::{Record, Selection, Session, Values, fits},
    query::{Condition, Operator, Query, dates},
    refusals::Refusal,
    ui::{Params, access, layouts},
};

/// A problem with a field, or with the whole form when `field` is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldProblem {
    pub(crate) field: String,
    pub(crate) text: String,
}

/// What a form works on.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) table: Arc<Table>,
    /// The stored record; for a new one, what it starts with.
    pub(super) record: Record,
    pub(super) is_new: bool,
    /// Values that differ from the stored ones, as a form shows them.
    pub(super) typed: BTreeMap<String, String>,
    /// Names typed into reference fields.
    pub(super) named: BTreeMap<String, String>,
}

impl Draft {
    /// The record that the address names.
    pub(super) fn open(session: &Session, table: &str, params: &Params) -> Result<Self, Refusal> {
        let dictionary = session.dictionary();
        let layout = dictionary.require(table)?;
        let query = params.get("sysparm_query");
        match params.get("sys_id") {
            "-1" => Ok(Self::new_record(layout, query)),
            "" if !query.is_empty() => {
                let found = session.first(table, Query::parse(query))?;
                Self::of(session, found.ok_or_else(Refusal::no_record)?)
            }
            "" => Ok(Self::new_record(layout, "")),
            sys_id => {
                let found = session.find(table, sys_id)?;
                Self::of(session, found.ok_or_else(Refusal::no_record)?)
            }
        }
    }

    /// The record of a posted form with what was typed.
    pub(super) fn posted(session: &Session, table: &str, form: &Params) -> Result<Self, Refusal> {
        let mut draft = Self::open(session, table, form)?;
        let names: Vec<String> = draft.field_names().collect();
        for name in names {
            if form.has(&name) {
                draft.typed.insert(name.clone(), form.get(&name).replace("\r\n", "\n"));
            }
            let shown = format!("sys_display.{name}");
            if form.has(&shown) {
                draft.named.insert(name, form.get(&shown).trim().to_owned());
            }
        }
        Ok(draft)
    }

    fn of(session: &Session, record: Record) -> Result<Self, Refusal> {
        let table = Arc::clone(session.dictionary().require(record.table())?);
        Ok(Self { table, record, is_new: false, typed: BTreeMap::new(), named: BTreeMap::new() })
    }

    /// Defaults of the dictionary, and the equalities of a query as start values.
    fn new_record(table: &Arc<Table>, query: &str) -> Self {
        let mut typed = BTreeMap::new();
        for group in Query::parse(query).groups {
            for condition in group.terms.into_iter().flat_map(|term| term.conditions) {
                if let Condition::Field { path, operator: Operator::Equals, value } = condition {
                    typed.insert(path, value);
                }
            }
        }
        let record = blank(table);
        Self { table: Arc::clone(table), record, is_new: true, typed, named: BTreeMap::new() }
    }

    /// Fields that the form shows.
    pub(super) fn field_names(&self) -> impl Iterator<Item = String> + use<> {
        let sections = layouts::sections(&self.table);
        sections.into_iter().flat_map(|section| section.fields.into_iter().chain(section.wide))
    }

    /// The value to show: what was typed, else what is stored.
    pub(super) fn value(&self, name: &str) -> &str {
        self.typed.get(name).map_or_else(|| self.record.get(name), String::as_str)
    }

    /// Whether the form demands a field: by the dictionary, or as the platform's forms do. `record` is the
    /// record as it would be saved.
    pub(super) fn demands(&self, session: &Session, record: &Record, field: &Field) -> bool {
        field.mandatory
            || layouts::mandatory_when(&self.table, &field.name)
                .is_some_and(|condition| fits(session, record, &Query::parse(condition)))
    }

    /// The record as it would be saved.
    pub(super) fn with(&self, values: &Values) -> Record {
        let mut record = self.record.clone();
        for (name, value) in values.iter() {
            record.put(name, value);
        }
        record
    }

    /// What a form changes, with references named by hand looked up. Read-only fields are left alone.
    pub(super) fn changes(&self, session: &Session) -> Result<Result<Values, Vec<FieldProblem>>, Refusal> {
        let mut values = Values::new();
        let mut problems = Vec::new();
        for (name, typed) in &self.typed {
            let Some(field) = self.table.field(name).filter(|field| self.may_set(session, field)) else {
                continue;
            };
            match self.resolved(session, field, typed)? {
                Ok(value) if self.is_change(field, &value) => values.set(name, value),
                Ok(_) => {}
                Err(text) => problems.push(FieldProblem { field: name.clone(), text }),
            }
        }
        Ok(if problems.is_empty() { Ok(values) } else { Err(problems) })
    }

    fn may_set(&self, session: &Session, field: &Field) -> bool {
        !field.read_only && access::may_write_field(session, &self.record, field, self.is_new)
    }

    fn is_change(&self, field: &Field, value: &str) -> bool {
        let untouched_secret = self.record.hides(field) && value.is_empty();
        let empty_entry = field.kind == Kind::Journal && value.trim().is_empty();
        !untouched_secret && !empty_entry && (self.is_new || value != self.record.get(&field.name))
    }

    fn resolved(
        &self,
        session: &Session,
        field: &Field,
        typed: &str,
    ) -> Result<Result<String, String>, Refusal> {
        match (field.kind, self.named.get(&field.name)) {
            (Kind::Reference, Some(named)) => Self::named_reference(session, field, typed, named),
            (Kind::List, _) => list_of(session, field, typed),
            (Kind::DateTime | Kind::Date, _) if !typed.trim().is_empty() => {
                Ok(moment(session, field, typed.trim()))
            }
            _ => Ok(Ok(typed.to_owned())),
        }
    }

    /// The id behind a typed name; an unchanged name keeps the id that was there.
    fn named_reference(
        session: &Session,
        field: &Field,
        sys_id: &str,
        named: &str,
    ) -> Result<Result<String, String>, Refusal> {
        let Some(table) = field.reference.as_deref() else { return Ok(Ok(sys_id.to_owned())) };
        if named.is_empty() {
            return Ok(Ok(String::new()));
        }
        let dictionary = session.dictionary();
        let Some(display) = dictionary.require(table)?.display.clone() else {
            return Ok(Ok(sys_id.to_owned()));
        };
        if !sys_id.is_empty() {
            let kept = session.find(table, sys_id)?;
            if kept.is_some_and(|record| record.get(&display) == named) {
                return Ok(Ok(sys_id.to_owned()));
            }
        }
        let query = Query::equals(&display, named);
        let found = session.select(table, &Selection::of(query).limited(2))?;
        Ok(match found.as_slice() {
            [one] => Ok(one.sys_id().to_owned()),
            [] => Err(format!(
                "{}: nothing is named \"{named}\". Select the magnifier to look it up",
                field.label
            )),
            _ => Err(format!(
                "{}: several are named \"{named}\". Select the magnifier to choose one",
                field.label
            )),
        })
    }
}

/// An unsaved record with the plain default values of the dictionary.
fn blank(table: &Arc<Table>) -> Record {
    let mut record = Record::empty(Arc::clone(table));
    for field in &table.fields {
        let default = field.default.as_deref().filter(|default| !default.starts_with("javascript:"));
        record.put(&field.name, default.unwrap_or_default());
    }
    record
}

/// The ids behind names that are separated by commas. Ids and e-mail addresses stand for themselves.
fn list_of(session: &Session, field: &Field, typed: &str) -> Result<Result<String, String>, Refusal> {
    let dictionary = session.dictionary();
    let target = field.reference.as_deref().and_then(|table| dictionary.table(table));
    let Some((target, display)) = target.and_then(|table| Some((table, table.display.as_deref()?))) else {
        return Ok(Ok(typed.to_owned()));
    };
    let mut ids = Vec::new();
    for name in typed.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let is_id = name.len() == 32 && name.bytes().all(|b| b.is_ascii_hexdigit());
        if is_id || name.contains('@') {
            ids.push(name.to_owned());
            continue;
        }
        match session.find_by(&target.name, display, name)? {
            Some(record) => ids.push(record.sys_id().to_owned()),
            None => return Ok(Err(format!("{}: nothing is named \"{name}\"", field.label))),
        }
    }
    Ok(Ok(ids.join(",")))
}

/// A date or a moment as typed, in the person's format and time zone, brought to the stored form.
fn moment(session: &Session, field: &Field, typed: &str) -> Result<String, String> {
    let caller = session.caller();
    if field.kind == Kind::Date {
        let date = dates::date(typed);
        return date
            .map(|date| date.to_string())
            .ok_or_else(|| format!("{}: enter a date as YYYY-MM-DD", field.label));
    }
    let civil = caller.formats.read(typed).or_else(|| dates::civil(typed));
    let moment = civil.and_then(|civil| civil.to_zoned_datetime(caller.time_zone.clone()).ok());
    moment
        .map(|moment| dates::to_wire(moment.timestamp()))
        .ok_or_else(|| format!("{}: enter a date and time as YYYY-MM-DD HH:MM:SS", field.label))
}
