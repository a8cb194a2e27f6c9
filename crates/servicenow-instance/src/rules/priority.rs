//! Priority from impact and urgency, by the rows of `dl_u_priority`. It
//! overrides what a client sends (protocol 5.2).

use std::collections::HashMap;

use rusqlite::Connection;

use super::Draft;
use crate::engine::Session;

/// The active rows, by impact and urgency; of several the first in order counts.
#[derive(Debug, Default)]
pub(crate) struct Priorities {
    rows: HashMap<(String, String), String>,
}

const ROWS: &str = "SELECT impact, urgency, priority FROM dl_matcher WHERE sys_class_name = 'dl_u_priority' AND active = 'true' ORDER BY \"order\", rowid";

impl Priorities {
    pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let mut priorities = Self::default();
        let mut statement = connection.prepare_cached(ROWS)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let number = |at| {
                let number: Option<i64> = row.get(at)?;
                Ok::<_, rusqlite::Error>(number.map(|number| number.to_string()).unwrap_or_default())
            };
            priorities.rows.entry((number(0)?, number(1)?)).or_insert(number(2)?);
        }
        Ok(priorities)
    }
}

pub(super) fn look_up(session: &Session, draft: &mut Draft) {
    let relevant = ["impact", "urgency", "priority"];
    if !relevant.iter().any(|field| draft.is_changed(field)) {
        return;
    }
    let key = (draft.get("impact").to_owned(), draft.get("urgency").to_owned());
    if let Some(priority) = session.priorities().rows.get(&key) {
        draft.put("priority", priority.as_str());
    }
}
