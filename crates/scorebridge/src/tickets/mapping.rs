//! From a ticket to the fields that are sent (S08), and from a record back to what the portal keeps.

#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::{Date, time};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use servicenow_client::{Fields, Record};

use super::task::DESCRIPTION_MAX;
use super::{Source, Ticket, TicketKind};
use crate::connection::AppPresence;
use crate::ids::{ActionId, TicketId};

/// `correlation_display` of every record that we made; the sync asks for it.
pub const CORRELATION_DISPLAY: &str = "Scorebridge";
/// The category that the connector app adds to change requests (S17).
pub const CHANGE_CATEGORY: &str = "Microsoft 365 Security and Configuration";

/// Columns that the connector app adds to incidents and change requests.
pub struct ConnectorColumns;

impl ConnectorColumns {
    /// Who recommends it.
    pub const SOURCE: &'static str = "x_scbr_m365ticket_source";
    /// Category of the recommendation.
    pub const CATEGORY: &'static str = "x_scbr_m365ticket_category";
    /// User id of the person who started it.
    pub const STARTED_BY: &'static str = "x_scbr_m365ticket_started_by";
    /// The improvement action.
    pub const ACTION_ID: &'static str = "x_scbr_m365ticket_action_id";
    /// All of them.
    pub const NAMES: [&'static str; 4] = [Self::SOURCE, Self::CATEGORY, Self::STARTED_BY, Self::ACTION_ID];
}

/// What the portal keeps of a record. Display values are as the instance shows them to the integration user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// `sys_id`, 32 hexadecimal digits.
    pub sys_id: String,
    /// `number`, such as CHG0030001.
    pub number: String,
    /// `short_description`.
    pub name: String,
    /// Raw value of `state`.
    pub state: String,
    /// Label of `state` in the instance.
    pub state_label: String,
    /// Raw value of `priority`; 0 when empty.
    pub priority: i64,
    /// Date of `due_date` (UTC), if any.
    pub due: Option<Date>,
    /// Display value of `assigned_to`, empty when nobody.
    pub assigned_to: String,
    /// Display value of `assignment_group`.
    pub assignment_group: String,
    /// `active`.
    pub active: bool,
    /// `sys_updated_on`: whole seconds, UTC.
    pub updated_on: Timestamp,
    /// `sys_updated_by`: a user name.
    pub updated_by: String,
}

/// The fields to ask for when a record is to be observed.
pub struct ObservedFields;

impl ObservedFields {
    /// Names for `sysparm_fields`.
    pub const NAMES: [&'static str; 14] = [
        "sys_id",
        "number",
        "short_description",
        "state",
        "priority",
        "due_date",
        "assigned_to",
        "assignment_group",
        "active",
        "sys_updated_on",
        "sys_updated_by",
        "sys_class_name",
        "correlation_id",
        "correlation_display",
    ];
}

/// A record lacks something that every ticket has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read {field} of record {sys_id}: it holds {value:?}")]
pub struct ObserveError {
    /// Which record.
    pub sys_id: String,
    /// Which field.
    pub field: &'static str,
    /// What stood there.
    pub value: String,
}

/// The fields of the record that a ticket becomes.
///
/// Nothing but the seven facts of the source document, the ids that find the record again, and what the instance
/// needs to compute the wanted priority. Without the connector app, the facts that have no field stand readable at
/// the end of the description.
pub fn fields_of(ticket: &Ticket, app: AppPresence) -> Fields {
    let task = &ticket.task;
    let (impact, urgency) = task.priority.impact_and_urgency();
    let installed = app == AppPresence::Installed;
    let description =
        if installed { task.description.clone() } else { with_facts(&task.description, &facts_of(ticket)) };
    let fields = Fields::new()
        .set("short_description", &task.name)
        .set("description", description)
        .set("impact", impact)
        .set("urgency", urgency)
        .set("priority", task.priority.record_priority(task.kind).value())
        .set("due_date", due_moment(task.due))
        .set("correlation_id", ticket.id.to_string())
        .set("correlation_display", CORRELATION_DISPLAY);
    let fields = if installed { with_columns(fields, ticket) } else { fields };
    match task.kind {
        TicketKind::Incident => fields,
        TicketKind::Change if installed => fields.set("type", "normal").set("category", CHANGE_CATEGORY),
        TicketKind::Change => fields.set("type", "normal"),
    }
}

