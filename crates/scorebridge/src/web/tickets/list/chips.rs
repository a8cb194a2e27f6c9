//! The filters of the list as chips.

use super::query::{Due, ListQuery, Status, state_value};
use crate::i18n::Words;
use crate::tickets::{Priority, TicketKind};
use crate::web::components::{Chip, Choice};
use crate::web::keys;
use crate::web::tickets::states::States;

/// All chips, in the order of the bar. `me` is the sign-in name of the person.
pub(super) fn of(asked: &ListQuery, states: &States, words: &Words, me: &str) -> Vec<Chip> {
    let list = asked.with(|_| {}).url();
    let name = |key: &str| words.phrase(key).to_string();
    // Taking the status off shows all tickets; an address without it shows the open ones.
    let all = asked.with(|asked| asked.status = Status::All).url();
    let mut chips = vec![
        Chip::one("status", name("tickets-filter-status"), statuses(asked, states, words), &list)
            .cleared_by(all),
        Chip::one("type", name("tickets-filter-type"), kinds(asked, words), &list),
        Chip::many("priority", name("tickets-filter-priority"), priorities(asked, words), &list),
        Chip::one("due", name("tickets-filter-due"), dues(asked, words), &list),
        Chip::one("by", name("tickets-filter-by"), starters(asked, words, me), &list),
        Chip::one("sent", name("tickets-filter-sent"), deliveries(asked, words), &list),
    ];
    if let Some(id) = &asked.action {
        let one = choice(id.as_str(), id.as_str(), true);
        chips.push(Chip::one("action", name("tickets-filter-action"), vec![one], &list));
    }
    chips
}

fn choice(value: &str, label: &(impl ToString + ?Sized), chosen: bool) -> Choice {
    Choice { value: value.to_owned(), label: label.to_string(), chosen }
}

fn statuses(asked: &ListQuery, states: &States, words: &Words) -> Vec<Choice> {
    let chosen = match &asked.status {
        Status::States(chosen) => chosen.as_slice(),
        Status::Open | Status::Closed | Status::All => &[],
    };
    let mut choices = vec![
        choice("open", &words.phrase("tickets-status-open"), asked.status == Status::Open),
        choice("closed", &words.phrase("tickets-status-closed"), asked.status == Status::Closed),
    ];
    for kind in TicketKind::ALL {
        let key = match kind {
            TicketKind::Change => "tickets-status-of-change",
            TicketKind::Incident => "tickets-status-of-incident",
        };
        choices.extend(states.of(kind).map(|state| {
            let label = words.phrase(key).arg("name", state.name_in(words.language)).to_string();
            let is_chosen = chosen.contains(&(kind, state.value.clone()));
            choice(&state_value(kind, &state.value), &label, is_chosen)
        }));
    }
    choices
}

fn kinds(asked: &ListQuery, words: &Words) -> Vec<Choice> {
    let one = |kind: TicketKind| {
        let label = words.phrase(keys::kind(kind));
        choice(kind.as_str(), &label, asked.kind == Some(kind))
    };
    TicketKind::ALL.map(one).into()
}

fn priorities(asked: &ListQuery, words: &Words) -> Vec<Choice> {
    let one = |priority: &Priority| {
        let label = words.phrase(keys::priority(priority));
        choice(priority.as_str(), &label, asked.priorities.contains(priority))
    };
    Priority::ALL.iter().rev().map(one).collect()
}

fn dues(asked: &ListQuery, words: &Words) -> Vec<Choice> {
    let one = |due: Due| {
        let label = words.phrase(due.key());
        choice(due.as_str(), &label, asked.due == Some(due))
    };
    Due::ALL.map(one).into()
}

/// Oneself, and whoever a link of the table named.
fn starters(asked: &ListQuery, words: &Words, me: &str) -> Vec<Choice> {
    let is_me = asked.started_by.eq_ignore_ascii_case(me);
    let mut choices = vec![choice(me, &words.phrase("tickets-filter-by-me"), is_me)];
    if !is_me && !asked.started_by.is_empty() {
        choices.push(choice(&asked.started_by, &asked.started_by, true));
    }
    choices
}

fn deliveries(asked: &ListQuery, words: &Words) -> Vec<Choice> {
    vec![choice("no", &words.phrase("tickets-not-sent"), asked.not_sent)]
}
