//! Rules of change requests and their tasks (protocol 5.3 and 5.4).

use super::task::set_closed;
use super::{Draft, approvals, change_states};
use crate::engine::{Record, Selection, Session, Values};
use crate::query::{Condition, Operator, Query};
use crate::random::named_id;
use crate::refusals::Refusal;

pub(super) const NEW: &str = "-5";
pub(super) const ASSESS: &str = "-4";
pub(super) const AUTHORIZE: &str = "-3";
pub(super) const SCHEDULED: &str = "-2";
pub(super) const IMPLEMENT: &str = "-1";
pub(super) const REVIEW: &str = "0";
pub(super) const CLOSED: &str = "3";
pub(super) const CANCELED: &str = "4";

/// What a standard change takes from its template and keeps. Category, risk and impact are not among it:
/// servicenow.itsm's own tests change them.
const FROM_TEMPLATE: [&str; 5] =
    ["justification", "implementation_plan", "risk_impact_analysis", "backout_plan", "test_plan"];

pub(super) fn before(session: &Session, draft: &mut Draft) -> Result<(), Refusal> {
    if draft.is_new() {
        fill_from_template(session, draft)?;
        set_model(session, draft)?;
    }
    keep_type(session, draft)?;
    keep_template(session, draft)?;
    change_states::check(session, draft)?;
    if draft.is_changed("state") {
        let closed = matches!(draft.get("state"), CLOSED | CANCELED);
        set_closed(session, draft, closed);
        if draft.get("state") == NEW && !draft.is_new() && !draft.is_given("approval") {
            draft.put("approval_set", "");
        }
    }
    Ok(())
}

/// A change that names the version of a template has its values, except those it was given.
fn fill_from_template(session: &Session, draft: &mut Draft) -> Result<(), Refusal> {
    let version = draft.get("std_change_producer_version").to_owned();
    if version.is_empty() {
        return Ok(());
    }
    let Some(template) = session.trusted(|session| template_of(session, &version))? else {
        return Ok(());
    };
    for (field, value) in preset(session, &template)?.iter() {
        if !draft.is_given(field) {
            draft.put(field, value);
        }
    }
    Ok(())
}

fn template_of(session: &Session, version: &str) -> Result<Option<String>, Refusal> {
    let Some(version) = session.find("std_change_producer_version", version)? else {
        return Ok(None);
    };
    let producer = session.find("std_change_record_producer", version.get("std_change_producer"))?;
    Ok(producer.map(|producer| producer.get("template").to_owned()))
}

/// The values of a template (`sys_template`).
pub(crate) fn preset(session: &Session, template: &str) -> Result<Values, Refusal> {
    let template = session.trusted(|session| session.find("sys_template", template))?;
    let text = template.as_ref().map_or("", |template| template.get("template"));
    let conditions = Query::parse(text).groups.into_iter().flat_map(|group| group.terms);
    let fields = conditions.flat_map(|term| term.conditions).filter_map(|condition| match condition {
        Condition::Field { path, value, .. } => Some((path, value)),
        _ => None,
    });
    Ok(fields.collect())
}

/// The model by the type, or the type by the model's name.
fn set_model(session: &Session, draft: &mut Draft) -> Result<(), Refusal> {
    let model = session.trusted(|session| {
        let name = draft.get("type");
        match draft.get("chg_model") {
            "" => session.first("chg_model", Query::equals("name", name)),
            id => session.find("chg_model", id),
        }
    })?;
    let Some(model) = model else {
        return Ok(());
    };
    draft.put("chg_model", model.sys_id());
    let kind = model.get("name").to_lowercase();
    if !draft.is_given("type") && matches!(kind.as_str(), "normal" | "standard" | "emergency") {
        draft.put("type", kind);
    }
    Ok(())
}

/// The type may change only while the change is new.
fn keep_type(session: &Session, draft: &mut Draft) -> Result<(), Refusal> {
    if draft.is_new() || !draft.is_changed("type") || session.is_trusted() {
        return Ok(());
    }
    if draft.was("state") != NEW {
        return Err(aborted("Prevent change of Type after New"));
    }
    draft.put("chg_model", "");
    let kind = draft.get("type").to_owned();
    let model = session.trusted(|session| session.find_by("chg_model", "name", &kind))?;
    if let Some(model) = model {
        draft.put("chg_model", model.sys_id());
    }
    Ok(())
}

fn keep_template(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    let fixed = !draft.is_new()
        && draft.get("type") == "standard"
        && !draft.record.is_empty("std_change_producer_version");
    if fixed && !session.is_trusted() && FROM_TEMPLATE.iter().any(|field| draft.is_changed(field)) {
        return Err(aborted("Restrict fields from Standard Change"));
    }
    Ok(())
}

fn aborted(rule: &str) -> Refusal {
    Refusal::aborted("change_request", rule, &named_id(rule))
}

pub(super) fn after(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    if !draft.is_changed("state") {
        return Ok(());
    }
    let change = &draft.record;
    session.trusted(|session| match draft.get("state") {
        ASSESS | AUTHORIZE => approvals::request(session, change),
        SCHEDULED if draft.is_new() => Ok(()),
        IMPLEMENT => make_tasks(session, change),
        CANCELED => {
            approvals::cancel(session, change)?;
            cancel_tasks(session, change)
        }
        NEW if !draft.is_new() => approvals::cancel(session, change),
        _ => Ok(()),
    })
}

/// A normal change gets its two tasks when it is implemented.
fn make_tasks(session: &Session, change: &Record) -> Result<(), Refusal> {
    if change.get("type") != "normal" {
        return Ok(());
    }
    for (name, kind) in [("Implement", "implementation"), ("Post implementation testing", "testing")] {
        let task = Values::new()
            .with("change_request", change.sys_id())
            .with("parent", change.sys_id())
            .with("short_description", name)
            .with("change_task_type", kind)
            .with("created_from", "workflow")
            .with("assignment_group", change.get("assignment_group"))
            .with("cmdb_ci", change.get("cmdb_ci"))
            .with("planned_start_date", change.get("start_date"))
            .with("planned_end_date", change.get("end_date"));
        session.insert("change_task", &task)?;
    }
    Ok(())
}

fn cancel_tasks(session: &Session, change: &Record) -> Result<(), Refusal> {
    for task in open_tasks(session, change.sys_id())? {
        session.update(&task, &Values::new().with("state", CANCELED))?;
    }
    Ok(())
}

fn open_tasks(session: &Session, change: &str) -> Result<Vec<Record>, Refusal> {
    let query = Query::equals("change_request", change).and("active", Operator::Equals, "true");
    session.trusted(|session| session.select("change_task", &Selection::of(query)))
}

/// The last task that ends moves its change on to review.
pub(super) fn after_task(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    let ended = draft.is_changed("active") && draft.get("active") == "false";
    if !ended || draft.is_new() {
        return Ok(());
    }
    session.trusted(|session| {
        let id = draft.get("change_request");
        let Some(change) = session.find("change_request", id)? else {
            return Ok(());
        };
        if change.get("state") != IMPLEMENT || !open_tasks(session, id)?.is_empty() {
            return Ok(());
        }
        session.update(&change, &Values::new().with("state", REVIEW)).map(drop)
    })
}