/// Source and category are choices of the connector app: sent by value, shown by label.
fn with_columns(fields: Fields, ticket: &Ticket) -> Fields {
    fields
        .set(ConnectorColumns::SOURCE, ticket.task.source.as_str())
        .set(ConnectorColumns::CATEGORY, ticket.task.category.as_str().to_ascii_lowercase())
        .set(ConnectorColumns::STARTED_BY, &ticket.started_by)
        .set_some(ConnectorColumns::ACTION_ID, ticket.task.action.as_ref().map(ActionId::as_str))
}

/// Noon in UTC: a date with time is shown in the zone of whoever looks, and noon falls on the same day from UTC-12
/// to UTC+11. The end of the day would be the next day everywhere east of Greenwich.
fn due_moment(due: Date) -> Timestamp {
    let noon = due.to_datetime(time(12, 0, 0, 0));
    noon.to_zoned_datetime(TimeZone::UTC).map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

/// The words of the source document.
fn source_words(source: Source) -> &'static str {
    match source {
        Source::Microsoft => "Microsoft recommendation",
        Source::User => "User recommendation",
    }
}

fn facts_of(ticket: &Ticket) -> String {
    let task = &ticket.task;
    let mut facts = format!(
        "Started by: {}\nRecommendation source: {}\nRecommendation category: {}",
        ticket.started_by,
        source_words(task.source),
        task.category.as_str()
    );
    if let Some(action) = &task.action {
        facts.push_str("\nImprovement action: ");
        facts.push_str(action.as_str());
    }
    facts
}

/// Shortens the description where both together are longer than the field: the instance would cut off the facts.
fn with_facts(description: &str, facts: &str) -> String {
    const RULE: &str = "\n\n----\n";
    let room = DESCRIPTION_MAX.saturating_sub(facts.chars().count() + RULE.len());
    let description = if description.chars().count() <= room {
        description.to_owned()
    } else {
        let kept: String = description.chars().take(room.saturating_sub(1)).collect();
        format!("{kept}…")
    };
    let text = if description.is_empty() { facts.to_owned() } else { format!("{description}{RULE}{facts}") };
    text.chars().take(DESCRIPTION_MAX).collect()
}

/// The ticket that a record says it is: only of records that carry both our marks.
pub fn ticket_of(record: &Record) -> Option<TicketId> {
    let id = record.value("correlation_id");
    let ours = record.value("correlation_display") == CORRELATION_DISPLAY;
    TicketId::parse(id).filter(|parsed| ours && parsed.to_string() == id)
}

/// Reads what the portal keeps of a record. A field that the integration user may not read is empty.
pub fn observe(record: &Record) -> Result<Observed, ObserveError> {
    let text = |field| record.value(field).to_owned();
    let needed = |field| match record.value(field) {
        "" => Err(missing(record, field)),
        value => Ok(value.to_owned()),
    };
    Ok(Observed {
        sys_id: record.sys_id().to_string(),
        number: needed("number")?,
        name: text("short_description"),
        state: needed("state")?,
        state_label: record.display_value("state").to_owned(),
        priority: record.integer("priority").unwrap_or(0),
        due: due_of(record),
        assigned_to: record.display_value("assigned_to").to_owned(),
        assignment_group: record.display_value("assignment_group").to_owned(),
        active: record.boolean("active").unwrap_or(true),
        updated_on: record.timestamp("sys_updated_on").ok_or_else(|| missing(record, "sys_updated_on"))?,
        updated_by: text("sys_updated_by"),
    })
}

fn missing(record: &Record, field: &'static str) -> ObserveError {
    ObserveError { sys_id: record.sys_id().to_string(), field, value: record.value(field).to_owned() }
}

/// Some instances turned the field into a plain date.
fn due_of(record: &Record) -> Option<Date> {
    let moment = record.timestamp("due_date").map(|moment| moment.to_zoned_datetime(TimeZone::UTC).date());
    moment.or_else(|| record.value("due_date").parse().ok())
}
