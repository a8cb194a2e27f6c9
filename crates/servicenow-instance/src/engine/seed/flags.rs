//! Yes and no of seeded records: a field that a seed does not name has its default, because the platform
//! answers `true` or `false` and never nothing (protocol 1.4).

use crate::dictionary::Kind;
use crate::engine::{Session, Values};

pub(super) fn filled(session: &Session, table: &str, mut values: Values) -> Values {
    let dictionary = session.dictionary();
    for field in dictionary.table(table).into_iter().flat_map(|table| &table.fields) {
        if field.kind == Kind::Boolean && !values.has(&field.name) {
            let default = field.default.as_deref().filter(|default| matches!(*default, "true" | "false"));
            values.set(&field.name, default.unwrap_or("false"));
        }
    }
    values
}
