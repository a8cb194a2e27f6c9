//! Approvals of changes: asked for when a change is assessed and authorized,
//! given or refused through `sysapproval_approver`.

use super::Draft;
use super::change::{ASSESS, AUTHORIZE, NEW, SCHEDULED};
use crate::engine::{Record, Selection, Session, Values};
use crate::query::{Operator, Query};
use crate::random::named_id;
use crate::refusals::Refusal;

const REQUESTED: &str = "requested";
const APPROVED: &str = "approved";
const REJECTED: &str = "rejected";

/// A decision is made by the approver or an administrator, and with a comment
/// when it is a refusal.
pub(super) fn before(session: &Session, draft: &mut Draft) -> Result<(), Refusal> {
    let decides = !draft.is_new() && draft.is_changed("state");
    if !decides || session.is_trusted() {
        return Ok(());
    }
    let caller = session.caller();
    let own = draft.get("approver") == caller.user_id;
    if own || caller.is_admin() {
        return Ok(());
    }
    let rule = "Only the approver decides";
    Err(Refusal::aborted("sysapproval_approver", rule, &named_id(rule)))
}

/// Asks the approvers of the state that a change has come to.
pub(super) fn request(session: &Session, change: &Record) -> Result<(), Refusal> {
    let group = match (change.get("state"), change.get("type")) {
        (ASSESS, _) => change.get("assignment_group").to_owned(),
        (_, "emergency") => group_named(session, "eCAB Approval")?,
        _ => group_named(session, "CAB Approval")?,
    };
    let query = Query::equals("group", &group);
    let members = match group.as_str() {
        "" => Vec::new(),
        _ => session.select("sys_user_grmember", &Selection::of(query))?,
    };
    for member in &members {
        let approval = Values::new()
            .with("sysapproval", change.sys_id())
            .with("document_id", change.sys_id())
            .with("source_table", "change_request")
            .with("approver", member.get("user"))
            .with("state", REQUESTED);
        session.insert("sysapproval_approver", &approval)?;
    }
    session.update(change, &Values::new().with("approval", REQUESTED)).map(drop)
}

fn group_named(session: &Session, name: &str) -> Result<String, Refusal> {
    let group = session.find_by("sys_user_group", "name", name)?;
    Ok(group.map_or_else(String::new, |group| group.sys_id().to_owned()))
}

/// Withdraws what is still asked.
pub(super) fn cancel(session: &Session, change: &Record) -> Result<(), Refusal> {
    close_open(session, change.sys_id(), "cancelled")
}

fn close_open(session: &Session, change: &str, state: &str) -> Result<(), Refusal> {
    let query = Query::equals("sysapproval", change).and("state", Operator::Equals, REQUESTED);
    for approval in session.select("sysapproval_approver", &Selection::of(query))? {
        session.update(&approval, &Values::new().with("state", state))?;
    }
    Ok(())
}

/// One approval suffices, one refusal too.
pub(super) fn after(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    if !draft.is_changed("state") || draft.is_new() {
        return Ok(());
    }
    let change = draft.get("sysapproval");
    session.trusted(|session| match draft.get("state") {
        APPROVED => approve(session, change),
        REJECTED => reject(session, change),
        _ => Ok(()),
    })
}

fn approve(session: &Session, change: &str) -> Result<(), Refusal> {
    let Some(change) = session.find("change_request", change)? else {
        return Ok(());
    };
    close_open(session, change.sys_id(), "not_required")?;
    let (state, approval) = match change.get("state") {
        ASSESS => (AUTHORIZE, REQUESTED),
        AUTHORIZE => (SCHEDULED, APPROVED),
        _ => return Ok(()),
    };
    let values = Values::new()
        .with("approval", approval)
        .with("approval_set", session.now_text())
        .with("state", state);
    session.update(&change, &values).map(drop)
}

/// A refused change is new again.
fn reject(session: &Session, change: &str) -> Result<(), Refusal> {
    let Some(change) = session.find("change_request", change)? else {
        return Ok(());
    };
    if !matches!(change.get("state"), ASSESS | AUTHORIZE) {
        return Ok(());
    }
    close_open(session, change.sys_id(), "cancelled")?;
    let values =
        Values::new().with("approval", REJECTED).with("approval_set", session.now_text()).with("state", NEW);
    session.update(&change, &values).map(drop)
}
