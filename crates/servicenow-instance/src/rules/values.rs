//! Values from outside on their way into a record: defaults, shapes, lengths.

use std::sync::Arc;

use super::{Draft, names, system};
use crate::auth::passwords;
use crate::dictionary::{Field, Kind, Table};
use crate::engine::{Session, Values, WriteOptions};
use crate::query::dates;
use crate::query::functions::{self, Scene};
use crate::refusals::Refusal;

/// Gives a new record the default values of its dictionary.
pub(crate) fn defaults(session: &Session, draft: &mut Draft) {
    let layout = Arc::clone(draft.record.layout());
    for field in &layout.fields {
        if let Some(default) = default_of(session, field) {
            draft.record.put(&field.name, default);
        }
    }
}

fn default_of(session: &Session, field: &Field) -> Option<String> {
    let Some(default) = field.default.as_deref() else {
        return (field.kind == Kind::Boolean).then(|| "false".to_owned());
    };
    let Some(script) = default.strip_prefix("javascript:") else {
        return Some(default.to_owned());
    };
    let scene = Scene { caller: session.caller(), now: session.now(), groups: &Vec::new };
    functions::evaluate(script, &scene)?.into_iter().next()
}

/// Puts what the caller may set into the record; unknown fields, and values
/// that a field cannot have, are ignored.
pub(super) fn accept(
    session: &Session,
    draft: &mut Draft,
    values: &Values,
    options: WriteOptions,
) -> Result<(), Refusal> {
    let layout = Arc::clone(draft.record.layout());
    for (name, value) in values.iter() {
        let Some(field) = layout.field(name) else {
            continue;
        };
        let new = draft.is_new();
        if is_kept(session, draft, field, options) || !session.may_write_field(&draft.record, name, new) {
            continue;
        }
        if field.kind == Kind::Journal {
            accept_entry(draft, field, value);
        } else if let Some(value) = acceptable(session, &layout, field, value)? {
            draft.record.put(name, value);
            draft.given.push(name.to_owned());
        }
    }
    Ok(())
}

fn accept_entry(draft: &mut Draft, field: &Field, text: &str) {
    if !text.is_empty() {
        draft.entries.push((field.name.clone(), text.to_owned()));
        draft.given.push(field.name.clone());
    }
}

/// The value as it is stored, or `None` when the field cannot have it.
fn acceptable(
    session: &Session,
    table: &Table,
    field: &Field,
    value: &str,
) -> Result<Option<String>, Refusal> {
    let Some(value) = shaped(field, value) else {
        return Ok(None);
    };
    if value.is_empty() {
        return Ok(Some(value));
    }
    if field.kind == Kind::Reference {
        return names::resolve(session, field, &value);
    }
    if !is_choice(session, table, field, &value) {
        return Ok(None);
    }
    Ok(Some(guarded(session, field, &value)))
}

/// Wrong choices are ignored unless the instance allows them (protocol 1.5).
fn is_choice(session: &Session, table: &Table, field: &Field, value: &str) -> bool {
    if !field.has_choices || session.is_trusted() {
        return true;
    }
    let dictionary = session.dictionary();
    let choices = dictionary.choices(table, &field.name);
    choices.is_empty()
        || choices.iter().any(|choice| choice.value.eq_ignore_ascii_case(value))
        || session.properties().flag("glide.rest.choice.allow_non_existing_value", false)
}

/// The platform's own fields: the id only on insert, the rest only in imports.
fn is_kept(session: &Session, draft: &Draft, field: &Field, options: WriteOptions) -> bool {
    let name = field.name.as_str();
    if name == "sys_id" {
        return !draft.is_new();
    }
    if system::KEPT.contains(&name) {
        return !options.keep_system_fields && !session.is_trusted();
    }
    name == "sys_class_name" || field.kind == Kind::JournalList
}

/// The stored form of a value, or `None` when it has none and is ignored.
pub(crate) fn shaped(field: &Field, value: &str) -> Option<String> {
    if value.is_empty() {
        return Some(String::new());
    }
    Some(match field.kind {
        Kind::Boolean => crate::query::filter::boolean(value).to_owned(),
        Kind::Integer => integer(value)?,
        Kind::Decimal => value.trim().parse::<f64>().ok()?.to_string(),
        Kind::DateTime => dates::to_wire(dates::from_wire(value)?),
        Kind::Date => dates::to_wire(dates::from_wire(value)?)[..10].to_owned(),
        Kind::Guid | Kind::Reference => clipped(value.trim(), field.max_length),
        _ => clipped(value, field.max_length),
    })
}

/// Passwords are stored as digests, secrets sealed.
pub(crate) fn guarded(session: &Session, field: &Field, value: &str) -> String {
    match field.kind {
        Kind::Password if !value.is_empty() => passwords::digest(value, session.random().bytes()),
        Kind::Secret if !value.is_empty() => session.vault().seal(value),
        _ => value.to_owned(),
    }
}

/// As [`guarded`], for records of a seed: their passwords are no secrets.
pub(crate) fn guarded_of_seed(session: &Session, field: &Field, value: &str) -> String {
    if field.kind == Kind::Password && !value.is_empty() {
        return passwords::digest_of_seed(value, session.random().bytes());
    }
    guarded(session, field, value)
}

/// Whole numbers; a fraction is cut off as the platform does.
fn integer(value: &str) -> Option<String> {
    let value = value.trim();
    if let Ok(number) = value.parse::<i64>() {
        return Some(number.to_string());
    }
    let number: f64 = value.parse().ok()?;
    number.is_finite().then(|| format!("{:.0}", number.trunc()))
}

fn clipped(value: &str, length: usize) -> String {
    match value.char_indices().nth(length) {
        Some((end, _)) => value[..end].to_owned(),
        None => value.to_owned(),
    }
}
