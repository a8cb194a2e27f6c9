//! Business rules that abort a write: rows of `sys_script` with
//! `abort_action`, `when=before` and a filter condition. Their scripts are
//! not run here.

use rusqlite::Connection;

use super::Draft;
use crate::engine::{Record, Session, fits};
use crate::query::Query;
use crate::refusals::Refusal;

/// Active aborting rules, in their order.
#[derive(Debug, Default)]
pub(crate) struct Guards {
    guards: Vec<Guard>,
}

#[derive(Debug)]
struct Guard {
    sys_id: String,
    name: String,
    table: String,
    on_insert: bool,
    on_update: bool,
    on_delete: bool,
    condition: Query,
}

const ROWS: &str = "SELECT sys_id, name, collection, action_insert, action_update, action_delete, filter_condition FROM sys_script WHERE active = 'true' AND abort_action = 'true' AND \"when\" = 'before' AND name IS NOT NULL AND collection IS NOT NULL ORDER BY \"order\", rowid";

impl Guards {
    pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let mut statement = connection.prepare_cached(ROWS)?;
        let guards = statement.query_map([], |row| {
            let flag =
                |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(at)?.as_deref() == Some("true"));
            let condition: Option<String> = row.get(6)?;
            Ok(Guard {
                sys_id: row.get(0)?,
                name: row.get(1)?,
                table: row.get(2)?,
                on_insert: flag(3)?,
                on_update: flag(4)?,
                on_delete: flag(5)?,
                condition: Query::parse(condition.as_deref().unwrap_or_default()),
            })
        })?;
        Ok(Self { guards: guards.collect::<rusqlite::Result<_>>()? })
    }
}

pub(super) fn check(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    let new = draft.is_new();
    refuse(session, &draft.record, |guard| if new { guard.on_insert } else { guard.on_update })
}

pub(super) fn check_delete(session: &Session, record: &Record) -> Result<(), Refusal> {
    refuse(session, record, |guard| guard.on_delete)
}

fn refuse(session: &Session, record: &Record, concerns: impl Fn(&Guard) -> bool) -> Result<(), Refusal> {
    if session.is_trusted() {
        return Ok(());
    }
    let guards = session.guards();
    for guard in &guards.guards {
        let applies = concerns(guard) && record.layout().is_a(&guard.table);
        if applies && fits(session, record, &guard.condition) {
            return Err(Refusal::aborted(record.table(), &guard.name, &guard.sys_id));
        }
    }
    Ok(())
}
