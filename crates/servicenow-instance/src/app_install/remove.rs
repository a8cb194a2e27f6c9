//! Takes records away: those an upgrade no longer has, or all of an
//! application.

use std::collections::BTreeSet;

use super::{keys, tracked};
use crate::engine::{Selection, Session, WriteOptions};
use crate::query::Query;
use crate::refusals::Refusal;

const OPTIONS: WriteOptions = WriteOptions { keep_system_fields: false, without_rules: true };

/// Deletes records, in the reverse of the order they were made in; how many
/// there were.
pub(super) fn records(session: &Session, gone: BTreeSet<(String, String)>) -> Result<usize, Refusal> {
    let mut gone: Vec<(String, String)> = gone.into_iter().collect();
    gone.sort_by_key(|(table, _)| std::cmp::Reverse(keys::rank(table)));
    let mut deleted = 0;
    for (table, id) in gone {
        if session.dictionary().table(&table).is_none() {
            continue;
        }
        let found = session.trusted(|session| session.find(&table, &id))?;
        if let Some(found) = found {
            session.trusted(|session| session.delete_with(&found, OPTIONS))?;
            deleted += 1;
        }
    }
    Ok(deleted)
}

/// Deletes everything an application brought, and everything in its scope.
pub(super) fn application(session: &Session, app: &str) -> Result<usize, Refusal> {
    let rows = tracked::rows(session, app)?;
    let mut gone = tracked::records(&rows);
    gone.extend(in_scope(session, app)?);
    let deleted = records(session, gone)?;
    for row in rows {
        session.remove_plain(&row)?;
    }
    Ok(deleted)
}

/// Every record in the scope of an application.
pub(super) fn in_scope(session: &Session, app: &str) -> Result<Vec<(String, String)>, Refusal> {
    let dictionary = session.dictionary();
    let files = dictionary.tables().filter(|table| table.root == table.name && table.has("sys_scope"));
    let mut found = Vec::new();
    for table in files {
        let selection = Selection::of(Query::equals("sys_scope", app));
        let rows = session.trusted(|session| session.select(&table.name, &selection))?;
        found.extend(rows.iter().map(|row| (row.table().to_owned(), row.sys_id().to_owned())));
    }
    Ok(found)
}
