//! Rows of `sys_db_object`, `sys_dictionary`, `sys_documentation`,
//! `sys_choice` and `sys_number` for the seeded tables. Plain statements,
//! because there is no dictionary yet to write them through.

use rusqlite::{Connection, params};
use serde_json::Value;

use super::format::{ChoiceSeed, FieldSeed, OverrideSeed, SeedFile, TableSeed};
use super::{Session, added_fields};
use crate::random::named_id;
use crate::refusals::Refusal;

/// Rows that may be there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Present {
    /// A new storage has none.
    None,
    /// They stay as they are.
    Kept,
}

/// Inserts rows with the same system fields.
struct Writer<'a> {
    connection: &'a Connection,
    now: String,
    present: Present,
}

pub(super) fn write(session: &Session, files: &[SeedFile], present: Present) -> Result<(), Refusal> {
    let writer = Writer { connection: session.connection(), now: session.now_text(), present };
    let tables: Vec<&TableSeed> = files.iter().flat_map(|file| &file.tables).collect();
    for table in &tables {
        writer.table(table)?;
        for field in common_fields(table, &tables).iter().chain(&table.fields) {
            writer.field(&table.name, field)?;
        }
        for change in &table.overrides {
            writer.change(table, change)?;
        }
    }
    for file in files {
        for (table, fields) in &file.fields {
            for field in added_fields(fields)? {
                writer.field(table, &field)?;
            }
        }
        for (field, choices) in &file.choices {
            writer.choices(field, choices)?;
        }
    }
    Ok(())
}

/// Fields every base table has (protocol 5.0).
pub(super) fn common_fields(table: &TableSeed, tables: &[&TableSeed]) -> Vec<FieldSeed> {
    if table.extends.is_some() {
        return Vec::new();
    }
    let extended = tables.iter().any(|other| other.extends.as_deref() == Some(&table.name));
    let mut fields = vec![
        common("sys_id", "Sys ID", "GUID"),
        common("sys_created_on", "Created", "glide_date_time"),
        common("sys_created_by", "Created by", "string"),
        common("sys_updated_on", "Updated", "glide_date_time"),
        common("sys_updated_by", "Updated by", "string"),
        common("sys_mod_count", "Updates", "integer"),
        common("sys_tags", "Tags", "string"),
    ];
    if extended || table.extendable || table.file {
        fields.push(common("sys_class_name", "Class", "sys_class_name"));
    }
    if table.domain {
        let mut domain = common("sys_domain", "Domain", "domain_id");
        domain.reference = Some("sys_user_group".to_owned());
        fields.push(domain);
        fields.push(common("sys_domain_path", "Domain Path", "domain_path"));
    }
    if table.file {
        fields.extend(file_fields());
    }
    fields
}

fn file_fields() -> Vec<FieldSeed> {
    let mut scope = common("sys_scope", "Application", "reference");
    scope.reference = Some("sys_scope".to_owned());
    let mut package = common("sys_package", "Package", "reference");
    package.reference = Some("sys_package".to_owned());
    vec![
        scope,
        package,
        common("sys_policy", "Protection policy", "string"),
        common("sys_update_name", "Update name", "string"),
        common("sys_name", "Display name", "string"),
    ]
}

fn common(name: &str, label: &str, type_name: &str) -> FieldSeed {
    FieldSeed {
        name: name.to_owned(),
        label: Some(label.to_owned()),
        type_name: type_name.to_owned(),
        length: None,
        reference: None,
        default: None,
        mandatory: false,
        read_only: true,
        unique: name == "sys_id",
        display: false,
        choice: None,
        dependent: None,
    }
}

