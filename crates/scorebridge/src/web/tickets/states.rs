//! The names of states as this person reads them (S21), and what counts as open.

use crate::i18n::Words;
use crate::store::{Counts, Language};
use crate::tickets::{StateName, Ticket, TicketKind};
use crate::web::components::{Segment, StackedBar, StateMark, state_mark};
use crate::web::tickets::list::{ListQuery, Status};

/// All states of both kinds.
#[derive(Debug, Clone)]
pub(crate) struct States(Vec<StateName>);

impl States {
    /// From the store's list.
    pub(crate) fn new(names: Vec<StateName>) -> Self {
        Self(names)
    }

    /// Those of one kind, in order.
    pub(crate) fn of(&self, kind: TicketKind) -> impl Iterator<Item = &StateName> {
        self.0.iter().filter(move |state| state.kind == kind)
    }

    /// One state by its value in ServiceNow.
    pub(crate) fn find(&self, kind: TicketKind, value: &str) -> Option<&StateName> {
        self.of(kind).find(|state| state.value == value)
    }

    /// The name shown for a label of the instance.
    pub(crate) fn shown<'a>(&'a self, kind: TicketKind, label: &'a str, language: Language) -> &'a str {
        let known = self.of(kind).find(|state| state.instance_name == label);
        known.map_or(label, |state| state.name_in(language))
    }

    /// The state of a ticket; `None` until it has a record.
    pub(crate) fn mark(&self, ticket: &Ticket, words: &Words) -> Option<StateMark> {
        let observed = ticket.observed.as_ref()?;
        let (kind, value, label) = (ticket.task.kind, &observed.state, &observed.state_label);
        Some(state_mark(&self.0, words.language, kind, value, label))
    }

    /// Whether a ticket counts as open: it has no record yet, or its state does.
    pub(crate) fn is_open(&self, ticket: &Ticket) -> bool {
        ticket.observed.as_ref().is_none_or(|observed| {
            self.find(ticket.task.kind, &observed.state).map_or(observed.active, |state| state.open)
        })
    }

    /// Open tickets by state, in the order of the groups. Tickets without a record are not among them.
    pub(crate) fn bar(&self, counts: &Counts, kind: Option<TicketKind>, language: Language) -> StackedBar {
        let mut states: Vec<_> =
            self.0.iter().filter(|state| kind.is_none_or(|kind| kind == state.kind)).collect();
        states.sort_by_key(|state| state.group);
        let segment = |state: &StateName| Segment {
            group: state.group.as_str(),
            label: state.name_in(language).to_owned(),
            count: count_of(counts, state),
            url: list_of(state),
        };
        StackedBar::new(states.into_iter().map(segment).collect())
    }
}

fn count_of(counts: &Counts, state: &StateName) -> u64 {
    let same = |kind, value: &Option<String>| kind == state.kind && value.as_ref() == Some(&state.value);
    counts.open.iter().filter(|open| same(open.kind, &open.state)).map(|open| open.count).sum()
}

/// The list of the tickets in a state.
fn list_of(state: &StateName) -> String {
    let status = Status::State(state.kind, state.value.clone());
    ListQuery { status, ..ListQuery::default() }.url().to_string()
}
