//! Search by column: what a person types becomes a condition of the list's query.

use crate::{
    dictionary::{Dictionary, Field, Kind, Table},
    engine::Session,
    query::{Operator, Query},
    refusals::Refusal,
    ui::{Params, labels},
};

/// The query of the list with the searched condition added.
pub(super) fn query(session: &Session, table: &str, params: &Params) -> Result<String, Refusal> {
    let dictionary = session.dictionary();
    let layout = dictionary.require(table)?;
    let query = Query::parse(params.get("sysparm_query"));
    let value = params.get("search_value").trim();
    let path = params.get("search_field");
    let field = labels::field_of_path(session, table, path).filter(|_| !value.is_empty());
    let Some(field) = field else { return Ok(query.to_string()) };
    let (operator, value) = condition(&dictionary, layout, &field, value);
    Ok(query.and(path, operator, &value).to_string())
}

/// As the platform reads it: `=` first means exactly, otherwise text contains the words.
fn condition(dictionary: &Dictionary, table: &Table, field: &Field, value: &str) -> (Operator, String) {
    if let Some(exact) = value.strip_prefix('=') {
        return (Operator::Equals, exact.to_owned());
    }
    let value = value.trim_start_matches('*');
    let labelled = values_by_label(dictionary, table, field, value);
    if !labelled.is_empty() {
        return (Operator::In, labelled.join(","));
    }
    let operator = match field.kind {
        Kind::Integer | Kind::Decimal | Kind::Boolean => Operator::Equals,
        Kind::DateTime | Kind::Date => Operator::GreaterOrEqual,
        _ => Operator::Contains,
    };
    (operator, value.to_owned())
}

/// Values of the choices whose labels contain the text.
fn values_by_label(dictionary: &Dictionary, table: &Table, field: &Field, text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let choices = dictionary.choices(table, &field.name).iter();
    let mut values: Vec<String> = choices
        .filter(|choice| choice.label.to_lowercase().contains(&text))
        .map(|c| c.value.clone())
        .collect();
    values.sort();
    values.dedup();
    values
}
