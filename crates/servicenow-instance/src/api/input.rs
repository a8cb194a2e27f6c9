//! Displayed values to stored ones, for `sysparm_input_display_value=true`.

use std::sync::Arc;

use crate::dictionary::{Dictionary, Field, Kind, Table};
use crate::engine::{Session, Values};
use crate::query::dates;

/// Choices by label, moments in the caller's zone and format. References by
/// name are understood in every write, so they pass unchanged.
pub(crate) fn stored(session: &Session, table: &Arc<Table>, values: &Values) -> Values {
    let dictionary = session.dictionary();
    values
        .iter()
        .map(|(name, value)| {
            let value = match table.field(name) {
                Some(field) => stored_value(session, &dictionary, table, field, value),
                None => value.to_owned(),
            };
            (name, value)
        })
        .collect()
}

/// Choices by label; everything else as it is.
pub(crate) fn chosen(session: &Session, table: &Table, values: &Values) -> Values {
    let dictionary = session.dictionary();
    values
        .iter()
        .map(|(name, value)| (name, choice(&dictionary, table, name, value).unwrap_or(value)))
        .collect()
}

/// The value of the choice with this label, unless it is a value itself.
fn choice<'a>(dictionary: &'a Dictionary, table: &Table, field: &str, value: &str) -> Option<&'a str> {
    let choices = dictionary.choices(table, field);
    if choices.iter().any(|choice| choice.value == value) {
        return None;
    }
    let found = choices.iter().find(|choice| choice.label.eq_ignore_ascii_case(value))?;
    Some(&found.value)
}

fn stored_value(
    session: &Session,
    dictionary: &Dictionary,
    table: &Table,
    field: &Field,
    value: &str,
) -> String {
    let choice =
        dictionary.choices(table, &field.name).iter().find(|choice| choice.label.eq_ignore_ascii_case(value));
    if let Some(choice) = choice {
        return choice.value.clone();
    }
    let caller = session.caller();
    match field.kind {
        Kind::DateTime => caller
            .formats
            .read(value)
            .and_then(|at| caller.time_zone.to_timestamp(at).ok())
            .or_else(|| dates::in_zone(value, &caller.time_zone))
            .map_or_else(|| value.to_owned(), dates::to_wire),
        Kind::Date => caller.formats.read(value).map_or_else(|| value.to_owned(), |at| at.date().to_string()),
        Kind::Integer => value.replace(',', ""),
        _ => value.to_owned(),
    }
}
