//! What a script reads of a record, and what it sets in memory.

use std::sync::Arc;

use super::NativeRecord;
use crate::acl::Operation;
use crate::dictionary::{Field, Kind, Table};
use crate::engine::{Record, Session};
use crate::refusals::{Refusal, Write};
use crate::rules::values;
use crate::script::answer::{Answer, Fault};
use crate::script::log::Level;

impl NativeRecord {
    /// Operations that change nothing.
    pub(super) fn look(&self, operation: &str, first: &str, second: &str) -> Result<Option<Answer>, Fault> {
        Ok(Some(match operation {
            "get" => Answer::or_undefined(self.value(first)?),
            "kind" => Answer::or_undefined(self.at(first, |_, field| kind_name(field).to_owned())?),
            "display" => Answer::text(self.display(first)?),
            "decrypted" => Answer::text(self.decrypted(first)?),
            "about" => Answer::or_null(self.at(first, |table, field| about(table, field, second))?),
            "choices" => Answer::Texts(self.choices(first)?),
            "journal" => Answer::text(self.journal(first, second)?),
            "was" => Answer::text(self.before.as_ref().map_or("", |before| before.get(first))),
            "changes" => Answer::Flag(self.changes(first)),
            "fields" => Answer::Texts(self.field_names()),
            "table" => Answer::text(self.table.as_str()),
            "class" => Answer::text(self.record.as_ref().map_or(self.table.as_str(), Record::table)),
            "label" => Answer::text(self.layout.as_ref().map_or("", |layout| layout.label.as_str())),
            "displayField" => Answer::or_null(self.layout.as_ref().and_then(|layout| layout.display.clone())),
            "isA" => Answer::Flag(self.layout.as_ref().is_some_and(|layout| layout.is_a(first))),
            "valid" => Answer::Flag(self.layout.is_some()),
            "holds" => Answer::Flag(self.before.is_some()),
            "isNew" => {
                Answer::Flag(self.record.is_some() && (self.before.is_none() || self.operation == "insert"))
            }
            "operation" => Answer::text(self.operation),
            "isAborted" => Answer::Flag(self.aborted),
            "problem" => Answer::text(self.problem.as_str()),
            "count" => Answer::count(self.cursor.len()),
            "location" => Answer::count(self.cursor.position()),
            "hasNext" => Answer::Flag(self.cursor.has_next()),
            "can" => Answer::Flag(self.may(first)?),
            "canField" => Answer::Flag(self.may_field(first, second)?),
            _ => return Ok(None),
        }))
    }

    /// Operations that change the copy in memory.
    pub(super) fn change(
        &mut self,
        operation: &str,
        first: &str,
        second: &str,
    ) -> Result<Option<Answer>, Fault> {
        let flag = first == "true";
        match operation {
            "set" => return Ok(Some(Answer::Flag(self.set(first, second)?))),
            "setDisplay" => return Ok(Some(Answer::Flag(self.set_display(first, second)?))),
            "abort" => self.aborted = flag,
            "workflow" => self.without_rules = !flag,
            "systemFields" => self.keep_system_fields = !flag,
            _ => return Ok(None),
        }
        Ok(Some(Answer::Undefined))
    }

    /// The stored value at the end of a dotted path; `None` when there is no
    /// such field.
    fn value(&self, path: &str) -> Result<Option<String>, Fault> {
        let Some(layout) = &self.layout else {
            return Ok(None);
        };
        if let Some(field) = layout.field(path) {
            return Ok(Some(self.own(field)));
        }
        if !path.contains('.') {
            return Ok(None);
        }
        let record = self.record.clone().unwrap_or_else(|| Record::empty(Arc::clone(layout)));
        self.bench.read(|session| walk(session, record, path))
    }

    fn own(&self, field: &Field) -> String {
        if field.kind == Kind::Journal {
            let entries = self.entries.iter().filter(|(name, _)| *name == field.name);
            return entries.map(|(_, text)| text.as_str()).collect::<Vec<_>>().join("\n");
        }
        self.record.as_ref().map_or("", |record| record.get(&field.name)).to_owned()
    }

