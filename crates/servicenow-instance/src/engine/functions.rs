//! SQL functions that SQLite lacks: parts of moments in a time zone.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

use crate::query::dates;

/// `moment_part(value, part, zone)` and `moment_floor(value, unit, zone)`.
pub(crate) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("moment_part", 3, flags, |context| {
        let value: Option<String> = context.get(0)?;
        let part: String = context.get(1)?;
        let zone: String = context.get(2)?;
        Ok(value.and_then(|value| dates::part(&value, &part, &zone)))
    })?;
    connection.create_scalar_function("moment_floor", 3, flags, |context| {
        let value: Option<String> = context.get(0)?;
        let unit: String = context.get(1)?;
        let zone: String = context.get(2)?;
        Ok(value.and_then(|value| dates::floor(&value, &unit, &zone)))
    })
}
