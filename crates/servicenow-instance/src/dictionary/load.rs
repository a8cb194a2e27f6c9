//! Builds the dictionary from its rows.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use rusqlite::{Connection, Row};

use super::{Access, Choice, Choices, Dictionary, Field, Kind, Table, Texts, views};

/// Order of fields in answers, per base table (protocol 1.4).
const FIELD_ORDER: &str = include_str!("../../seed/field-order.json");

struct TableRow {
    sys_id: String,
    name: String,
    label: String,
    parent_id: Option<String>,
    access: Access,
    scope: String,
    audited: bool,
}

/// A child table's differing view of an inherited field.
struct Override {
    /// Empty means that the child has none.
    default: Option<String>,
    mandatory: Option<bool>,
    read_only: Option<bool>,
}

#[derive(Default)]
struct Rows {
    tables: Vec<TableRow>,
    /// Own fields by table, in the order they were made.
    fields: HashMap<String, Vec<(Field, bool)>>,
    overrides: HashMap<(String, String), Override>,
    labels: HashMap<(String, String), String>,
}

impl Dictionary {
    /// Reads the four dictionary tables, and the views over them.
    pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        let rows = Rows {
            tables: read(connection, TABLES, table_row)?,
            fields: fields_by_table(connection)?,
            overrides: read(connection, OVERRIDES, override_row)?.into_iter().collect(),
            labels: read(connection, LABELS, label_row)?.into_iter().collect(),
        };
        let (mut tables, mut choices) = (rows.assemble(), load_choices(connection)?);
        views::add(connection, &mut tables, &mut choices)?;
        Ok(Self::new(tables, choices))
    }
}

const TABLES: &str = "SELECT o.sys_id, o.name, o.label, o.super_class, o.access, o.read_access, o.create_access, o.update_access, o.delete_access, o.ws_access, (SELECT s.scope FROM sys_scope s WHERE s.sys_id = o.sys_scope), (SELECT d.audit FROM sys_dictionary d WHERE d.name = o.name AND d.element IS NULL) FROM sys_db_object o ORDER BY o.rowid";
const FIELDS: &str = "SELECT name, element, column_label, internal_type, max_length, reference, mandatory, read_only, default_value, choice, dependent, display FROM sys_dictionary WHERE element IS NOT NULL AND active IS NOT 'false' ORDER BY rowid";
const LABELS: &str = "SELECT name, element, label FROM sys_documentation WHERE element IS NOT NULL AND label IS NOT NULL AND language IS 'en'";
const OVERRIDES: &str = "SELECT name, element, default_value_override, default_value, mandatory_override, mandatory, read_only_override, read_only FROM sys_dictionary_override";
const CHOICES: &str = "SELECT name, element, value, label, language, dependent_value, inactive FROM sys_choice WHERE name IS NOT NULL AND element IS NOT NULL ORDER BY sequence, rowid";

fn read<T>(
    connection: &Connection,
    sql: &str,
    make: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map([], make)?;
    rows.collect()
}

fn flag(row: &Row<'_>, at: usize) -> rusqlite::Result<bool> {
    Ok(row.get_ref(at)?.as_str_or_null()? == Some("true"))
}

fn table_row(row: &Row<'_>) -> rusqlite::Result<TableRow> {
    let access = Access {
        all_scopes: row.get_ref(4)?.as_str_or_null()? != Some("package_private"),
        read: flag(row, 5)?,
        create: flag(row, 6)?,
        update: flag(row, 7)?,
        delete: flag(row, 8)?,
        web_service: flag(row, 9)?,
    };
    Ok(TableRow {
        sys_id: row.get(0)?,
        name: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
        label: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
        parent_id: row.get(3)?,
        access,
        scope: row.get::<_, Option<String>>(10)?.unwrap_or_else(|| "global".to_owned()),
        audited: flag(row, 11)?,
    })
}

