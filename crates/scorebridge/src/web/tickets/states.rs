//! The names of states as this person reads them (S21), and what counts as open.

use crate::i18n::Words;
use crate::store::{Counts, Language};
use crate::tickets::{StateGroup, StateName, Ticket, TicketKind};
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

    /// Open tickets by state, in the order of the groups; states of both kinds that go by one name are one. Tickets
    /// without a record are not among them.
    pub(crate) fn bar(&self, counts: &Counts, kind: Option<TicketKind>, language: Language) -> StackedBar {
        let mut parts: Vec<Part<'_>> = Vec::new();
        for state in self.0.iter().filter(|state| kind.is_none_or(|kind| kind == state.kind)) {
            let name = state.name_in(language);
            match parts.iter_mut().find(|part| (part.name, part.group) == (name, state.group)) {
                Some(part) => part.states.push(state),
                None => parts.push(Part { name, group: state.group, states: vec![state] }),
            }
        }
        parts.sort_by_key(|part| part.group);
        StackedBar::new(parts.iter().map(|part| part.segment(counts)).collect())
    }
}

/// States that go by one name.
struct Part<'a> {
    name: &'a str,
    group: StateGroup,
    states: Vec<&'a StateName>,
}

impl Part<'_> {
    fn segment(&self, counts: &Counts) -> Segment {
        let states = self.states.iter().map(|state| (state.kind, state.value.clone())).collect();
        let list = ListQuery { status: Status::States(states), ..ListQuery::default() };
        Segment {
            group: self.group.as_str(),
            label: self.name.to_owned(),
            count: self.states.iter().map(|state| count_of(counts, state)).sum(),
            url: list.url().to_string(),
        }
    }
}

fn count_of(counts: &Counts, state: &StateName) -> u64 {
    let same = |kind, value: &Option<String>| kind == state.kind && value.as_ref() == Some(&state.value);
    counts.open.iter().filter(|open| same(open.kind, &open.state)).map(|open| open.count).sum()
}
