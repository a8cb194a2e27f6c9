//! One SQL text for both engines: a statement with its values, run on whichever database is behind the store.
//!
//! Texts use `$1` markers, `RETURNING`, `ON CONFLICT`; what cannot be the same comes from `dialect.rs`. Every
//! statement of the store passes here, which is also where statements are counted.

use std::borrow::Cow;

use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{AssertSqlSafe, Executor, Postgres, SqlSafeStr, Sqlite};

use super::Result;
use super::db::{Place, Target};
use super::row::Row;
use super::value::{Bind, Value};

/// A statement and its values, in the order of its markers.
#[derive(Debug, Clone)]
pub(super) struct Sql {
    text: Cow<'static, str>,
    values: Vec<Value>,
}

/// Begins a statement.
pub(super) fn sql(text: &'static str) -> Sql {
    Sql { text: Cow::Borrowed(text), values: Vec::new() }
}

impl Sql {
    /// The value of the next marker.
    pub(super) fn bind(mut self, value: &(impl Bind + ?Sized)) -> Self {
        self.values.push(value.value());
        self
    }

    /// Adds text. Only text of ours: values go through [`Sql::push_bind`].
    pub(super) fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.to_mut().push_str(text);
        self
    }

    /// Adds a marker and its value.
    pub(super) fn push_bind(&mut self, value: &(impl Bind + ?Sized)) -> &mut Self {
        self.values.push(value.value());
        let marker = format!("${}", self.values.len());
        self.text.to_mut().push_str(&marker);
        self
    }

    /// Adds markers and values in brackets, separated by commas; an empty list matches nothing.
    pub(super) fn push_list<'a, T: Bind + 'a>(
        &mut self,
        values: impl IntoIterator<Item = &'a T>,
    ) -> &mut Self {
        let mut open = "(";
        for value in values {
            self.push(open).push_bind(value);
            open = ", ";
        }
        self.push(if open == "(" { "(NULL)" } else { ")" })
    }

    /// Adds the text of a statement that has no values yet.
    pub(super) fn then(mut self, rest: Self) -> Self {
        debug_assert!(rest.values.is_empty(), "its markers would be counted twice");
        self.text.to_mut().push_str(&rest.text);
        self
    }

    /// All rows.
    pub(super) async fn all(self, target: impl Into<Target<'_>>) -> Result<Vec<Row>> {
        match target.into().place() {
            Place::Sqlite(pool) => self.sqlite_rows(pool).await,
            Place::SqliteTx(tx) => self.sqlite_rows(&mut **tx).await,
            Place::Postgres(pool) => self.postgres_rows(pool).await,
            Place::PostgresTx(tx) => self.postgres_rows(&mut **tx).await,
        }
    }

    /// The first row, if any.
    pub(super) async fn first(self, target: impl Into<Target<'_>>) -> Result<Option<Row>> {
        Ok(self.all(target).await?.into_iter().next())
    }

    /// The column `total` of the one row of a count.
    pub(super) async fn total(self, target: impl Into<Target<'_>>) -> Result<u64> {
        self.first(target).await?.map_or(Ok(0), |row| row.get("total"))
    }

    /// Runs it and tells how many rows it changed.
    pub(super) async fn run(self, target: impl Into<Target<'_>>) -> Result<u64> {
        Ok(match target.into().place() {
            Place::Sqlite(pool) => self.sqlite().execute(pool).await?.rows_affected(),
            Place::SqliteTx(tx) => self.sqlite().execute(&mut **tx).await?.rows_affected(),
            Place::Postgres(pool) => self.postgres().execute(pool).await?.rows_affected(),
            Place::PostgresTx(tx) => self.postgres().execute(&mut **tx).await?.rows_affected(),
        })
    }

    async fn sqlite_rows<'e, E: Executor<'e, Database = Sqlite>>(self, on: E) -> Result<Vec<Row>> {
        Ok(self.sqlite().fetch_all(on).await?.into_iter().map(Row::Sqlite).collect())
    }

    async fn postgres_rows<'e, E: Executor<'e, Database = Postgres>>(self, on: E) -> Result<Vec<Row>> {
        Ok(self.postgres().fetch_all(on).await?.into_iter().map(Row::Postgres).collect())
    }

    fn sqlite(self) -> Query<'static, Sqlite, SqliteArguments> {
        // The text is made of literals of this crate and markers only, see `push`.
        let query = sqlx::query(AssertSqlSafe(self.text).into_sql_str());
        self.values.into_iter().fold(query, |query, value| match value {
            Value::Integer(value) => query.bind(value),
            Value::Real(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
        })
    }

    fn postgres(self) -> Query<'static, Postgres, PgArguments> {
        let query = sqlx::query(AssertSqlSafe(self.text).into_sql_str());
        self.values.into_iter().fold(query, |query, value| match value {
            Value::Integer(value) => query.bind(value),
            Value::Real(value) => query.bind(value),
            Value::Text(value) => query.bind(value),
        })
    }
}