fn fields_by_table(connection: &Connection) -> rusqlite::Result<HashMap<String, Vec<(Field, bool)>>> {
    let mut by_table: HashMap<String, Vec<(Field, bool)>> = HashMap::new();
    for field in read(connection, FIELDS, field_row)? {
        let own = by_table.entry(field.0.table.clone()).or_default();
        own.push(field);
    }
    Ok(by_table)
}

fn field_row(row: &Row<'_>) -> rusqlite::Result<(Field, bool)> {
    let type_name: String = row.get::<_, Option<String>>(3)?.unwrap_or_else(|| "string".to_owned());
    let kind = Kind::of(&type_name);
    let length: Option<u32> = row.get(4)?;
    let choice: Option<i64> = row.get(9)?;
    let field = Field {
        table: row.get::<_, Option<String>>(0)?.unwrap_or_default(),
        name: row.get(1)?,
        label: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
        kind,
        type_name,
        max_length: length
            .filter(|length| *length > 0)
            .map_or_else(|| kind.default_length(), |length| length as usize),
        reference: row.get(5)?,
        mandatory: flag(row, 6)?,
        read_only: flag(row, 7)?,
        default: row.get(8)?,
        has_choices: choice.is_some_and(|choice| choice > 0),
        dependent: row.get(10)?,
        position: 0,
    };
    Ok((field, flag(row, 11)?))
}

fn override_row(row: &Row<'_>) -> rusqlite::Result<((String, String), Override)> {
    let changed = Override {
        default: flag(row, 2)?.then_some(row.get::<_, Option<String>>(3)?.unwrap_or_default()),
        mandatory: flag(row, 4)?.then_some(flag(row, 5)?),
        read_only: flag(row, 6)?.then_some(flag(row, 7)?),
    };
    let name = row.get::<_, Option<String>>(0)?.unwrap_or_default();
    let element = row.get::<_, Option<String>>(1)?.unwrap_or_default();
    Ok(((name, element), changed))
}

fn label_row(row: &Row<'_>) -> rusqlite::Result<((String, String), String)> {
    let name = row.get::<_, Option<String>>(0)?.unwrap_or_default();
    Ok(((name, row.get(1)?), row.get(2)?))
}

fn load_choices(connection: &Connection) -> rusqlite::Result<Choices> {
    let mut choices = Choices::default();
    for (table, field, choice) in read(connection, CHOICES, choice_row)? {
        choices.add(table, field, choice);
    }
    Ok(choices)
}

fn choice_row(row: &Row<'_>) -> rusqlite::Result<(String, String, Choice)> {
    let choice = Choice {
        value: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
        label: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
        language: row.get::<_, Option<String>>(4)?.unwrap_or_else(|| "en".to_owned()),
        dependent: row.get(5)?,
        inactive: flag(row, 6)?,
    };
    Ok((row.get(0)?, row.get(1)?, choice))
}

impl Rows {
    fn assemble(&self) -> HashMap<String, Arc<Table>> {
        let order: BTreeMap<String, Vec<String>> =
            serde_json::from_str(FIELD_ORDER).expect("field-order.json is checked by a test");
        let by_id: HashMap<&str, &TableRow> =
            self.tables.iter().map(|row| (row.sys_id.as_str(), row)).collect();
        let lineages: HashMap<&str, Vec<&TableRow>> =
            self.tables.iter().map(|row| (row.name.as_str(), lineage(row, &by_id))).collect();
        let classes = classes_of(&lineages);
        lineages
            .iter()
            .map(|(name, lineage)| {
                let table = self.table(lineage, classes[name].clone(), &order);
                ((*name).to_owned(), Arc::new(table))
            })
            .collect()
    }

