//! Counters of record numbers.

use rusqlite::OptionalExtension;

use super::session::Session;
use crate::refusals::Refusal;

impl Session {
    /// The next number of a table, when it counts its own.
    pub(crate) fn next_number(&self, table: &str) -> Result<Option<String>, Refusal> {
        let mut step = self
            .connection()
            .prepare_cached("UPDATE sys_number SET number = number + 1 WHERE category = ?1")?;
        if step.execute([table])? == 0 {
            return Ok(None);
        }
        let mut statement = self.connection().prepare_cached(
            "SELECT prefix, number, maximum_digits FROM sys_number WHERE category = ?1 ORDER BY rowid",
        )?;
        let drawn = statement.query_row([table], |row| {
            let prefix: Option<String> = row.get(0)?;
            let number: i64 = row.get(1)?;
            let digits: Option<u8> = row.get(2)?;
            let (prefix, digits) = (prefix.unwrap_or_default(), usize::from(digits.unwrap_or(7)));
            Ok(format!("{prefix}{number:0digits$}"))
        });
        Ok(drawn.optional()?)
    }
}
