//! The state model of changes: which moves the rows of
//! `sttrm_state_transition` allow (protocol 5.3).

use super::Draft;
use crate::engine::{Record, Selection, Session};
use crate::query::{Operator, Query};
use crate::random::named_id;
use crate::refusals::Refusal;

const RULE: &str = "Change Model: Check State Transition";

/// Refuses a move that the model does not have, and moves that belong to the
/// approval process for all but administrators.
pub(super) fn check(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    let moves = !draft.is_new() && draft.is_changed("state");
    if !moves || session.is_trusted() {
        return Ok(());
    }
    let admin = session.caller().is_admin();
    let transitions = session.trusted(|session| transitions(session, &draft.record, draft.was("state")))?;
    let allowed = transitions
        .iter()
        .filter(|transition| transition.get("to_state") == draft.get("state"))
        .any(|transition| admin || !transition.is_true("automatic_transition"));
    if allowed {
        return Ok(());
    }
    Err(Refusal::aborted("change_request", RULE, &named_id(RULE)))
}

/// States that a change can be moved to by hand.
pub(crate) fn next_states(session: &Session, change: &Record) -> Result<Vec<String>, Refusal> {
    let admin = session.caller().is_admin();
    let transitions = session.trusted(|session| transitions(session, change, change.get("state")))?;
    Ok(transitions
        .iter()
        .filter(|transition| admin || !transition.is_true("automatic_transition"))
        .map(|transition| transition.get("to_state").to_owned())
        .collect())
}

fn transitions(session: &Session, change: &Record, from: &str) -> Result<Vec<Record>, Refusal> {
    let query = Query::equals("sttrm_model", change.get("chg_model"))
        .and("from_state", Operator::Equals, from)
        .and("active", Operator::Equals, "true");
    session.select("sttrm_state_transition", &Selection::of(query))
}
