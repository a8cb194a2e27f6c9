//! Writes the records of updates: those an instance has already are changed,
//! under the id it knows them by.

use std::collections::{BTreeSet, HashMap};

use super::keys;
use super::payload::{Given, Update};
use crate::dictionary::Kind;
use crate::engine::{Record, Session, Values, WriteOptions};
use crate::query::{Operator, Query};
use crate::refusals::Refusal;

/// No rule runs while an application is being installed: half of it is there.
const OPTIONS: WriteOptions = WriteOptions { keep_system_fields: false, without_rules: true };

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) inserted: usize,
    pub(super) updated: usize,
    pub(super) deleted: usize,
    /// Tables of records that this instance has no table for.
    pub(super) unknown: BTreeSet<String>,
    /// Every record that is there now: table and id.
    pub(super) present: BTreeSet<(String, String)>,
}

impl Report {
    pub(super) fn words(&self) -> String {
        let mut text =
            format!("{} inserted, {} updated, {} deleted", self.inserted, self.updated, self.deleted);
        if !self.unknown.is_empty() {
            let names: Vec<&str> = self.unknown.iter().map(String::as_str).collect();
            text.push_str("; not supported by this instance: ");
            text.push_str(&names.join(", "));
        }
        text
    }
}

/// Applies updates in the session's transaction, in an order in which each
/// finds what it needs. `package` is the application they belong to.
pub(super) fn apply(session: &Session, updates: &[&Update], package: &str) -> Result<Report, Refusal> {
    let mut ordered: Vec<&Update> = updates.to_vec();
    ordered.sort_by_key(|update| (keys::rank(&update.table), order_within(update)));
    let ordered = parents_first(ordered);
    let mut installer = Installer { session, package, ids: HashMap::new(), report: Report::default() };
    let mut rest = ordered.as_slice();
    while let Some(first) = rest.first() {
        let held = keys::describes(&first.table);
        let length = rest.iter().take_while(|update| keys::describes(&update.table) == held).count();
        let (now, later) = rest.split_at(length);
        let mut work =
            |session: &Session| session.trusted(|_| now.iter().try_for_each(|update| installer.one(update)));
        if held { session.with_held_dictionary(work) } else { work(session) }?;
        rest = later;
    }
    Ok(installer.report)
}

/// The row of the table itself before those of its columns.
fn order_within(update: &Update) -> bool {
    update.table == "sys_dictionary" && !update.get("element").is_empty()
}

/// Tables that extend others of the same package come after them.
fn parents_first(updates: Vec<&Update>) -> Vec<&Update> {
    let (mut tables, others): (Vec<&Update>, Vec<&Update>) =
        updates.into_iter().partition(|update| update.table == "sys_db_object");
    let (before, after): (Vec<&Update>, Vec<&Update>) =
        others.into_iter().partition(|update| keys::rank(&update.table) < keys::rank("sys_db_object"));
    let mut ordered = Vec::with_capacity(tables.len());
    while !tables.is_empty() {
        let waiting: Vec<String> = tables.iter().map(|table| table.sys_id().to_owned()).collect();
        let (ready, rest): (Vec<&Update>, Vec<&Update>) = tables.iter().partition(|table| {
            !waiting.iter().any(|id| id == table.get("super_class") && id != table.sys_id())
        });
        if ready.is_empty() {
            ordered.extend(rest);
            break;
        }
        ordered.extend(ready);
        tables = rest;
    }
    before.into_iter().chain(ordered).chain(after).collect()
}

struct Installer<'a> {
    session: &'a Session,
    package: &'a str,
    /// Id in the update to the id here, where they differ.
    ids: HashMap<String, String>,
    report: Report,
}

impl Installer<'_> {
    fn one(&mut self, update: &Update) -> Result<(), Refusal> {
        let dictionary = self.session.dictionary();
        let Some(table) = dictionary.table(&update.table) else {
            self.report.unknown.insert(update.table.clone());
            return Ok(());
        };
        let table = std::sync::Arc::clone(table);
        let mut values = Values::new();
        for given in &update.fields {
            if table.has(&given.name) {
                values.set(&given.name, self.value(&table, given)?);
            }
        }
        let known = self.known(update, &values)?;
        if update.deletes {
            if let Some(known) = known {
                self.session.delete_with(&known, OPTIONS)?;
                self.report.deleted += 1;
            }
            return Ok(());
        }
        if table.has("sys_package") && !values.has("sys_package") {
            values.set("sys_package", self.package);
        }
        let record = if let Some(known) = known {
            self.change(update, &known, &values)?
        } else {
            self.report.inserted += 1;
            self.session.insert_with(&update.table, &values, OPTIONS)?
        };
        if record.sys_id() != update.sys_id() {
            self.ids.insert(update.sys_id().to_owned(), record.sys_id().to_owned());
        }
        self.report.present.insert((update.table.clone(), record.sys_id().to_owned()));
        Ok(())
    }

    /// The value of a property is its administrator's, not the package's.
    fn change(&mut self, update: &Update, known: &Record, values: &Values) -> Result<Record, Refusal> {
        let kept = |name: &str| {
            name == "sys_id"
                || update.table == "sys_properties" && name == "value" && !known.is_empty("value")
        };
        let values: Values = values.iter().filter(|(name, _)| !kept(name)).collect();
        let before = known.get("sys_mod_count").to_owned();
        let record = self.session.update_with(known, &values, OPTIONS)?;
        self.report.updated += usize::from(record.get("sys_mod_count") != before);
        Ok(record)
    }

    /// The record as the instance has it, by id or by what names it.
    fn known(&self, update: &Update, values: &Values) -> Result<Option<Record>, Refusal> {
        if let Some(found) = self.session.find(&update.table, update.sys_id())? {
            return Ok(Some(found));
        }
        let natural = keys::natural(&update.table);
        if natural.is_empty() {
            return Ok(None);
        }
        let mut query = Query::all();
        for name in natural {
            query = match values.get(name).unwrap_or_default() {
                "" => query.and(name, Operator::IsEmpty, ""),
                value => query.and(name, Operator::Equals, value),
            };
        }
        self.session.first(&update.table, query)
    }

    /// A reference by the id it has here.
    fn value(&self, table: &crate::dictionary::Table, given: &Given) -> Result<String, Refusal> {
        let target = table.field(&given.name).filter(|field| field.kind == Kind::Reference);
        let Some(target) = target.and_then(|field| field.reference.clone()) else {
            return Ok(given.value.clone());
        };
        if let Some(here) = self.ids.get(&given.value) {
            return Ok(here.clone());
        }
        let dictionary = self.session.dictionary();
        let Some(target) = dictionary.table(&target).filter(|_| !given.keys.is_empty()) else {
            return Ok(given.value.clone());
        };
        if self.session.find(&target.name, &given.value)?.is_some() {
            return Ok(given.value.clone());
        }
        let keys = given.keys.iter().filter(|(name, _)| target.has(name));
        let query = keys.fold(Query::all(), |query, (name, value)| query.and(name, Operator::Equals, value));
        if query.groups.is_empty() {
            return Ok(given.value.clone());
        }
        let found = self.session.first(&target.name, query)?;
        Ok(found.map_or_else(|| given.value.clone(), |found| found.sys_id().to_owned()))
    }
}
