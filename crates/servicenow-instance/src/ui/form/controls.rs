//! Which control edits a field, and what it shows.

use super::{
    draft::{Draft, FieldProblem},
    process,
};
use crate::{
    dictionary::{Field, Kind},
    engine::Session,
    refusals::Refusal,
    ui::{access, labels},
};

/// Text fields from this length on are edited in several lines.
const LINES_FROM: usize = 256;

/// How a field is edited.
#[derive(Debug)]
pub(crate) enum Control {
    /// One line; the HTML input type.
    Line(&'static str),
    /// Several lines; how many to show.
    Text(u8),
    Check(bool),
    Choice(Vec<ChoiceOption>),
    Reference {
        table: String,
        shown: String,
        sys_id: String,
    },
    /// A password or secret: whether one is set.
    Hidden(bool),
}

/// One choice.
#[derive(Debug)]
pub(crate) struct ChoiceOption {
    pub(crate) value: String,
    pub(crate) label: String,
    pub(crate) selected: bool,
}

/// A field of a form.
#[derive(Debug)]
pub(crate) struct FormField {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) value: String,
    pub(crate) control: Control,
    pub(crate) max_length: usize,
    pub(crate) mandatory: bool,
    pub(crate) read_only: bool,
    pub(crate) wide: bool,
    pub(crate) error: Option<String>,
    pub(crate) placeholder: &'static str,
    /// Where a secret can be seen.
    pub(crate) reveal: Option<String>,
}

/// The field `name` of a draft.
pub(super) fn field(
    session: &Session,
    draft: &Draft,
    name: &str,
    wide: bool,
    problems: &[FieldProblem],
) -> Result<Option<FormField>, Refusal> {
    let Some(field) = draft.table.field(name) else { return Ok(None) };
    if !draft.is_new && !access::may_read_path(session, &draft.record, name) && !field.kind.is_hidden() {
        return Ok(None);
    }
    let read_only = field.read_only || !access::may_write_field(session, &draft.record, field, draft.is_new);
    let value = shown(session, draft, field)?;
    Ok(Some(FormField {
        name: name.to_owned(),
        label: field.label.clone(),
        control: control(session, draft, field, read_only),
        value,
        max_length: field.max_length.max(1),
        mandatory: draft.demands(session, &draft.record, field),
        read_only,
        wide,
        error: problems.iter().find(|problem| problem.field == name).map(|problem| problem.text.clone()),
        placeholder: placeholder(field),
        reveal: reveal(draft, field),
    }))
}

fn placeholder(field: &Field) -> &'static str {
    match field.kind {
        Kind::DateTime => "YYYY-MM-DD HH:MM:SS",
        Kind::List => "Names, separated by commas",
        _ => "",
    }
}

/// Secrets that the instance can read can be seen; passwords cannot.
fn reveal(draft: &Draft, field: &Field) -> Option<String> {
    let there = field.kind == Kind::Secret && !draft.is_new && !draft.record.is_empty(&field.name);
    there.then(|| {
        format!("/secret.do?table={}&sys_id={}&field={}", draft.table.name, draft.record.sys_id(), field.name)
    })
}

/// The text of the control: raw where it is edited, as displayed for moments.
fn shown(session: &Session, draft: &Draft, field: &Field) -> Result<String, Refusal> {
    if let Some(typed) = draft.typed.get(&field.name) {
        return Ok(if draft.record.hides(field) { String::new() } else { typed.clone() });
    }
    match field.kind {
        _ if draft.record.hides(field) => Ok(String::new()),
        Kind::Journal | Kind::JournalList => Ok(String::new()),
        Kind::DateTime | Kind::Duration | Kind::ClassName | Kind::List => {
            session.display(&draft.record, &field.name)
        }
        _ => Ok(draft.record.get(&field.name).to_owned()),
    }
}

fn control(session: &Session, draft: &Draft, field: &Field, read_only: bool) -> Control {
    let value = draft.value(&field.name);
    match field.kind {
        Kind::Boolean => Control::Check(value == "true"),
        Kind::Reference => reference(session, draft, field, value),
        _ if draft.record.hides(field) => Control::Hidden(!draft.record.is_empty(&field.name)),
        Kind::Journal => Control::Text(3),
        _ if field.has_choices => choice(session, draft, field, value, read_only),
        Kind::Date => Control::Line("date"),
        Kind::Text if field.max_length >= LINES_FROM => Control::Text(3),
        _ => Control::Line("text"),
    }
}

fn reference(session: &Session, draft: &Draft, field: &Field, value: &str) -> Control {
    let named = draft.named.get(&field.name).cloned();
    Control::Reference {
        table: field.reference.clone().unwrap_or_default(),
        shown: named.unwrap_or_else(|| {
            if value.is_empty() {
                String::new()
            } else {
                labels::value(session, &draft.table.name, field, value)
            }
        }),
        sys_id: value.to_owned(),
    }
}

/// Choices in the person's language, and the current value even when it is no choice (any more).
fn choice(session: &Session, draft: &Draft, field: &Field, value: &str, read_only: bool) -> Control {
    let dictionary = session.dictionary();
    let language = &session.caller().language;
    let narrowed_by = field.dependent.as_deref().map(|on| draft.value(on));
    let mut options: Vec<ChoiceOption> = Vec::new();
    if !field.mandatory || value.is_empty() {
        options.push(option("", "-- None --", value));
    }
    let fits = |dependent: &Option<String>| match (dependent.as_deref(), narrowed_by) {
        (None | Some(""), _) | (_, None) => true,
        (Some(dependent), Some(on)) => dependent == on,
    };
    for choice in dictionary.choices(&draft.table, &field.name) {
        let known = options.iter().any(|option| option.value == choice.value);
        if known || choice.inactive || !fits(&choice.dependent) {
            continue;
        }
        let label = dictionary.choice_label(&draft.table, &field.name, &choice.value, language);
        options.push(option(&choice.value, label.unwrap_or(&choice.label), value));
    }
    if field.name == "state"
        && !draft.is_new
        && !read_only
        && let Some(moves) = process::allowed(session, &draft.record)
    {
        options.retain(|option| option.selected || moves.contains(&option.value));
    }
    if options.iter().all(|option| !option.selected) {
        options.push(option(value, value, value));
    }
    Control::Choice(options)
}

fn option(value: &str, label: &str, current: &str) -> ChoiceOption {
    ChoiceOption {
        value: value.to_owned(),
        label: label.to_owned(),
        selected: value.eq_ignore_ascii_case(current),
    }
}