fn flag(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

impl Writer<'_> {
    fn table(&self, table: &TableSeed) -> Result<(), Refusal> {
        if self.describes(&table.name, None)? {
            return Ok(());
        }
        let parent = table.extends.as_deref().map(table_id);
        let scope = table.scope.as_deref().unwrap_or("global");
        let writable = flag(table.access.as_deref() != Some("read"));
        let closed = table.access.as_deref() == Some("private");
        let access = if closed { "package_private" } else { "public" };
        let readable = flag(!closed);
        let number = table.number.as_ref().map(|_| number_id(&table.name));
        self.run(
            "INSERT INTO sys_db_object (sys_id, name, label, super_class, is_extendable, number_ref, access, read_access, create_access, update_access, delete_access, ws_access, sys_scope, sys_package, sys_class_name, sys_name, sys_update_name, sys_created_on, sys_updated_on, sys_created_by, sys_updated_by, sys_mod_count) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?9, 'true', ?10, ?10, 'sys_db_object', ?3, ?11, ?12, ?12, 'system', 'system', 0)",
            params![table_id(&table.name), table.name, table.label, parent, flag(table.extendable), number, access, readable, writable, scope, format!("sys_db_object_{}", table_id(&table.name)), self.now],
        )?;
        self.run(
            "INSERT INTO sys_dictionary (sys_id, name, internal_type, column_label, audit, active, sys_scope, sys_class_name, sys_created_on, sys_updated_on, sys_created_by, sys_updated_by, sys_mod_count) VALUES (?1, ?2, 'collection', ?3, ?4, 'true', ?5, 'sys_dictionary', ?6, ?6, 'system', 'system', 0)",
            params![named_id(&format!("sys_dictionary:{}", table.name)), table.name, table.label, flag(table.audit), scope, self.now],
        )?;
        self.documentation(&table.name, None, &table.label)?;
        self.number(table)
    }

    fn number(&self, table: &TableSeed) -> Result<(), Refusal> {
        let Some((prefix, last)) = &table.number else {
            return Ok(());
        };
        self.run(
            "INSERT INTO sys_number (sys_id, category, prefix, number, maximum_digits, sys_created_on, sys_updated_on, sys_created_by, sys_updated_by, sys_mod_count) VALUES (?1, ?2, ?3, ?4, 7, ?5, ?5, 'system', 'system', 0)",
            params![number_id(&table.name), table.name, prefix, last, self.now],
        )
    }

    /// Whether somebody made a table or field of this name meanwhile.
    fn describes(&self, table: &str, field: Option<&str>) -> Result<bool, Refusal> {
        if self.present == Present::None {
            return Ok(false);
        }
        let sql = "SELECT 1 FROM sys_dictionary WHERE name = ?1 AND element IS ?2";
        Ok(self.connection.prepare_cached(sql)?.exists(params![table, field])?)
    }

    fn field(&self, table: &str, field: &FieldSeed) -> Result<(), Refusal> {
        if self.describes(table, Some(&field.name))? {
            return Ok(());
        }
        let name = format!("sys_dictionary:{table}.{}", field.name);
        let kind = crate::dictionary::Kind::of(&field.type_name);
        let length = field.length.or_else(|| u32::try_from(kind.default_length()).ok());
        self.run(
            "INSERT INTO sys_dictionary (sys_id, name, element, column_label, internal_type, max_length, reference, mandatory, read_only, active, display, \"unique\", \"primary\", default_value, choice, dependent, audit, array, virtual, text_index, sys_scope, sys_class_name, sys_created_on, sys_updated_on, sys_created_by, sys_updated_by, sys_mod_count) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'true', ?10, ?11, ?12, ?13, ?14, ?15, 'false', 'false', 'false', 'false', 'global', 'sys_dictionary', ?16, ?16, 'system', 'system', 0)",
            params![named_id(&name), table, field.name, field.label(), field.type_name, length, field.reference, flag(field.mandatory), flag(field.read_only), flag(field.display), flag(field.unique), flag(field.name == "sys_id"), field.default, field.choice.unwrap_or(0), field.dependent, self.now],
        )?;
        self.documentation(table, Some(&field.name), &field.label())
    }

    fn documentation(&self, table: &str, field: Option<&str>, label: &str) -> Result<(), Refusal> {
        let name = format!("sys_documentation:{table}.{}", field.unwrap_or_default());
        self.run(
            "INSERT OR REPLACE INTO sys_documentation (sys_id, name, element, language, label, plural, sys_scope, sys_class_name, sys_created_on, sys_updated_on, sys_created_by, sys_updated_by, sys_mod_count) VALUES (?1, ?2, ?3, 'en', ?4, ?5, 'global', 'sys_documentation', ?6, ?6, 'system', 'system', 0)",
            params![named_id(&name), table, field, label, format!("{label}s"), self.now],
        )
    }

    fn change(&self, table: &TableSeed, change: &OverrideSeed) -> Result<(), Refusal> {
        if let Some(label) = &change.label {
            self.documentation(&table.name, Some(&change.name), label)?;
        }
        let id = named_id(&format!("sys_dictionary_override:{}.{}", table.name, change.name));
        self.run(
            "INSERT INTO sys_dictionary_override (sys_id, name, element, base_table, default_value_override, default_value, mandatory_override, mandatory, read_only_override, read_only, sys_scope, sys_class_name, sys_created_on, sys_updated_on, sys_created_by, sys_updated_by, sys_mod_count) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 'global', 'sys_dictionary_override', ?11, ?11, 'system', 'system', 0)",
            params![id, table.name, change.name, table.extends, flag(change.default.is_some()), change.default, flag(change.mandatory.is_some()), flag(change.mandatory.unwrap_or_default()), flag(change.read_only.is_some()), flag(change.read_only.unwrap_or_default()), self.now],
        )
    }

    /// `field` is `table.element`.
    fn choices(&self, field: &str, choices: &Value) -> Result<(), Refusal> {
        let choices: Vec<ChoiceSeed> = serde_json::from_value(choices.clone())
            .map_err(|error| Refusal::internal(&format_args!("choices of {field}: {error}")))?;
        for (at, choice) in (0..).zip(&choices) {
            self.choice(field, at, choice)?;
        }
        Ok(())
    }

    fn choice(&self, field: &str, at: u32, choice: &ChoiceSeed) -> Result<(), Refusal> {
        let (table, element) = field.split_once('.').unwrap_or((field, ""));
        let (value, label, dependent, inactive, language) = match choice {
            ChoiceSeed::Short(parts) => {
                (parts.first(), parts.get(1).or(parts.first()), parts.get(2), false, None)
            }
            ChoiceSeed::Long { value, label, dependent, inactive, language } => {
                (Some(value), Some(label), dependent.as_ref(), *inactive, language.as_deref())
            }
        };
        self.run(
            "INSERT INTO sys_choice (sys_id, name, element, value, label, dependent_value, inactive, language, sequence, sys_domain, sys_domain_path, sys_scope, sys_class_name, sys_created_on, sys_updated_on, sys_created_by, sys_updated_by, sys_mod_count) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'global', '/', 'global', 'sys_choice', ?10, ?10, 'system', 'system', 0)",
            params![named_id(&format!("sys_choice:{field}:{at}")), table, element, value, label, dependent, flag(inactive), language.unwrap_or("en"), at, self.now],
        )
    }

    fn run(&self, sql: &str, values: impl rusqlite::Params) -> Result<(), Refusal> {
        let kept = (self.present == Present::Kept).then(|| {
            let (_, rest) = sql.split_once(" INTO ").unwrap_or(("", sql));
            format!("INSERT OR IGNORE INTO {rest}")
        });
        self.connection.prepare_cached(kept.as_deref().unwrap_or(sql))?.execute(values)?;
        Ok(())
    }
}

pub(super) fn table_id(name: &str) -> String {
    named_id(&format!("sys_db_object:{name}"))
}

fn number_id(table: &str) -> String {
    named_id(&format!("sys_number:{table}"))
}
