//! The names of states as this person reads them (S21), and their colours.

use crate::i18n::Words;
use crate::store::{Counts, Language};
use crate::tickets::{StateGroup, StateName, Ticket, TicketKind};

/// All states of both kinds.
#[derive(Debug, Clone)]
pub(crate) struct States(Vec<StateName>);

/// A state to show: a dot in its colour and its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StateView {
    /// Colour.
    pub(crate) group: StateGroup,
    /// Name in the person's language.
    pub(crate) name: String,
}

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

    /// One state by its label in the instance.
    pub(crate) fn find_by_label(&self, kind: TicketKind, label: &str) -> Option<&StateName> {
        self.of(kind).find(|state| state.instance_name == label)
    }

    /// The state of a ticket; `None` until it has a record. A state nobody named keeps the instance's label.
    pub(crate) fn of_ticket(&self, ticket: &Ticket, words: &Words) -> Option<StateView> {
        let observed = ticket.observed.as_ref()?;
        let known = self.find(ticket.task.kind, &observed.state).map(|state| view(state, words.language));
        Some(known.unwrap_or_else(|| StateView {
            group: if observed.active { StateGroup::Work } else { StateGroup::Done },
            name: observed.state_label.clone(),
        }))
    }

    /// Whether a ticket counts as open: it has no record yet, or its state does.
    pub(crate) fn is_open(&self, ticket: &Ticket) -> bool {
        ticket.observed.as_ref().is_none_or(|observed| {
            self.find(ticket.task.kind, &observed.state).map_or(observed.active, |state| state.open)
        })
    }

    /// Open tickets by state, in the order of the model, for the bar and its legend. Tickets without a record are
    /// not among them.
    pub(crate) fn segments(&self, counts: &Counts, language: Language) -> Vec<Segment> {
        let mut segments: Vec<Segment> = Vec::new();
        for state in &self.0 {
            let count = counts
                .open
                .iter()
                .filter(|open| open.kind == state.kind && open.state.as_deref() == Some(&state.value))
                .map(|open| open.count)
                .sum();
            if count > 0 {
                let state = state.clone();
                segments.push(Segment { view: view(&state, language), kind: state.kind, value: state.value, count });
            }
        }
        segments.sort_by_key(|segment| segment.view.group);
        segments
    }
}

/// A part of the bar.
#[derive(Debug, Clone)]
pub(crate) struct Segment {
    /// Colour and name.
    pub(crate) view: StateView,
    /// Kind.
    pub(crate) kind: TicketKind,
    /// Value in ServiceNow.
    pub(crate) value: String,
    /// Open tickets.
    pub(crate) count: u64,
}

/// A state in the person's language.
pub(crate) fn view(state: &StateName, language: Language) -> StateView {
    let name = match language {
        Language::En => &state.name_en,
        Language::Nl => &state.name_nl,
    };
    StateView { group: state.group, name: name.clone() }
}
