//! Columns of a list: chosen in the address, remembered for the person, or those of the table.

use std::sync::Arc;

use crate::{
    dictionary::Table,
    engine::{Session, Values},
    query::{Operator, Query},
    refusals::Refusal,
    ui::{Params, address, labels, layouts},
};

/// More columns than this nobody reads.
const MAX_COLUMNS: usize = 40;
const PREFERENCES: &str = "sys_user_preference";

/// A column that is shown.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) sort_address: String,
    /// Value of `aria-sort` when the list is sorted by it.
    pub(crate) sorted: Option<&'static str>,
}

/// A column that can be chosen.
#[derive(Debug)]
pub(crate) struct Available {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) chosen: bool,
}

/// Names of the columns to show.
pub(super) fn chosen(session: &Session, table: &Arc<Table>, params: &Params) -> Result<Vec<String>, Refusal> {
    let in_address = params.get("sysparm_fields");
    let wanted = if in_address.is_empty() { remembered(session, table)? } else { in_address.to_owned() };
    let known: Vec<String> = wanted
        .split(',')
        .map(str::trim)
        .filter(|path| {
            labels::field_of_path(session, &table.name, path).is_some_and(|f| layouts::is_listable(&f))
        })
        .take(MAX_COLUMNS)
        .map(str::to_owned)
        .collect();
    Ok(if known.is_empty() { layouts::columns(table) } else { known })
}

/// Heads of the columns; selecting one sorts by it, selecting it again turns the order around.
pub(super) fn heads(
    session: &Session,
    table: &Table,
    names: &[String],
    query: &Query,
    fields: &str,
) -> Vec<Column> {
    names
        .iter()
        .map(|name| {
            let order = query.orders.first().filter(|order| order.path == *name);
            let mut sorted = Query { orders: Vec::new(), ..query.clone() };
            sorted = match order {
                Some(order) if !order.descending => sorted.ordered_by_descending(name),
                _ => sorted.ordered_by(name),
            };
            let text = sorted.to_string();
            let params = [("sysparm_query", text.as_str()), ("sysparm_fields", fields)];
            Column {
                name: name.clone(),
                label: labels::of_path(session, &table.name, name),
                sort_address: address::with_query(&format!("/{}_list.do", table.name), &params),
                sorted: order.map(|order| if order.descending { "descending" } else { "ascending" }),
            }
        })
        .collect()
}

/// Every field that can be a column, by label.
pub(super) fn available(table: &Table, chosen: &[String]) -> Vec<Available> {
    let listable = table.fields.iter().filter(|field| layouts::is_listable(field));
    let mut all: Vec<Available> = listable
        .map(|field| Available {
            name: field.name.clone(),
            label: field.label.clone(),
            chosen: chosen.contains(&field.name),
        })
        .collect();
    all.sort_by_key(|column| column.label.to_lowercase());
    all
}

fn remembered(session: &Session, table: &Table) -> Result<String, Refusal> {
    let row = session.trusted(|session| session.first(PREFERENCES, preference(session, table)))?;
    Ok(row.map(|row| row.get("value").to_owned()).unwrap_or_default())
}

/// Remembers columns for the person; none at all means the table's own again.
pub(super) fn remember(session: &Session, table: &Table, names: &[&str]) -> Result<(), Refusal> {
    session.trusted(|session| {
        let before = session.first(PREFERENCES, preference(session, table))?;
        let value = names.iter().take(MAX_COLUMNS).copied().collect::<Vec<_>>().join(",");
        if let Some(before) = before {
            return session.update(&before, &Values::new().with("value", value)).map(|_| ());
        }
        let values = Values::new()
            .with("name", preference_name(table))
            .with("user", session.caller().user_id.as_str())
            .with("value", value);
        session.insert(PREFERENCES, &values).map(|_| ())
    })
}

fn preference(session: &Session, table: &Table) -> Query {
    Query::equals("name", &preference_name(table)).and("user", Operator::Equals, &session.caller().user_id)
}

fn preference_name(table: &Table) -> String {
    format!("list.columns.{}", table.name)
}
