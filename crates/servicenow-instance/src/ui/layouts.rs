//! How lists and forms of known tables are laid out (`seed/layouts.json`); tables nobody described are
//! laid out from the dictionary, so that every table has a list and a form.

use std::{
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use serde::Deserialize;

use crate::dictionary::{Field, Kind, Table};

/// Columns of a list that nobody described.
const GENERATED_COLUMNS: usize = 6;
/// Text fields from this length on get the whole width.
const WIDE_FROM: usize = 256;

static LAYOUTS: LazyLock<HashMap<String, Layout>> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../seed/layouts.json")).expect("a test reads the embedded file")
});

#[derive(Debug, Default, Deserialize)]
struct Layout {
    #[serde(default)]
    list: Vec<String>,
    #[serde(default)]
    sections: Vec<Section>,
    #[serde(default)]
    related: Vec<RelatedList>,
    /// Fields that forms demand, each under a condition (an encoded query; empty means always).
    #[serde(default)]
    mandatory: BTreeMap<String, String>,
}

/// A part of a form: two columns of fields, then fields over the whole width.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) fields: Vec<String>,
    pub(crate) wide: Vec<String>,
}

/// Records of another table that point at the record of a form.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct RelatedList {
    pub(crate) title: String,
    pub(crate) table: String,
    /// The pointing field.
    pub(crate) field: String,
    /// The field of the form's record that it holds.
    #[serde(default = "sys_id")]
    pub(crate) by: String,
    pub(crate) columns: Vec<String>,
}

fn sys_id() -> String {
    "sys_id".to_owned()
}

fn described<'a, T>(table: &Table, part: impl Fn(&'a Layout) -> &'a Vec<T>) -> Option<&'a Vec<T>> {
    table.lineage().filter_map(|name| LAYOUTS.get(name)).map(part).find(|part| !part.is_empty())
}

/// Columns of a table's list when the person chose none.
pub(crate) fn columns(table: &Table) -> Vec<String> {
    let described = described(table, |layout| &layout.list).into_iter().flatten();
    let known: Vec<String> = described.filter(|name| table.has(name)).cloned().collect();
    if known.is_empty() { generated_columns(table) } else { known }
}

fn generated_columns(table: &Table) -> Vec<String> {
    let display = table.display.iter().filter(|name| !is_system(name));
    let others = table.fields.iter().filter(|field| is_listable(field) && !is_system(&field.name));
    let mut names: Vec<String> = display.cloned().collect();
    for field in others {
        if names.len() < GENERATED_COLUMNS && !names.contains(&field.name) {
            names.push(field.name.clone());
        }
    }
    names.extend(table.has("sys_updated_on").then(|| "sys_updated_on".to_owned()));
    names
}

/// Sections of a table's form, with the fields that the table has.
pub(crate) fn sections(table: &Table) -> Vec<Section> {
    let Some(described) = described(table, |layout| &layout.sections) else {
        return generated_sections(table);
    };
    let known = |names: &[String]| names.iter().filter(|name| table.has(name)).cloned().collect::<Vec<_>>();
    described
        .iter()
        .map(|section| Section {
            title: section.title.clone(),
            fields: known(&section.fields),
            wide: known(&section.wide),
        })
        .filter(|section| !section.fields.is_empty() || !section.wide.is_empty())
        .collect()
}

fn generated_sections(table: &Table) -> Vec<Section> {
    let shown =
        || table.fields.iter().filter(|field| field.kind != Kind::JournalList && !is_system(&field.name));
    let names = |wide: bool| shown().filter(|f| is_wide(f) == wide).map(|f| f.name.clone()).collect();
    vec![Section { title: String::new(), fields: names(false), wide: names(true) }]
}

/// Lists under a table's form.
pub(crate) fn related(table: &Table) -> &'static [RelatedList] {
    described(table, |layout| &layout.related).map_or(&[], Vec::as_slice)
}

/// The condition under which a form demands a field that its dictionary leaves optional.
pub(crate) fn mandatory_when(table: &Table, field: &str) -> Option<&'static str> {
    let layouts = table.lineage().filter_map(|name| LAYOUTS.get(name));
    layouts.into_iter().find_map(|layout| layout.mandatory.get(field)).map(String::as_str)
}

/// Whether a field may be a column: passwords and journals may not.
pub(crate) fn is_listable(field: &Field) -> bool {
    field.kind.is_stored() && !field.kind.is_hidden()
}

fn is_wide(field: &Field) -> bool {
    !field.kind.is_stored() || (field.kind == Kind::Text && field.max_length >= WIDE_FROM)
}

fn is_system(name: &str) -> bool {
    name.starts_with("sys_") && name != "sys_class_name"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_layouts_are_readable_and_name_no_field_twice() {
        for (table, layout) in LAYOUTS.iter() {
            let mut names: Vec<&String> =
                layout.sections.iter().flat_map(|s| s.fields.iter().chain(&s.wide)).collect();
            names.sort();
            let count = names.len();
            names.dedup();
            assert_eq!(names.len(), count, "{table} names a field twice");
        }
    }
}
