//! Everything a list page shows, gathered in one reading of the data.

use std::sync::Arc;

use super::{
    cells::{Cell, grid},
    columns::{self, Available, Column},
    crumbs::{self, Crumb},
    pager::Pager,
};
use crate::{
    dictionary::Table,
    engine::{Record, Selection, Session},
    query::Query,
    refusals::Refusal,
    script::action::{self, Offered},
    ui::{Params, access, address, labels},
};

/// A list.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) title: String,
    pub(crate) table: String,
    pub(crate) query: String,
    /// Columns of the address, to be kept by links and forms.
    pub(crate) fields: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) available: Vec<Available>,
    pub(crate) rows: Vec<Row>,
    pub(crate) pager: Pager,
    pub(crate) crumbs: Vec<CrumbLink>,
    pub(crate) all: String,
    pub(crate) here: String,
    /// Here, with the remembered columns.
    pub(crate) without_fields: String,
    pub(crate) may_create: bool,
    pub(crate) may_delete: bool,
    /// UI actions for selected rows.
    pub(crate) actions: Vec<Offered>,
}

impl List {
    /// Something can be done with selected rows.
    pub(crate) fn may_select(&self) -> bool {
        self.may_delete || !self.actions.is_empty()
    }
}

/// A condition with its two addresses.
#[derive(Debug)]
pub(crate) struct CrumbLink {
    pub(crate) text: String,
    pub(crate) up_to: String,
    pub(crate) without: String,
}

/// A record.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) sys_id: String,
    pub(crate) name: String,
    pub(crate) address: String,
    pub(crate) cells: Vec<Cell>,
}

pub(super) fn build(session: &Session, name: &str, params: &Params) -> Result<List, Refusal> {
    let table = Arc::clone(session.dictionary().require(name)?);
    let query = Query::parse(params.get("sysparm_query"));
    let text = query.to_string();
    let fields = params.get("sysparm_fields").to_owned();
    let names = columns::chosen(session, &table, params)?;
    let path = format!("/{name}_list.do");
    let total = usize::try_from(session.count(name, &query)?).unwrap_or(usize::MAX);
    let pager = Pager::new(params, total, &path, &[("sysparm_query", &text), ("sysparm_fields", &fields)]);
    let records = page(session, &table, &query, &pager)?;
    let columns = columns::heads(session, &table, &names, &query, &fields);
    let here = address::with_query(&path, &[("sysparm_query", &text), ("sysparm_fields", &fields)]);
    Ok(List {
        title: labels::plural(&table.label),
        rows: rows(session, &records, &names, &columns)?,
        available: columns::available(&table, &names),
        crumbs: crumbs::of(session, name, &query)
            .into_iter()
            .map(|crumb| link(&path, &fields, crumb))
            .collect(),
        all: address::with_query(&path, &[("sysparm_fields", &fields)]),
        without_fields: address::list(name, &text),
        may_create: access::may_create(session, &table),
        may_delete: access::may_delete_rows(session, &records),
        actions: action::offered_for_rows(session, &table),
        table: name.to_owned(),
        query: text,
        fields,
        columns,
        pager,
        here,
    })
}

fn page(session: &Session, table: &Table, query: &Query, pager: &Pager) -> Result<Vec<Record>, Refusal> {
    let mut query = query.clone();
    if query.orders.is_empty() {
        query = match &table.display {
            Some(display) if display == "number" => query.ordered_by_descending(display),
            Some(display) => query.ordered_by(display),
            None => query,
        };
    }
    let limit = Some(u64::try_from(pager.rows).unwrap_or(u64::MAX));
    let offset = u64::try_from(pager.offset).unwrap_or(u64::MAX);
    session.select(&table.name, &Selection { query, limit, offset })
}

fn link(path: &str, fields: &str, crumb: Crumb) -> CrumbLink {
    let to = |query: &str| address::with_query(path, &[("sysparm_query", query), ("sysparm_fields", fields)]);
    CrumbLink { up_to: to(&crumb.up_to), without: to(&crumb.without), text: crumb.text }
}

fn rows(
    session: &Session,
    records: &[Record],
    names: &[String],
    columns: &[Column],
) -> Result<Vec<Row>, Refusal> {
    let labels: Vec<String> = columns.iter().map(|column| column.label.clone()).collect();
    let cells = grid(session, records, names, &labels)?;
    Ok(records.iter().zip(cells).map(|(record, cells)| row(record, cells)).collect())
}

fn row(record: &Record, cells: Vec<Cell>) -> Row {
    let first = cells.first().map(|cell| cell.text.clone()).unwrap_or_default();
    Row {
        sys_id: record.sys_id().to_owned(),
        name: if first.is_empty() { record.sys_id().to_owned() } else { first },
        address: address::record(record.table(), record.sys_id()),
        cells,
    }
}
