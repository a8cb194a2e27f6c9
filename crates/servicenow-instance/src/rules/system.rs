//! The fields the platform keeps itself: id, class, who and when, counts.

use super::Draft;
use crate::engine::{Record, Session, WriteOptions};

/// Fields no caller sets, except to import records.
pub(crate) const KEPT: [&str; 5] =
    ["sys_created_on", "sys_created_by", "sys_updated_on", "sys_updated_by", "sys_mod_count"];

/// Brings the system fields of a draft up to date.
pub(super) fn touch(session: &Session, draft: &mut Draft, options: WriteOptions) {
    let Some(before) = &draft.before else {
        return fill(session, &mut draft.record);
    };
    if options.keep_system_fields {
        return;
    }
    let updates = before.number("sys_mod_count").unwrap_or_default();
    draft.record.put("sys_mod_count", (updates + 1).to_string());
    draft.record.put("sys_updated_on", session.now_text());
    let user = session.caller().user_name.clone();
    draft.record.put("sys_updated_by", user);
}

/// Fills the empty system fields of a new record.
pub(crate) fn fill(session: &Session, record: &mut Record) {
    let now = session.now_text();
    let user = session.caller().user_name.clone();
    let class = record.layout().name.clone();
    put_if_empty(record, "sys_id", || session.random().sys_id());
    put_if_empty(record, "sys_class_name", || class);
    put_if_empty(record, "sys_created_on", || now.clone());
    put_if_empty(record, "sys_created_by", || user.clone());
    let (created, creator) =
        (record.get("sys_created_on").to_owned(), record.get("sys_created_by").to_owned());
    put_if_empty(record, "sys_updated_on", || created);
    put_if_empty(record, "sys_updated_by", || creator);
    put_if_empty(record, "sys_mod_count", || "0".to_owned());
    put_if_empty(record, "sys_domain", || "global".to_owned());
    put_if_empty(record, "sys_domain_path", || "/".to_owned());
    if record.layout().has("sys_update_name") {
        fill_file(record);
    }
}

/// A file of an application (protocol 5.0): its application, and how it is called in update sets.
fn fill_file(record: &mut Record) {
    put_if_empty(record, "sys_scope", || "global".to_owned());
    let scope = record.get("sys_scope").to_owned();
    put_if_empty(record, "sys_package", || scope);
    let update_name = format!("{}_{}", record.table(), record.sys_id());
    put_if_empty(record, "sys_update_name", || update_name);
    let display = record.layout().display.clone();
    let name = display.map(|field| record.get(&field).to_owned()).unwrap_or_default();
    put_if_empty(record, "sys_name", || name);
}

fn put_if_empty(record: &mut Record, field: &str, value: impl FnOnce() -> String) {
    if record.is_empty(field) {
        record.put(field, value());
    }
}