    fn table(
        &self,
        lineage: &[&TableRow],
        classes: Vec<String>,
        order: &BTreeMap<String, Vec<String>>,
    ) -> Table {
        let own = lineage[0];
        let root = lineage[lineage.len() - 1].name.clone();
        let (mut fields, display) = self.fields_of(lineage);
        if let Some(order) = order.get(&root) {
            let place: HashMap<&str, usize> =
                order.iter().enumerate().map(|(at, name)| (name.as_str(), at)).collect();
            fields.sort_by_key(|field| place.get(field.name.as_str()).copied().unwrap_or(usize::MAX));
        }
        for (at, field) in fields.iter_mut().enumerate() {
            field.position = at;
        }
        let fields: Vec<Arc<Field>> = fields.into_iter().map(Arc::new).collect();
        Table {
            name: own.name.clone(),
            label: own.label.clone(),
            ancestors: lineage[1..].iter().map(|row| row.name.clone()).collect(),
            classes,
            index: fields.iter().enumerate().map(|(at, field)| (field.name.clone(), at)).collect(),
            fields,
            root,
            display,
            access: own.access,
            scope: own.scope.clone(),
            audited: lineage.iter().any(|row| row.audited),
            texts: Texts::default(),
            view: None,
        }
    }

    /// Fields of the base first; the nearest table with a display field names it.
    fn fields_of(&self, lineage: &[&TableRow]) -> (Vec<Field>, Option<String>) {
        let mut fields: Vec<Field> = Vec::new();
        let mut display = None;
        for row in lineage.iter().rev() {
            for (field, is_display) in self.fields.get(&row.name).into_iter().flatten() {
                if *is_display {
                    display = Some(field.name.clone());
                }
                if fields.iter().all(|known| known.name != field.name) {
                    fields.push(self.overridden(field, lineage));
                }
            }
        }
        let display = display.or_else(|| usual_display(&fields));
        (fields, display)
    }

    fn overridden(&self, field: &Field, lineage: &[&TableRow]) -> Field {
        let mut seen = field.clone();
        for row in lineage.iter().rev() {
            let key = (row.name.clone(), field.name.clone());
            if let Some(label) = self.labels.get(&key) {
                seen.label.clone_from(label);
            }
            let Some(change) = self.overrides.get(&key) else {
                continue;
            };
            if let Some(default) = &change.default {
                seen.default = Some(default.clone()).filter(|default| !default.is_empty());
            }
            seen.mandatory = change.mandatory.unwrap_or(seen.mandatory);
            seen.read_only = change.read_only.unwrap_or(seen.read_only);
        }
        seen
    }
}

/// The platform shows `name` or `number` when no field is marked as display.
fn usual_display(fields: &[Field]) -> Option<String> {
    ["name", "number", "u_name", "u_number", "sys_created_on"]
        .into_iter()
        .find(|wanted| fields.iter().any(|field| field.name == *wanted))
        .map(ToOwned::to_owned)
}

/// The table and its ancestors; a cycle made by hand ends at its first repetition.
fn lineage<'a>(row: &'a TableRow, by_id: &HashMap<&str, &'a TableRow>) -> Vec<&'a TableRow> {
    let mut line = vec![row];
    let mut next = row.parent_id.as_deref();
    while let Some(parent) = next.and_then(|id| by_id.get(id)) {
        if line.iter().any(|seen| seen.sys_id == parent.sys_id) {
            break;
        }
        line.push(parent);
        next = parent.parent_id.as_deref();
    }
    line
}

fn classes_of<'a>(lineages: &HashMap<&'a str, Vec<&TableRow>>) -> HashMap<&'a str, Vec<String>> {
    let mut classes: HashMap<&str, Vec<String>> =
        lineages.keys().map(|name| (*name, vec![(*name).to_owned()])).collect();
    for (name, lineage) in lineages {
        for ancestor in &lineage[1..] {
            if let Some(list) = classes.get_mut(ancestor.name.as_str()) {
                list.push((*name).to_owned());
            }
        }
    }
    for list in classes.values_mut() {
        list[1..].sort_unstable();
    }
    classes
}
