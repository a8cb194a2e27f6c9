//! Changes of the storage itself, for rows that describe tables and columns.

use super::schema;
use super::session::Session;
use crate::dictionary::{Kind, Table};
use crate::refusals::Refusal;

impl Session {
    /// The SQLite table of a new hierarchy.
    pub(crate) fn create_storage(&self, table: &str) -> Result<(), Refusal> {
        Ok(schema::create_table(self.connection(), table, &[])?)
    }

    /// Removes the rows of a table, and its SQLite table when it is the base
    /// of a hierarchy.
    pub(crate) fn drop_storage(&self, table: &Table) -> Result<(), Refusal> {
        let root = schema::quoted(&table.root);
        if table.root == table.name {
            self.connection().execute_batch(&format!("DROP TABLE {root}"))?;
        } else {
            let statement = format!("DELETE FROM {root} WHERE sys_class_name = ?1");
            self.connection().prepare(&statement)?.execute([&table.name])?;
        }
        Ok(())
    }

    /// Forgets the values of a field; its column stays for fields of the same
    /// name in other tables of the hierarchy.
    pub(crate) fn clear_column(&self, table: &Table, field: &str) -> Result<(), Refusal> {
        let (root, field) = (schema::quoted(&table.root), schema::quoted(field));
        let mut statement = format!("UPDATE {root} SET {field} = NULL WHERE {field} IS NOT NULL");
        if table.root != table.name {
            let classes: Vec<String> =
                table.classes.iter().map(|name| format!("'{}'", name.replace('\'', "''"))).collect();
            statement = format!("{statement} AND sys_class_name IN ({})", classes.join(","));
        }
        self.connection().execute_batch(&statement)?;
        Ok(())
    }

    /// The column of a new field, where the hierarchy has none of that name.
    pub(crate) fn add_column(&self, root: &str, field: &str, kind: Kind) -> Result<(), Refusal> {
        Ok(schema::add_column(self.connection(), root, field, kind)?)
    }
}