    /// What `tell` says about the field at the end of a path.
    fn at(&self, path: &str, tell: impl Fn(&Table, &Field) -> String) -> Result<Option<String>, Fault> {
        let Some(layout) = &self.layout else {
            return Ok(None);
        };
        if let Some(field) = layout.field(path) {
            return Ok(Some(tell(layout, field)));
        }
        if !path.contains('.') {
            return Ok(None);
        }
        self.bench.read(|session| {
            let dictionary = session.dictionary();
            let mut table = Arc::clone(layout);
            let mut steps = path.split('.').peekable();
            while let Some(step) = steps.next() {
                let Some(field) = table.field(step).cloned() else {
                    return Ok(None);
                };
                if steps.peek().is_none() {
                    return Ok(Some(tell(&table, &field)));
                }
                let target = field.reference.as_deref().and_then(|name| dictionary.table(name));
                let Some(target) = target else {
                    return Ok(None);
                };
                table = Arc::clone(target);
            }
            Ok(None)
        })
    }

    /// Of a field, or of the record when `path` is empty.
    fn display(&self, path: &str) -> Result<String, Fault> {
        let (Some(layout), Some(record)) = (&self.layout, &self.record) else {
            return Ok(String::new());
        };
        let path = if path.is_empty() { layout.display.as_deref().unwrap_or("sys_id") } else { path };
        let own_journal = layout.field(path).filter(|field| field.kind == Kind::Journal);
        if let Some(field) = own_journal.filter(|_| !self.entries.is_empty()) {
            return Ok(self.own(field));
        }
        self.bench.read(|session| session.display(record, path))
    }

    fn decrypted(&self, path: &str) -> Result<String, Fault> {
        let value = self.value(path)?.unwrap_or_default();
        self.bench.read(|session| Ok(session.vault().open(&value).unwrap_or_default()))
    }

    fn choices(&self, path: &str) -> Result<Vec<String>, Fault> {
        let layout = self.layout()?;
        self.bench.read(|session| {
            let dictionary = session.dictionary();
            let choices = dictionary.choices(layout, path).iter().filter(|choice| !choice.inactive);
            Ok(choices.map(|choice| choice.value.clone()).collect())
        })
    }

    /// `-1` for all entries, newest first, `1` for the newest.
    fn journal(&self, path: &str, which: &str) -> Result<String, Fault> {
        let all = self.display(path)?;
        if which == "-1" {
            return Ok(all);
        }
        Ok(all.split_inclusive("\n\n").next().unwrap_or_default().to_owned())
    }

    /// The field, or any field for an empty name, differs from what was stored.
    fn changes(&self, name: &str) -> bool {
        let Some(record) = &self.record else {
            return false;
        };
        if self.entries.iter().any(|(field, _)| name.is_empty() || field == name) {
            return true;
        }
        match &self.before {
            Some(before) if name.is_empty() => record.changes_from(before).next().is_some(),
            Some(before) => record.get(name) != before.get(name),
            None => name.is_empty() || !record.is_empty(name),
        }
    }

    fn field_names(&self) -> Vec<String> {
        let fields = self.layout.iter().flat_map(|layout| &layout.fields);
        fields.map(|field| field.name.clone()).collect()
    }

    /// Whether the person may do this, whatever the script may.
    fn may(&self, operation: &str) -> Result<bool, Fault> {
        let (Some(layout), record) = (&self.layout, &self.record) else {
            return Ok(false);
        };
        let record = record.clone().unwrap_or_else(|| Record::empty(Arc::clone(layout)));
        self.bench.read(|session| {
            session.apart(false, |session| {
                Ok(match operation {
                    "write" => session.may_write(Write::Update, &record),
                    "create" => session.may_write(Write::Insert, &record),
                    "delete" => session.may_write(Write::Delete, &record),
                    _ => session.is_trusted() || session.acls().record(session, Operation::Read, &record),
                })
            })
        })
    }

    fn may_field(&self, path: &str, operation: &str) -> Result<bool, Fault> {
        let Some(record) = &self.record else {
            return Ok(false);
        };
        self.bench.read(|session| {
            session.apart(false, |session| {
                Ok(match operation {
                    "read" => session.is_trusted() || session.may_read_field(record, path),
                    other => session.may_write_field(record, path, other == "create"),
                })
            })
        })
    }

