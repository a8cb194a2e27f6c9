//! The filters as chips: each opens a small form of its own, says its value, and can be removed.

use super::query::{Due, ListQuery, Status};
use crate::i18n::Words;
use crate::tickets::{Priority, TicketKind};
use crate::web::tickets::states::{States, view};

/// A filter.
pub(super) struct Chip {
    /// Name of the parameter.
    pub(super) name: &'static str,
    /// What it filters by.
    pub(super) label: String,
    /// Its value in words, if it is set.
    pub(super) value: Option<String>,
    /// The list without it.
    pub(super) without: String,
    /// How it is chosen.
    pub(super) choice: Choice,
    /// The other parameters, kept by its form.
    pub(super) keep: Vec<(&'static str, String)>,
}

/// How a filter is chosen.
pub(super) enum Choice {
    /// One of several.
    One(Vec<Choosable>),
    /// Any of several.
    Many(Vec<Choosable>),
    /// A text with what it holds now.
    Text(String),
}

/// One value to choose.
pub(super) struct Choosable {
    /// Value of the parameter; empty for no filter.
    pub(super) value: String,
    /// In words.
    pub(super) label: String,
    /// Whether it is chosen.
    pub(super) chosen: bool,
}

/// All chips of the list, in the order of the bar.
pub(super) fn of(asked: &ListQuery, states: &States, words: &Words) -> Vec<Chip> {
    let mut chips = vec![
        status(asked, states, words),
        kind(asked, words),
        priority(asked, words),
        due(asked, words),
        started_by(asked, words),
        sent(asked, words),
    ];
    chips.extend(action(asked, words));
    chips
}

fn chip(asked: &ListQuery, words: &Words, (name, key): (&'static str, &str), choice: Choice) -> Chip {
    let keep = |pair: &(&str, String)| pair.0 != name && pair.0 != "page";
    let value = match &choice {
        Choice::One(all) | Choice::Many(all) => chosen(all),
        Choice::Text(text) => Some(text.clone()).filter(|text| !text.is_empty()),
    };
    Chip {
        name,
        label: words.phrase(key).to_string(),
        value,
        without: asked.with(|_| {}).url().without(name).to_string(),
        choice,
        keep: asked.pairs().into_iter().filter(keep).collect(),
    }
}

/// What is chosen, in words; the empty value filters nothing.
fn chosen(all: &[Choosable]) -> Option<String> {
    let chosen: Vec<_> =
        all.iter().filter(|one| one.chosen && !one.value.is_empty()).map(|one| one.label.as_str()).collect();
    (!chosen.is_empty()).then(|| chosen.join(", "))
}

fn status(asked: &ListQuery, states: &States, words: &Words) -> Chip {
    let named = |status: Status, label: String| Choosable {
        value: status.to_value(),
        label,
        chosen: asked.status == status,
    };
    let mut all = vec![
        named(Status::Open, words.phrase("tickets-status-open").to_string()),
        named(Status::Closed, words.phrase("tickets-status-closed").to_string()),
        named(Status::All, words.phrase("tickets-status-all").to_string()),
    ];
    for kind in TicketKind::ALL {
        let of = words.phrase(&format!("task-type-{}", kind.as_str())).to_string();
        all.extend(states.of(kind).map(|state| {
            let label = format!("{} ({})", view(state, words.language).name, of.to_lowercase());
            named(Status::State(kind, state.value.clone()), label)
        }));
    }
    let mut chip = chip(asked, words, ("status", "tickets-filter-status"), Choice::One(all));
    // Removing this filter shows all tickets; leaving it out would show the open ones.
    chip.without = asked.with(|asked| asked.status = Status::All).url().to_string();
    chip
}

fn any(words: &Words, chosen: bool) -> Choosable {
    Choosable { value: String::new(), label: words.phrase("tickets-any").to_string(), chosen }
}

fn kind(asked: &ListQuery, words: &Words) -> Chip {
    let mut all = vec![any(words, asked.kind.is_none())];
    all.extend(TicketKind::ALL.map(|kind| Choosable {
        value: kind.as_str().to_owned(),
        label: words.phrase(&format!("task-type-{}", kind.as_str())).to_string(),
        chosen: asked.kind == Some(kind),
    }));
    chip(asked, words, ("type", "tickets-filter-type"), Choice::One(all))
}

fn priority(asked: &ListQuery, words: &Words) -> Chip {
    let all = Priority::ALL.iter().rev().map(|priority| Choosable {
        value: priority.as_str().to_owned(),
        label: words.phrase(&format!("priority-{}", priority.as_str())).to_string(),
        chosen: asked.priorities.contains(priority),
    });
    chip(asked, words, ("priority", "tickets-filter-priority"), Choice::Many(all.collect()))
}

fn due(asked: &ListQuery, words: &Words) -> Chip {
    let mut all = vec![any(words, asked.due.is_none())];
    all.extend(Due::ALL.map(|due| Choosable {
        value: due.as_str().to_owned(),
        label: words.phrase(&format!("tickets-due-{}", due.as_str())).to_string(),
        chosen: asked.due == Some(due),
    }));
    chip(asked, words, ("due", "tickets-filter-due"), Choice::One(all))
}

fn started_by(asked: &ListQuery, words: &Words) -> Chip {
    chip(asked, words, ("by", "tickets-filter-by"), Choice::Text(asked.started_by.clone()))
}

fn sent(asked: &ListQuery, words: &Words) -> Chip {
    let all = vec![
        any(words, !asked.not_sent),
        Choosable {
            value: "no".to_owned(),
            label: words.phrase("tickets-not-sent").to_string(),
            chosen: asked.not_sent,
        },
    ];
    chip(asked, words, ("sent", "tickets-filter-sent"), Choice::One(all))
}

/// Only there when a page of an action led here.
fn action(asked: &ListQuery, words: &Words) -> Option<Chip> {
    let id = asked.action.as_ref()?.as_str().to_owned();
    Some(chip(asked, words, ("action", "tickets-filter-action"), Choice::Text(id)))
}
