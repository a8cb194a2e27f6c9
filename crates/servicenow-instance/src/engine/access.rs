//! Where access rules are asked: queries, rows, fields, writes; and the
//! application access of tables (protocol 6.1).

use std::collections::HashMap;
use std::sync::Arc;

use super::record::Record;
use super::session::Session;
use crate::acl::{Operation, Verdict};
use crate::caller::Channel;
use crate::dictionary::{Field, Table};
use crate::refusals::{Refusal, Write};

impl Session {
    /// Refuses a query on a table the caller's roles may not read, or by
    /// fields they may not read.
    pub(super) fn check_query(
        &self,
        table: &Table,
        touched: &[(Arc<Table>, Arc<Field>)],
    ) -> Result<(), Refusal> {
        if self.is_admitted() {
            return Ok(());
        }
        self.check_web_service(table)?;
        let acls = self.acls();
        if acls.table(Operation::Read, table, self.caller()) == Verdict::Denied {
            return Err(Refusal::query_denied());
        }
        self.check_view(table)?;
        for (holder, field) in touched {
            let (holder, name) = holder.origin(&field.name).unwrap_or((holder, &field.name));
            let elsewhere = !table.is_a(&holder.name) && !holder.is_a(&table.name);
            if elsewhere && self.table_verdict(holder) == Verdict::Denied {
                return Err(Refusal::query_field_denied());
            }
            let field = (&**holder, name);
            if acls.field(Operation::Read, field, self.caller()) == Verdict::Denied {
                return Err(Refusal::query_field_denied());
            }
        }
        Ok(())
    }

    /// Rows of a view follow the rules that are named after the view, as on the platform; beyond that none
    /// of its tables may be closed to the caller.
    fn check_view(&self, table: &Table) -> Result<(), Refusal> {
        let mut members = table.view.iter().flat_map(|view| &view.members);
        if members.any(|member| self.table_verdict(member) == Verdict::Denied) {
            return Err(Refusal::query_denied());
        }
        Ok(())
    }

    /// What the rules of the field that a view shows say; without the record they may depend on.
    fn origin_verdict(&self, table: &Table, field: &str) -> Option<Verdict> {
        let (origin, name) = table.origin(field)?;
        let verdict = self.acls().field(Operation::Read, (origin, name), self.caller());
        Some(if verdict == Verdict::Allowed { Verdict::Allowed } else { Verdict::Denied })
    }

    /// Leaves the records that the caller may read.
    pub(super) fn keep_readable(&self, table: &Table, records: Vec<Record>) -> Result<Vec<Record>, Refusal> {
        if self.is_admitted() {
            return Ok(records);
        }
        if self.hides_records() {
            return Ok(Vec::new());
        }
        let acls = self.acls();
        let records = self.keep_of_readable(table, records);
        if !table.has_classes() && acls.table(Operation::Read, table, self.caller()) == Verdict::Allowed {
            return Ok(records);
        }
        let mut kept = Vec::with_capacity(records.len());
        for record in records {
            if self.may_read(&record)? {
                kept.push(record);
            }
        }
        Ok(kept)
    }

    /// Files, histories, and what hangs on them, can be seen by those who can see the
    /// record they belong to (protocol 3.2).
    fn keep_of_readable(&self, table: &Table, records: Vec<Record>) -> Vec<Record> {
        let Some((holding, field)) = holder_fields(&table.name) else {
            return records;
        };
        let holder = |record: &Record| match holding {
            Holding::Table(table) => (table.to_owned(), record.get(field).to_owned()),
            Holding::Named(name) => (record.get(name).to_owned(), record.get(field).to_owned()),
        };
        if self.caller().is_admin() {
            return records;
        }
        let mut known: HashMap<(String, String), bool> = HashMap::new();
        let visible = records.into_iter().filter(|record| {
            // A table that is gone or closed hides its files.
            *known
                .entry(holder(record))
                .or_insert_with_key(|(table, id)| self.find(table, id).is_ok_and(|found| found.is_some()))
        });
        visible.collect()
    }

    /// By the rules of the record's own class.
    pub(crate) fn may_read(&self, record: &Record) -> Result<bool, Refusal> {
        let acls = self.acls();
        let dictionary = self.dictionary();
        let class = dictionary.table(record.table()).unwrap_or(record.layout());
        match acls.table(Operation::Read, class, self.caller()) {
            Verdict::Allowed => Ok(true),
            Verdict::Denied => Ok(false),
            Verdict::Depends if class.name == record.layout().name => {
                Ok(acls.record(self, Operation::Read, record))
            }
            Verdict::Depends => {
                let whole = self.trusted(|session| session.find(record.table(), record.sys_id()))?;
                Ok(whole.is_some_and(|whole| acls.record(self, Operation::Read, &whole)))
            }
        }
    }

