//! Between a row and a [`Ticket`].

use super::slots;
use crate::store::Result;
use crate::store::db::Tx;
use crate::store::row::Row;
use crate::store::sql::{Sql, sql};
use crate::store::value::Json;
use crate::tickets::{Observed, StateName, Task, Ticket, TicketKind};

const COLUMNS: &str = "SELECT tickets.id, tickets.tenant_id, connection_id, kind, action_id, category, source, \
     started_by, delivery, attempts, begun_at, next_attempt_at, was_unclear, tickets.sys_id, number, state, state_label, \
     priority, due, assigned_to, assignment_group, active, record_updated_on, record_updated_by, is_open, missing_since, \
     tickets.created_at, updated_at, tickets.synced_at, name, tickets.problem, task_priority, task_due, task_name, \
     description FROM tickets JOIN ticket_texts ON ticket_id = tickets.id ";

/// The state of a record that the tenant knows nothing of sorts behind all others.
const UNKNOWN_POSITION: i64 = 1000;
/// A ticket without a record sorts before all others.
pub(super) const UNSENT_POSITION: i64 = -1;

/// Selects whole tickets; `rest` follows `FROM tickets JOIN ticket_texts`.
pub(super) fn select(rest: &'static str) -> Sql {
    let mut statement = sql(COLUMNS);
    statement.push(rest);
    statement
}

pub(super) fn read_ticket(row: &Row) -> Result<Ticket> {
    Ok(Ticket {
        id: row.get("id")?,
        tenant: row.get("tenant_id")?,
        connection: row.get("connection_id")?,
        task: read_task(row)?,
        started_by: row.get("started_by")?,
        delivery: row.get("delivery")?,
        attempts: row.get("attempts")?,
        was_unclear: row.get("was_unclear")?,
        begun_at: row.opt("begun_at")?,
        next_attempt_at: row.opt("next_attempt_at")?,
        problem: row.opt("problem")?.map(|Json(problem)| problem),
        observed: read_observed(row)?,
        open: row.get("is_open")?,
        missing_since: row.opt("missing_since")?,
        created_at: row.get("created_at")?,
        updated_at: row.get("updated_at")?,
        synced_at: row.opt("synced_at")?,
    })
}

fn read_task(row: &Row) -> Result<Task> {
    Ok(Task {
        kind: row.get("kind")?,
        name: row.get("task_name")?,
        description: row.get("description")?,
        priority: row.get("task_priority")?,
        due: row.get("task_due")?,
        source: row.get("source")?,
        category: row.get("category")?,
        action: row.opt("action_id")?,
    })
}

fn read_observed(row: &Row) -> Result<Option<Observed>> {
    let Some(sys_id) = row.opt("sys_id")? else { return Ok(None) };
    Ok(Some(Observed {
        sys_id,
        number: row.get("number")?,
        name: row.get("name")?,
        state: row.get("state")?,
        state_label: row.get("state_label")?,
        priority: row.get("priority")?,
        due: row.opt("due")?,
        assigned_to: row.get("assigned_to")?,
        assignment_group: row.get("assignment_group")?,
        active: row.get("active")?,
        updated_on: row.get("record_updated_on")?,
        updated_by: row.get("record_updated_by")?,
    }))
}

/// Lower case of what the text filter looks in.
pub(super) fn search_text(number: &str, name: &str) -> String {
    format!("{number} {name}").to_lowercase()
}

/// Writes what was observed over the columns of a ticket, with what follows from it; the caller adds further
/// columns. Frees or takes the slot when the ticket closed or opened.
pub(super) async fn write_observed(
    tx: &mut Tx<'_>,
    ticket: &Ticket,
    observed: &Observed,
    names: &[StateName],
) -> Result<()> {
    let (open, position) = standing(names, ticket.task.kind, observed);
    let statement = sql(
        "UPDATE tickets SET sys_id = $2, number = $3, name = $4, name_sort = $5, search = $6, \
             state = $7, state_label = $8, state_position = $9, priority = $10, due = $11, assigned_to = $12, \
             assignment_group = $13, active = $14, record_updated_on = $15, record_updated_by = $16, \
             missing_since = NULL, slot = CASE WHEN $17 = 1 THEN slot END, \
             is_open = CASE WHEN (SELECT removed_at FROM connections WHERE id = connection_id) IS NULL \
                 THEN $17 ELSE 0 END \
         WHERE id = $1",
    );
    statement
        .bind(&ticket.id)
        .bind(&observed.sys_id)
        .bind(&observed.number)
        .bind(&observed.name)
        .bind(&observed.name.to_lowercase())
        .bind(&search_text(&observed.number, &observed.name))
        .bind(&observed.state)
        .bind(&observed.state_label)
        .bind(&position)
        .bind(&observed.priority)
        .bind(&observed.due)
        .bind(&observed.assigned_to)
        .bind(&observed.assignment_group)
        .bind(&observed.active)
        .bind(&observed.updated_on)
        .bind(&observed.updated_by)
        .bind(&open)
        .run(&mut *tx)
        .await?;
    match &ticket.task.action {
        Some(action) => slots::take_free(tx, &ticket.tenant, ticket.task.kind, action).await,
        None => Ok(()),
    }
}

/// Whether a record counts as open, and its place in the order of states. A state that nobody named yet says
/// nothing: the ticket is open while its record is active.
fn standing(names: &[StateName], kind: TicketKind, observed: &Observed) -> (bool, i64) {
    match names.iter().find(|name| name.kind == kind && name.value == observed.state) {
        Some(name) if name.named => (name.open, name.position),
        Some(name) => (observed.active, name.position),
        None => (observed.active, UNKNOWN_POSITION),
    }
}
