//! A row of a result, read by the names of its columns.

use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use super::value::{Column, Stored};
use super::{Result, StoreError};

/// A row of either engine.
pub(super) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    /// The value of a column that is never missing.
    pub(super) fn get<T: Column>(&self, column: &'static str) -> Result<T> {
        self.opt(column)?.ok_or_else(|| StoreError::corrupt(column, "there is no value"))
    }

    /// The value of a column that can be missing.
    pub(super) fn opt<T: Column>(&self, column: &'static str) -> Result<Option<T>> {
        let Some(stored) = T::Stored::read(self, column)? else { return Ok(None) };
        let value = T::from_stored(stored).ok_or_else(|| {
            StoreError::corrupt(column, format!("no {} is stored like that", std::any::type_name::<T>()))
        })?;
        Ok(Some(value))
    }
}
