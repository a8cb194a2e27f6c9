//! Tables, fields and choices as the instance knows them now: read from the
//! rows of `sys_db_object`, `sys_dictionary`, `sys_dictionary_override` and
//! `sys_choice`, so that a client that writes those rows changes the schema.
//! Holds no data of its own and runs no statements outside `load`.

pub(crate) mod choices;
pub(crate) mod kinds;
pub(crate) mod load;
mod views;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::engine::quoted;
use crate::refusals::Refusal;

pub(crate) use choices::{Choice, Choices};
pub(crate) use kinds::Kind;
pub(crate) use views::View;

/// All tables of the instance at one moment.
#[derive(Debug, Default)]
pub(crate) struct Dictionary {
    tables: HashMap<String, Arc<Table>>,
    choices: Choices,
}

/// One table with its own and inherited fields.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) label: String,
    /// Nearest first, without the table itself.
    pub(crate) ancestors: Vec<String>,
    /// The table itself and everything that extends it.
    pub(crate) classes: Vec<String>,
    /// The base of the hierarchy: the name of the SQLite table.
    pub(crate) root: String,
    /// In the order of answers.
    pub(crate) fields: Vec<Arc<Field>>,
    index: FxHashMap<String, usize>,
    /// The field shown for a reference to this table.
    pub(crate) display: Option<String>,
    pub(crate) access: Access,
    /// Name of the application scope, `global` for the platform's own.
    pub(crate) scope: String,
    /// Updates leave rows in `sys_audit`.
    pub(crate) audited: bool,
    pub(crate) texts: Texts,
    /// Joins other tables, and can only be read.
    pub(crate) view: Option<View>,
}

/// Parts of statements over one table, written when they are first needed:
/// they name every field and are the same for every request.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// The columns of a `SELECT`.
    pub(crate) columns: OnceLock<String>,
    /// The whole `INSERT`.
    pub(crate) insert: OnceLock<String>,
    /// The look-up by which a reference finds a record that is written by name.
    pub(crate) named: OnceLock<String>,
}

/// Application access of a table (`sys_db_object`), protocol 6.1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Access {
    /// All application scopes, or only its own.
    pub(crate) all_scopes: bool,
    pub(crate) read: bool,
    pub(crate) create: bool,
    pub(crate) update: bool,
    pub(crate) delete: bool,
    /// Reachable through web services.
    pub(crate) web_service: bool,
}

/// One field as one table sees it, overrides included.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) kind: Kind,
    /// Internal type as the dictionary names it.
    pub(crate) type_name: String,
    /// The table that declares it.
    pub(crate) table: String,
    /// In characters.
    pub(crate) max_length: usize,
    pub(crate) reference: Option<String>,
    pub(crate) mandatory: bool,
    pub(crate) read_only: bool,
    pub(crate) default: Option<String>,
    /// Has a list of allowed values (dictionary `choice` 1 to 3).
    pub(crate) has_choices: bool,
    /// The field whose value narrows the choices (`subcategory` on `category`).
    pub(crate) dependent: Option<String>,
    /// Its place among the fields of the table that this view belongs to.
    pub(crate) position: usize,
}

impl Dictionary {
    pub(crate) fn new(tables: HashMap<String, Arc<Table>>, choices: Choices) -> Self {
        Self { tables, choices }
    }

    pub(crate) fn table(&self, name: &str) -> Option<&Arc<Table>> {
        self.tables.get(name)
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = &Arc<Table>> {
        self.tables.values()
    }

    pub(crate) fn require(&self, name: &str) -> Result<&Arc<Table>, Refusal> {
        self.table(name).ok_or_else(|| Refusal::invalid_table(name))
    }

    /// Choices of a field as seen by `table`: its own, or the nearest ancestor's.
    pub(crate) fn choices(&self, table: &Table, field: &str) -> &[Choice] {
        std::iter::once(&table.name)
            .chain(&table.ancestors)
            .find_map(|name| self.choices.of(name, field))
            .unwrap_or_default()
    }

    /// The label of a choice value in the caller's language, English otherwise.
    pub(crate) fn choice_label(
        &self,
        table: &Table,
        field: &str,
        value: &str,
        language: &str,
    ) -> Option<&str> {
        choices::label(self.choices(table, field), value, language)
    }
}

impl Table {
    pub(crate) fn field(&self, name: &str) -> Option<&Arc<Field>> {
        self.index.get(name).map(|at| &self.fields[*at])
    }

    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    pub(crate) fn has(&self, field: &str) -> bool {
        self.index.contains_key(field)
    }

    /// Fields by which a reference may name a record, the display field first.
    pub(crate) fn naming_fields(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.display.as_deref().into_iter().collect();
        if self.is_a("sys_user") {
            names.extend(["user_name", "email"]);
        }
        if self.has("name") && !names.contains(&"name") {
            names.push("name");
        }
        names
    }

    /// The table itself or one it extends.
    pub(crate) fn is_a(&self, name: &str) -> bool {
        self.name == name || self.ancestors.iter().any(|ancestor| ancestor == name)
    }

    /// What stands after `FROM`.
    pub(crate) fn source(&self) -> Cow<'_, str> {
        match &self.view {
            Some(view) => Cow::Borrowed(&view.source),
            None => Cow::Owned(quoted(&self.root)),
        }
    }

    /// The SQLite tables whose rows it shows.
    pub(crate) fn roots(&self) -> impl Iterator<Item = &String> {
        let members = self.view.iter().flat_map(|view| view.members.iter().map(|member| &member.root));
        members.chain(self.view.is_none().then_some(&self.root))
    }

    /// Of a view, the table and field that one of its fields shows.
    pub(crate) fn origin(&self, field: &str) -> Option<(&Arc<Table>, &str)> {
        let (table, name) = self.view.as_ref()?.origins.get(field)?;
        Some((table, name))
    }

    /// Shares its SQLite table with others, so a class condition is needed.
    pub(crate) fn is_partial(&self) -> bool {
        self.name != self.root
    }

    pub(crate) fn has_classes(&self) -> bool {
        self.has("sys_class_name")
    }

    /// Itself and its ancestors, nearest first.
    pub(crate) fn lineage(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.ancestors.iter().map(String::as_str))
    }
}
