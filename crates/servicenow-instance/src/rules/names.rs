//! References written by name: a value that is no id is looked up among the
//! names of the table it points to.

use crate::dictionary::Field;
use crate::engine::{Session, is_named_by_name};
use crate::refusals::Refusal;

/// The id to store, or `None` when no record has that name.
pub(crate) fn resolve(session: &Session, field: &Field, value: &str) -> Result<Option<String>, Refusal> {
    if is_id(value) || goes_by_name(field) {
        return Ok(Some(value.to_owned()));
    }
    let dictionary = session.dictionary();
    let Some(target) = field.reference.as_deref().and_then(|name| dictionary.table(name)) else {
        return Ok(Some(value.to_owned()));
    };
    session.id_by(target, value.trim_end())
}

/// `sys_dictionary` names tables and types instead of holding their ids.
fn goes_by_name(field: &Field) -> bool {
    field.table == "sys_dictionary" && field.reference.as_deref().is_some_and(is_named_by_name)
}

fn is_id(value: &str) -> bool {
    value.len() == 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}
