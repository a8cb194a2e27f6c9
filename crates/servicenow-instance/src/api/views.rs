//! Which fields an answer has: `sysparm_fields`, else those of the view.

use crate::engine::{Selection, Session};
use crate::query::{Operator, Query};
use crate::refusals::Refusal;

use super::params::Params;

/// Dotted names, or `None` for all fields of the table.
pub(crate) fn fields(
    session: &Session,
    table: &str,
    params: &Params,
) -> Result<Option<Vec<String>>, Refusal> {
    if let Some(fields) = params.fields() {
        return Ok(Some(fields.into_iter().map(ToOwned::to_owned).collect()));
    }
    match params.get("sysparm_view") {
        Some(view) => session.trusted(|session| of_view(session, table, view)),
        None => Ok(None),
    }
}

/// Elements of the view's list and form; an unknown view shows everything.
fn of_view(session: &Session, table: &str, view: &str) -> Result<Option<Vec<String>>, Refusal> {
    let mut names = Vec::new();
    for (holder, elements, reference) in [
        ("sys_ui_list", "sys_ui_list_element", "list_id"),
        ("sys_ui_section", "sys_ui_element", "sys_ui_section"),
    ] {
        let query = Query::equals("name", table).and("view.name", Operator::Equals, view);
        for parent in session.select(holder, &Selection::of(query))? {
            let query = Query::equals(reference, parent.sys_id()).ordered_by("position");
            for element in session.select(elements, &Selection::of(query))? {
                let name = element.get("element").to_owned();
                if !name.starts_with('.') && !names.contains(&name) {
                    names.push(name);
                }
            }
        }
    }
    if names.is_empty() {
        return Ok(None);
    }
    names.push("sys_id".to_owned());
    Ok(Some(names))
}