    /// `false` when there is no such field; a value that the field cannot
    /// have is left out and logged.
    pub(in crate::script) fn set(&mut self, name: &str, value: &str) -> Result<bool, Fault> {
        let Some(layout) = self.layout.clone() else {
            return Ok(false);
        };
        let Some(field) = layout.field(name).cloned() else {
            return Ok(false);
        };
        let mut record = self.record.take().unwrap_or_else(|| Record::empty(Arc::clone(&layout)));
        let kept = self.keep(&mut record, &field, value);
        self.record = Some(record);
        kept?;
        Ok(true)
    }

    fn keep(&mut self, record: &mut Record, field: &Field, value: &str) -> Result<(), Fault> {
        if field.kind == Kind::Journal {
            if !value.is_empty() {
                self.entries.push((field.name.clone(), value.to_owned()));
            }
        } else if let Some(shaped) = values::shaped(field, value) {
            let guarded = if field.kind.is_hidden() && self.role == super::Role::Draft {
                self.bench.read(|session| Ok(values::guarded(session, field, &shaped)))?
            } else {
                shaped
            };
            record.put(&field.name, guarded);
        } else {
            let text = format!("{}.{}: \"{value}\" is not a value of this field", self.table, field.name);
            self.bench.log(Level::Warning, text, &self.scope);
            return Ok(());
        }
        if !self.touched.contains(&field.name) {
            self.touched.push(field.name.clone());
        }
        Ok(())
    }

    fn set_display(&mut self, name: &str, value: &str) -> Result<bool, Fault> {
        let Some(layout) = self.layout.clone() else {
            return Ok(false);
        };
        let given = crate::engine::Values::new().with(name, value);
        let stored = self.bench.read(|session| {
            let stored = crate::api::stored(session, &layout, &given);
            let value = stored.get(name).unwrap_or_default().to_owned();
            match layout.field(name).filter(|field| field.kind == Kind::Reference) {
                Some(field) => Ok(crate::rules::resolve_name(session, field, &value)?.unwrap_or_default()),
                None => Ok(value),
            }
        })?;
        self.set(name, &stored)
    }
}

/// Follows references from a record.
fn walk(session: &Session, mut record: Record, path: &str) -> Result<Option<String>, Refusal> {
    let dictionary = session.dictionary();
    let mut steps = path.split('.').peekable();
    while let Some(step) = steps.next() {
        let Some(field) = record.layout().field(step).cloned() else {
            return Ok(None);
        };
        let value = record.get(step).to_owned();
        if steps.peek().is_none() {
            return Ok(Some(value));
        }
        let target = field.reference.as_deref().and_then(|name| dictionary.table(name));
        let Some(target) = target else {
            return Ok(None);
        };
        let found = session.load_many(target, &[&value])?.remove(&value);
        record = found.unwrap_or_else(|| Record::empty(Arc::clone(target)));
    }
    Ok(None)
}

fn kind_name(field: &Field) -> &'static str {
    match field.kind {
        Kind::Boolean => "boolean",
        Kind::Reference | Kind::Domain => "reference",
        Kind::Date => "date",
        Kind::DateTime => "datetime",
        Kind::Journal => "journal",
        _ => "text",
    }
}

fn about(table: &Table, field: &Field, what: &str) -> String {
    match what {
        "label" => field.label.clone(),
        "table" => table.name.clone(),
        "reference" => field.reference.clone().unwrap_or_default(),
        "length" => field.max_length.to_string(),
        "mandatory" => field.mandatory.to_string(),
        "read_only" => field.read_only.to_string(),
        "type" => type_name(field.kind).to_owned(),
        _ => String::new(),
    }
}

/// The internal type that stands for a kind.
fn type_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "string",
        Kind::Integer => "integer",
        Kind::Decimal => "decimal",
        Kind::Boolean => "boolean",
        Kind::DateTime => "glide_date_time",
        Kind::Date => "glide_date",
        Kind::Time => "glide_time",
        Kind::Duration => "glide_duration",
        Kind::Reference => "reference",
        Kind::Domain => "domain_id",
        Kind::List => "glide_list",
        Kind::Journal => "journal_input",
        Kind::JournalList => "journal_list",
        Kind::Guid => "GUID",
        Kind::ClassName => "sys_class_name",
        Kind::Password => "password",
        Kind::Secret => "password2",
        Kind::Collection => "collection",
    }
}
