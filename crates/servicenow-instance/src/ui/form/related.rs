//! Lists under a form: records of other tables that point at this one.

use super::draft::Draft;
use crate::{
    engine::{Record, Selection, Session},
    query::Query,
    refusals::Refusal,
    ui::{
        access, address, labels,
        layouts::{self, RelatedList},
        list::{Cell, grid},
    },
};

/// Rows that a form shows; the rest is behind the link to the list.
const ROWS: u64 = 20;

/// A list.
#[derive(Debug)]
pub(crate) struct Related {
    pub(crate) title: String,
    pub(crate) count: u64,
    pub(crate) labels: Vec<String>,
    pub(crate) rows: Vec<RelatedRow>,
    pub(crate) address: String,
    /// A new record that points at this one.
    pub(crate) new_address: Option<String>,
}

/// One of its records.
#[derive(Debug)]
pub(crate) struct RelatedRow {
    pub(crate) address: String,
    pub(crate) cells: Vec<Cell>,
}

/// Lists of tables that exist and that the person may read.
pub(super) fn of(session: &Session, draft: &Draft) -> Vec<Related> {
    if draft.is_new {
        return Vec::new();
    }
    let described = layouts::related(&draft.table).iter();
    let known = described.filter(|list| session.dictionary().table(&list.table).is_some());
    known.filter_map(|list| one(session, draft, list).ok()).collect()
}

fn one(session: &Session, draft: &Draft, list: &RelatedList) -> Result<Related, Refusal> {
    let query = Query::equals(&list.field, draft.record.get(&list.by));
    let names: Vec<String> = list.columns.clone();
    let heads: Vec<String> = names.iter().map(|name| labels::of_path(session, &list.table, name)).collect();
    let records = session.select(&list.table, &Selection::of(query.clone()).limited(ROWS))?;
    let cells = grid(session, &records, &names, &heads)?;
    let row = |(record, cells): (&Record, Vec<Cell>)| RelatedRow {
        address: address::record(record.table(), record.sys_id()),
        cells,
    };
    let dictionary = session.dictionary();
    let may_create = access::may_create(session, dictionary.require(&list.table)?);
    let text = query.to_string();
    let new = [("sys_id", "-1"), ("sysparm_query", text.as_str())];
    Ok(Related {
        title: list.title.clone(),
        count: session.count(&list.table, &query)?,
        address: address::list(&list.table, &query.to_string()),
        new_address: may_create.then(|| address::with_query(&format!("/{}.do", list.table), &new)),
        labels: heads,
        rows: records.iter().zip(cells).map(row).collect(),
    })
}
