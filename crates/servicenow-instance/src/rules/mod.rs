//! What happens when a record is written: values are brought into shape,
//! numbers drawn, states kept consistent, journals and audits written. One
//! module per rule or table; this one says in which order they come.

mod addresses;
mod approvals;
mod attachments;
mod audit;
mod change;
mod change_states;
mod history;
mod incident;
pub(crate) mod journal;
mod names;
mod numbering;
mod oauth;
mod policies;
mod priority;
mod problem;
mod properties;
mod request;
mod roles;
mod schema;
pub(crate) mod system;
mod task;
mod user;
pub(crate) mod values;

use crate::app_install;
use crate::engine::{Record, Session, Values, WriteOptions};
use crate::refusals::{Refusal, Write};
use crate::script::{self, Phase};

pub(crate) use change::preset;
pub(crate) use change_states::{StateMove, next_states, state_moves};
pub(crate) use names::resolve as resolve_name;
pub(crate) use policies::Policies;
pub(crate) use priority::Priorities;

/// A record on its way into storage.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) record: Record,
    /// As it was, for an update.
    pub(crate) before: Option<Record>,
    /// Journal entries to append: field and text.
    pub(crate) entries: Vec<(String, String)>,
    /// Fields that the caller gave an accepted value for.
    pub(crate) given: Vec<String>,
}

impl Draft {
    pub(crate) fn insert(record: Record) -> Self {
        Self { record, before: None, entries: Vec::new(), given: Vec::new() }
    }

    pub(crate) fn update(record: Record) -> Self {
        Self { before: Some(record.clone()), ..Self::insert(record) }
    }

    pub(crate) fn is_new(&self) -> bool {
        self.before.is_none()
    }

    pub(crate) fn is_given(&self, field: &str) -> bool {
        self.given.iter().any(|given| given == field)
    }

    pub(crate) fn get(&self, field: &str) -> &str {
        self.record.get(field)
    }

    pub(crate) fn put(&mut self, field: &str, value: impl Into<String>) {
        self.record.put(field, value);
    }

    /// The stored value before this write, empty for a new record.
    pub(crate) fn was(&self, field: &str) -> &str {
        self.before.as_ref().map_or("", |before| before.get(field))
    }

    /// Differs from what is stored; on an insert, has a value.
    pub(crate) fn is_changed(&self, field: &str) -> bool {
        self.was(field) != self.get(field)
    }

    pub(crate) fn has_entry(&self, field: &str) -> bool {
        self.entries.iter().any(|(name, _)| name == field)
    }

    /// Something is to be written.
    pub(crate) fn is_effective(&self) -> bool {
        match &self.before {
            None => true,
            Some(before) => !self.entries.is_empty() || self.record.changes_from(before).next().is_some(),
        }
    }
}

/// Everything that comes before the row is stored.
pub(crate) fn before(
    session: &Session,
    draft: &mut Draft,
    given: &Values,
    options: WriteOptions,
) -> Result<(), Refusal> {
    match &draft.before {
        Some(before) => session.check_write(Write::Update, before)?,
        None => values::defaults(session, draft),
    }
    values::accept(session, draft, given, options)?;
    if !draft.is_effective() {
        return Ok(());
    }
    numbering::before(session, draft)?;
    let scripted = !options.without_rules;
    if scripted {
        script::before(session, draft, Phase::Early)?;
    }
    of_tables(session, draft)?;
    if scripted {
        script::before(session, draft, Phase::Late)?;
    }
    if draft.is_new() {
        session.check_write(Write::Insert, &draft.record)?;
    }
    policies::check(session, draft)?;
    if scripted {
        script::abort(session, draft)?;
    }
    if draft.is_effective() {
        system::touch(session, draft, options);
    }
    Ok(())
}

/// The rules of the record's table and those it extends, the base first.
fn of_tables(session: &Session, draft: &mut Draft) -> Result<(), Refusal> {
    let layout = std::sync::Arc::clone(draft.record.layout());
    let mut lineage: Vec<&str> = layout.lineage().collect();
    lineage.reverse();
    for table in lineage {
        match table {
            "task" => task::before(session, draft),
            "incident" => incident::before(session, draft)?,
            "problem" => problem::before(session, draft),
            "sc_request" => request::before(draft),
            "change_request" => change::before(session, draft)?,
            "sysapproval_approver" => approvals::before(session, draft)?,
            "sys_attachment" => attachments::before(session, draft)?,
            "sys_user" => user::before(session, draft)?,
            "ip_access" => addresses::before(session, draft)?,
            "oauth_entity" => oauth::before(session, draft),
            "sys_properties" => properties::before(session, draft),
            "sys_db_object" | "sys_dictionary" => schema::before(session, draft)?,
            _ => {}
        }
    }
    Ok(())
}

/// Everything that follows a stored row.
pub(crate) fn after(session: &Session, draft: &Draft, options: WriteOptions) -> Result<(), Refusal> {
    journal::append(session, draft)?;
    audit::write(session, draft)?;
    of_tables_after(session, draft)?;
    if options.without_rules { Ok(()) } else { script::after(session, draft) }
}

fn of_tables_after(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    match draft.record.table() {
        "incident" => incident::after(session, draft),
        "change_request" => change::after(session, draft),
        "change_task" => change::after_task(session, draft),
        "sysapproval_approver" => approvals::after(session, draft),
        "sys_db_object" | "sys_dictionary" => schema::after(session, draft),
        "sys_user_has_role" => roles::after(session, draft),
        _ => Ok(()),
    }
}

pub(crate) fn before_delete(
    session: &Session,
    record: &Record,
    options: WriteOptions,
) -> Result<(), Refusal> {
    session.check_write(Write::Delete, record)?;
    if record.table() == "sys_attachment" {
        attachments::check(session, record, Write::Delete)?;
    }
    script::before_delete(session, record, options)?;
    match record.table() {
        "sys_db_object" | "sys_dictionary" => schema::before_delete(session, record),
        _ => Ok(()),
    }
}

pub(crate) fn after_delete(session: &Session, record: &Record, options: WriteOptions) -> Result<(), Refusal> {
    audit::write_delete(session, record)?;
    attachments::after_delete(session, record)?;
    match record.table() {
        "sys_user_has_role" => roles::after_delete(session, record)?,
        "sys_user_role" => roles::after_role_delete(session, record)?,
        "sys_app" | "sys_store_app" => app_install::remove(session, record)?,
        _ => {}
    }
    if options.without_rules { Ok(()) } else { script::after_delete(session, record) }
}
