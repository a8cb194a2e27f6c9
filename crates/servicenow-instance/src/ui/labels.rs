//! Words for fields and values on pages: labels from the dictionary, display values from records.

use std::sync::Arc;

use crate::{
    dictionary::{Field, Kind},
    engine::Session,
};

/// The field at the end of a dot-walked path.
pub(crate) fn field_of_path(session: &Session, table: &str, path: &str) -> Option<Arc<Field>> {
    let dictionary = session.dictionary();
    let mut at = dictionary.table(table)?;
    let mut steps = path.split('.').peekable();
    while let Some(step) = steps.next() {
        let field = at.field(step)?;
        if steps.peek().is_none() {
            return Some(Arc::clone(field));
        }
        at = dictionary.table(field.reference.as_deref()?)?;
    }
    None
}

/// `Caller.Name` for `caller_id.name`; an unknown path is its own label.
pub(crate) fn of_path(session: &Session, table: &str, path: &str) -> String {
    let mut labels = Vec::new();
    let mut walked = String::new();
    for step in path.split('.') {
        if !walked.is_empty() {
            walked.push('.');
        }
        walked.push_str(step);
        match field_of_path(session, table, &walked) {
            Some(field) => labels.push(field.label.clone()),
            None => return path.to_owned(),
        }
    }
    labels.join(".")
}

/// How a raw value of a field reads: the label of a choice, the name of a record.
pub(crate) fn value(session: &Session, table: &str, field: &Field, raw: &str) -> String {
    match field.kind {
        Kind::Reference | Kind::List => name_of(session, field.reference.as_deref(), raw),
        _ => choice(session, table, field, raw).unwrap_or_else(|| raw.to_owned()),
    }
}

fn choice(session: &Session, table: &str, field: &Field, raw: &str) -> Option<String> {
    let dictionary = session.dictionary();
    let table = dictionary.table(table)?;
    dictionary.choice_label(table, &field.name, raw, &session.caller().language).map(str::to_owned)
}

fn name_of(session: &Session, table: Option<&str>, sys_id: &str) -> String {
    let named = table.and_then(|table| {
        let record = session.find(table, sys_id).ok().flatten()?;
        let display = session.dictionary().table(table)?.display.clone()?;
        Some(record.get(&display).to_owned())
    });
    named.filter(|name| !name.is_empty()).unwrap_or_else(|| sys_id.to_owned())
}

/// Plural of a table's label for the title of its list.
pub(crate) fn plural(label: &str) -> String {
    let lower = label.to_lowercase();
    if lower.ends_with("ss") || lower.ends_with('x') {
        return format!("{label}es");
    }
    if lower.ends_with('s') {
        return label.to_owned();
    }
    match label.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ => format!("{label}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::plural;

    #[test]
    fn list_titles_are_plural() {
        for (label, title) in [
            ("Incident", "Incidents"),
            ("Change Request", "Change Requests"),
            ("Application Registry", "Application Registries"),
            ("Application Registries", "Application Registries"),
            ("System Property", "System Properties"),
            ("IP Address Access", "IP Address Accesses"),
            ("Group Survey", "Group Surveys"),
        ] {
            assert_eq!(plural(label), title);
        }
    }
}
