//! The state model of changes: which moves the rows of
//! `sttrm_state_transition` allow, under the conditions in
//! `sttrm_transition_condition` (protocol 5.3).

use super::Draft;
use crate::caller::Caller;
use crate::engine::{Record, Selection, Session};
use crate::query::{Operator, Query, Term};
use crate::random::named_id;
use crate::refusals::Refusal;

const RULE: &str = "Change Model: Check State Transition";

/// A way from one state to another, and whether each of its conditions holds.
#[derive(Debug)]
pub(crate) struct StateMove {
    pub(crate) transition: Record,
    pub(crate) conditions: Vec<(Record, bool)>,
}

impl StateMove {
    pub(crate) fn passes(&self) -> bool {
        self.conditions.iter().all(|(_, holds)| *holds)
    }

    /// May be made by hand; administrators may make every move.
    pub(crate) fn is_open(&self, caller: &Caller) -> bool {
        caller.is_admin() || self.passes() && !self.transition.is_true("automatic_transition")
    }
}

/// Refuses a move that the model does not have, and moves that belong to the
/// approval process for all but administrators.
pub(super) fn check(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    let moves = !draft.is_new() && draft.is_changed("state");
    if !moves || session.is_trusted() {
        return Ok(());
    }
    let ways = ways(session, &draft.record, draft.was("state"))?;
    let allowed = ways
        .iter()
        .filter(|way| way.transition.get("to_state") == draft.get("state"))
        .any(|way| way.is_open(session.caller()));
    if allowed {
        return Ok(());
    }
    Err(Refusal::aborted("change_request", RULE, &named_id(RULE)))
}

/// States that a change can be moved to by hand.
pub(crate) fn next_states(session: &Session, change: &Record) -> Result<Vec<String>, Refusal> {
    let ways = state_moves(session, change)?;
    let open = ways.iter().filter(|way| way.is_open(session.caller()));
    let mut states: Vec<String> = open.map(|way| way.transition.get("to_state").to_owned()).collect();
    states.dedup();
    Ok(states)
}

/// All ways out of a change's state.
pub(crate) fn state_moves(session: &Session, change: &Record) -> Result<Vec<StateMove>, Refusal> {
    ways(session, change, change.get("state"))
}

fn ways(session: &Session, change: &Record, from: &str) -> Result<Vec<StateMove>, Refusal> {
    session.trusted(|session| {
        let query = Query::equals("sttrm_model", change.get("chg_model"))
            .and("from_state", Operator::Equals, from)
            .and("active", Operator::Equals, "true");
        let transitions = session.select("sttrm_state_transition", &Selection::of(query))?;
        transitions.into_iter().map(|transition| way(session, change, transition)).collect()
    })
}

fn way(session: &Session, change: &Record, transition: Record) -> Result<StateMove, Refusal> {
    let query = Query::equals("sttrm_state_transition", transition.sys_id()).ordered_by("order");
    let mut conditions = Vec::new();
    for condition in session.select("sttrm_transition_condition", &Selection::of(query))? {
        let mut holds = Query::parse(condition.get("condition"));
        holds.narrow(&[Term::equals("sys_id", change.sys_id())]);
        let holds = session.count("change_request", &holds)? > 0;
        conditions.push((condition, holds));
    }
    Ok(StateMove { transition, conditions })
}
