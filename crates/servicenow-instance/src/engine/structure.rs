//! Changes of the storage itself, for rows that describe tables and columns.

use super::schema;
use super::session::Session;
use crate::dictionary::Kind;
use crate::refusals::Refusal;

impl Session {
    /// The SQLite table of a new hierarchy.
    pub(crate) fn create_storage(&self, table: &str) -> Result<(), Refusal> {
        Ok(schema::create_table(self.connection(), table, &[])?)
    }

    /// The column of a new field, where the hierarchy has none of that name.
    pub(crate) fn add_column(&self, root: &str, field: &str, kind: Kind) -> Result<(), Refusal> {
        Ok(schema::add_column(self.connection(), root, field, kind)?)
    }
}
