//! Reading the form of state names (S21): at most 40 characters, not empty, not double within a kind.

use serde::Deserialize;

use crate::message::Message;
use crate::tickets::{StateGroup, StateName};

/// Longest shown name, in characters.
pub(crate) const NAME_MAX: usize = 40;

/// The form as typed: one entry per state in each list, in the same order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct NamesForm {
    /// `change` or `incident`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Values in ServiceNow.
    pub(crate) value: Vec<String>,
    /// Names in English.
    pub(crate) name_en: Vec<String>,
    /// Names in Dutch.
    pub(crate) name_nl: Vec<String>,
    /// Groups.
    pub(crate) group: Vec<String>,
}

/// A cell of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cell {
    /// English name.
    En,
    /// Dutch name.
    Nl,
    /// Group.
    Group,
}

impl Cell {
    /// Key of its column.
    pub(crate) fn column_key(self) -> &'static str {
        match self {
            Self::En => "configuration-name-en",
            Self::Nl => "configuration-name-nl",
            Self::Group => "configuration-group",
        }
    }

    /// Begin of the input's id.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::En => "name-en",
            Self::Nl => "name-nl",
            Self::Group => "group",
        }
    }
}

/// What is wrong with one cell, or with the form as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NameError {
    /// The form does not list the states that there are now.
    Stale,
    /// One cell. The arguments `state` and `name` are filled in; `column` is added when it is shown.
    Cell {
        /// Row, from 0.
        row: usize,
        /// Cell.
        cell: Cell,
        /// Key and arguments.
        message: Message,
    },
}

/// The states with their names as typed. `current` are the kind's states in order.
pub(crate) fn parse_names(current: &[StateName], form: &NamesForm) -> Result<Vec<StateName>, Vec<NameError>> {
    let listed = current.iter().map(|state| &state.value).eq(&form.value);
    let complete = [&form.name_en, &form.name_nl, &form.group].iter().all(|list| list.len() == current.len());
    if !listed || !complete {
        return Err(vec![NameError::Stale]);
    }
    let mut errors = Vec::new();
    for (cell, names) in [(Cell::En, &form.name_en), (Cell::Nl, &form.name_nl)] {
        errors.extend(names.iter().enumerate().filter_map(|(row, _)| {
            let message = name_fault(names, row, &current[row])?;
            Some(NameError::Cell { row, cell, message })
        }));
    }
    errors.extend(form.group.iter().enumerate().filter(|(_, group)| StateGroup::parse(group).is_none()).map(
        |(row, _)| NameError::Cell {
            row,
            cell: Cell::Group,
            message: Message::new("configuration-error-group").with("state", &current[row].instance_name),
        },
    ));
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(current.iter().enumerate().filter_map(|(row, state)| named(state, form, row)).collect())
}

/// Why the name in `row` cannot stay. The later one of two equal names is the wrong one.
fn name_fault(names: &[String], row: usize, state: &StateName) -> Option<Message> {
    let name = tidy(&names[row]);
    if name.is_empty() {
        return Some(Message::new("configuration-error-name-empty").with("state", &state.instance_name));
    }
    if name.chars().count() > NAME_MAX {
        let message = Message::new("configuration-error-name-long").with("max", NAME_MAX);
        return Some(message.with("state", &state.instance_name));
    }
    let double = names[..row].iter().any(|other| tidy(other).to_lowercase() == name.to_lowercase());
    double.then(|| Message::new("configuration-error-name-double").with("name", name))
}

fn named(state: &StateName, form: &NamesForm, row: usize) -> Option<StateName> {
    let group = StateGroup::parse(&form.group[row])?;
    Some(StateName {
        name_en: tidy(&form.name_en[row]),
        name_nl: tidy(&form.name_nl[row]),
        open: if group == state.group { state.open } else { is_open(group) },
        group,
        named: true,
        ..state.clone()
    })
}

/// A state that is moved to another group is open as that group's states are.
fn is_open(group: StateGroup) -> bool {
    !matches!(group, StateGroup::Done | StateGroup::Canceled)
}

/// One line, single spaces, no control characters.
fn tidy(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tickets::{TicketKind, default_states};

    fn typed(change: impl FnOnce(&mut NamesForm)) -> (Vec<StateName>, NamesForm) {
        let states = default_states(TicketKind::Incident);
        let mut form = NamesForm {
            value: states.iter().map(|state| state.value.clone()).collect(),
            name_en: states.iter().map(|state| state.name_en.clone()).collect(),
            name_nl: states.iter().map(|state| state.name_nl.clone()).collect(),
            group: states.iter().map(|state| state.group.as_str().to_owned()).collect(),
            ..NamesForm::default()
        };
        change(&mut form);
        (states, form)
    }

    fn key(error: &NameError) -> (usize, Cell, &str) {
        match error {
            NameError::Cell { row, cell, message } => (*row, *cell, &message.key),
            NameError::Stale => panic!("the form is not stale"),
        }
    }

    /// S21
    #[test]
    fn takes_new_names_and_keeps_what_is_open() {
        let (states, form) = typed(|form| form.name_en[1] = "  Being   worked on ".to_owned());
        let named = parse_names(&states, &form).unwrap();
        assert_eq!(named[1].name_en, "Being worked on");
        assert!(named[3].open, "Resolved stays open until it is closed");
        assert!(!named[4].open);
    }

    #[test]
    fn another_group_decides_anew_whether_it_is_open() {
        let (states, form) = typed(|form| {
            form.group[2] = "void".to_owned();
            form.group[4] = "wait".to_owned();
        });
        let named = parse_names(&states, &form).unwrap();
        assert!(!named[2].open);
        assert!(named[4].open);
    }

    #[test]
    fn refuses_empty_long_and_double_names_all_at_once() {
        let (states, form) = typed(|form| {
            form.name_en[0] = "  ".to_owned();
            form.name_nl[1] = "x".repeat(41);
            form.name_en[4] = "resolved".to_owned();
            form.group[5] = "purple".to_owned();
        });
        let errors = parse_names(&states, &form).unwrap_err();
        let keys: Vec<_> = errors.iter().map(key).collect();
        assert_eq!(
            keys,
            [
                (0, Cell::En, "configuration-error-name-empty"),
                (4, Cell::En, "configuration-error-name-double"),
                (1, Cell::Nl, "configuration-error-name-long"),
                (5, Cell::Group, "configuration-error-group"),
            ]
        );
    }

    #[test]
    fn refuses_a_form_made_for_other_states() {
        let (states, form) = typed(|form| form.value[0] = "99".to_owned());
        assert_eq!(parse_names(&states, &form), Err(vec![NameError::Stale]));
        let (states, form) = typed(|form| {
            form.name_nl.pop();
        });
        assert_eq!(parse_names(&states, &form), Err(vec![NameError::Stale]));
    }
}