    /// Whether records of a table may be read at all, may not, or only some.
    pub(crate) fn table_verdict(&self, table: &Table) -> Verdict {
        if self.is_admitted() {
            return Verdict::Allowed;
        }
        self.acls().table(Operation::Read, table, self.caller())
    }

    /// Whether a field may be shown at all, may not, or only in some records.
    pub(crate) fn field_verdict(&self, table: &Table, field: &str) -> Verdict {
        if self.is_admitted() {
            return Verdict::Allowed;
        }
        let own = self.acls().field(Operation::Read, (table, field), self.caller());
        self.origin_verdict(table, field).map_or(own, |origin| origin.and(own))
    }

    /// As [`Self::field_verdict`], for all fields of a table in their order.
    pub(crate) fn field_verdicts(&self, table: &Table) -> Vec<Verdict> {
        if self.is_trusted() {
            return vec![Verdict::Allowed; table.fields.len()];
        }
        if table.view.is_some() {
            return table.fields.iter().map(|field| self.field_verdict(table, &field.name)).collect();
        }
        self.acls().of_fields(Operation::Read, table).verdicts(table, self.caller())
    }

    /// Whether a field of this record may be shown.
    pub(crate) fn may_read_field(&self, record: &Record, field: &str) -> bool {
        let origin = self.origin_verdict(record.layout(), field);
        origin != Some(Verdict::Denied) && self.acls().field_of(self, Operation::Read, (record, field))
    }

    /// Whether the caller may set a field of this record.
    pub(crate) fn may_write_field(&self, record: &Record, field: &str, new: bool) -> bool {
        if self.is_admitted() {
            return true;
        }
        let acls = self.acls();
        let operation = if new { Operation::Create } else { Operation::Write };
        let fields = (&**record.layout(), field);
        match acls.field(operation, fields, self.caller()) {
            Verdict::Allowed => true,
            Verdict::Denied => false,
            Verdict::Depends => acls.field_of(self, operation, (record, field)),
        }
    }

    /// Refuses a write that the record's rules do not allow.
    pub(crate) fn check_write(&self, write: Write, record: &Record) -> Result<(), Refusal> {
        if record.layout().view.is_some() {
            return Err(Refusal::write_denied(write));
        }
        if self.is_admitted() {
            return Ok(());
        }
        self.check_web_service(record.layout())?;
        let operation = match write {
            Write::Insert => Operation::Create,
            Write::Update => Operation::Write,
            Write::Delete => Operation::Delete,
        };
        if self.acls().record(self, operation, record) {
            return Ok(());
        }
        Err(Refusal::write_denied(write))
    }

    /// For pages: whether the caller may do this to the record.
    pub(crate) fn may_write(&self, write: Write, record: &Record) -> bool {
        self.check_write(write, record).is_ok()
    }

    fn check_web_service(&self, table: &Table) -> Result<(), Refusal> {
        if self.caller().channel == Channel::Rest && !table.access.web_service {
            return Err(Refusal::no_web_service_access(&table.name));
        }
        Ok(())
    }

    /// Refuses `operation` (`Read`, `Create`, `Write`, `Delete`) on a table by
    /// another application scope, in the platform's words.
    pub(crate) fn check_scope(&self, operation: &str, table: &str, scope: &str) -> Result<(), Refusal> {
        let dictionary = self.dictionary();
        let table = dictionary.require(table)?;
        let access = table.access;
        let allowed = match operation {
            "Read" => access.read,
            "Create" => access.read && access.create,
            "Write" => access.read && access.update,
            _ => access.read && access.delete,
        };
        if table.scope == scope || access.all_scopes && allowed {
            return Ok(());
        }
        Err(Refusal::cross_scope(operation, &table.name, scope))
    }
}

/// Where a row says to which record it belongs.
#[derive(Debug, Clone, Copy)]
enum Holding {
    /// Always one of this table.
    Table(&'static str),
    /// One of the table that this field names.
    Named(&'static str),
}

/// For tables whose rows belong to other records: the table, and the field with the id.
fn holder_fields(table: &str) -> Option<(Holding, &'static str)> {
    Some(match table {
        "sys_attachment" => (Holding::Named("table_name"), "table_sys_id"),
        "sys_attachment_attribute" => (Holding::Table("sys_attachment"), "attachment"),
        "sys_journal_field" => (Holding::Named("name"), "element_id"),
        "sys_audit" => (Holding::Named("tablename"), "documentkey"),
        "sys_history_set" => (Holding::Named("table"), "id"),
        "sys_history_line" => (Holding::Table("sys_history_set"), "set"),
        _ => return None,
    })
}
