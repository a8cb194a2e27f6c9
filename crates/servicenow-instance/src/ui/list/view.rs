//! Everything a list page shows, gathered in one reading of the data.

use std::sync::Arc;

use super::{
    columns::{self, Available, Column},
    crumbs::{self, Crumb},
    pager::Pager,
};
use crate::{
    dictionary::{Kind, Table},
    engine::{Record, Selection, Session},
    query::Query,
    refusals::Refusal,
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

/// A value in its column.
#[derive(Debug)]
pub(crate) struct Cell {
    pub(crate) label: String,
    pub(crate) text: String,
    /// The record that the value refers to.
    pub(crate) address: Option<String>,
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
        rows: records
            .iter()
            .map(|record| row(session, record, &names, &columns))
            .collect::<Result<_, _>>()?,
        available: columns::available(&table, &names),
        crumbs: crumbs::of(session, name, &query)
            .into_iter()
            .map(|crumb| link(&path, &fields, crumb))
            .collect(),
        all: address::with_query(&path, &[("sysparm_fields", &fields)]),
        without_fields: address::list(name, &text),
        may_create: access::may_create(session, &table),
        may_delete: access::may_delete_rows(session, &records),
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

fn row(session: &Session, record: &Record, names: &[String], columns: &[Column]) -> Result<Row, Refusal> {
    let labels: Vec<&str> = columns.iter().map(|column| column.label.as_str()).collect();
    let cells = cells(session, record, names, &labels)?;
    let first = cells.first().map(|cell| cell.text.clone()).unwrap_or_default();
    Ok(Row {
        sys_id: record.sys_id().to_owned(),
        name: if first.is_empty() { record.sys_id().to_owned() } else { first },
        address: address::record(record.table(), record.sys_id()),
        cells,
    })
}

/// Display values of some fields of a record.
pub(in crate::ui) fn cells(
    session: &Session,
    record: &Record,
    names: &[String],
    labels: &[&str],
) -> Result<Vec<Cell>, Refusal> {
    let mut cells = Vec::with_capacity(names.len());
    for (name, label) in names.iter().zip(labels) {
        cells.push(Cell {
            label: (*label).to_owned(),
            text: session.display(record, name)?,
            address: reference_address(record, name),
        });
    }
    Ok(cells)
}

fn reference_address(record: &Record, name: &str) -> Option<String> {
    let field = record.layout().field(name).filter(|field| field.kind == Kind::Reference)?;
    let table = field.reference.as_deref()?;
    let id = record.get(name);
    (!id.is_empty()).then(|| address::record(table, id))
}
