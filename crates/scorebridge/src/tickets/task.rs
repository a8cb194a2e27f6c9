//! The task: what a person fills in before it is sent (S15, S16). Pages and the API use the same reading of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Priority, TicketKind};
use crate::ids::ActionId;
use crate::message::Message;
use crate::score::Category;

/// Longest name, as ServiceNow's `short_description` takes it (characters).
pub const NAME_MAX: usize = 160;
/// Longest description, as ServiceNow's `description` takes it (characters).
pub const DESCRIPTION_MAX: usize = 4000;
/// Due dates further away than this are taken for a slip of the keyboard (years).
const DUE_YEARS_MAX: i16 = 10;

/// Who recommends it (S08): the data sent with each ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Made from an improvement action.
    Microsoft,
    /// Made by hand from a card.
    User,
}

impl Source {
    /// Key word in the database and the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Microsoft => "microsoft",
            Self::User => "user",
        }
    }

    /// Reads the key word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Microsoft, Self::User].into_iter().find(|source| source.as_str() == text)
    }
}

/// A task whose every field is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Change or incident.
    pub kind: TicketKind,
    /// 1 to 160 characters, one line.
    pub name: String,
    /// At most 4,000 characters, may be empty.
    pub description: String,
    /// Low, medium or high.
    pub priority: Priority,
    /// Today or later, in the person's time zone.
    pub due: Date,
    /// Microsoft when made from an improvement action, else user.
    pub source: Source,
    /// Category of the recommendation.
    pub category: Category,
    /// The improvement action, if any.
    pub action: Option<ActionId>,
}

/// A task as it was typed: any text in any field, to be shown again beside its errors.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TaskForm {
    /// `change` or `incident`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// `low`, `medium` or `high`.
    pub priority: String,
    /// `YYYY-MM-DD`.
    pub due: String,
    /// `Identity`, `Devices`, `Data`, `Apps` or `Infrastructure`; needed when there is no action.
    pub category: String,
    /// Improvement action id or empty.
    pub action: String,
    /// Key that makes a repeated submission harmless, 16 to 64 characters.
    pub idempotency_key: String,
    /// `yes` when a second open ticket for the same action is wanted.
    pub another: String,
}

/// A field of the form, by its name in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TaskField {
    /// `type`
    Kind,
    /// `name`
    Name,
    /// `description`
    Description,
    /// `priority`
    Priority,
    /// `due`
    Due,
    /// `category`
    Category,
}

impl TaskField {
    /// The name of the input.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kind => "type",
            Self::Name => "name",
            Self::Description => "description",
            Self::Priority => "priority",
            Self::Due => "due",
            Self::Category => "category",
        }
    }
}

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Which field.
    pub field: TaskField,
    /// Why and what to do, as a key of the catalogue (`task-error-...`).
    pub message: Message,
}

impl Task {
    /// Reads a form. `today` is the date in the person's time zone; `action_category` is the category of the
    /// improvement action named in the form, which the caller looked up.
    pub fn parse(
        form: &TaskForm,
        today: Date,
        action_category: Option<Category>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut keep = |field, message| errors.push(FieldError { field, message });
        let kind = TicketKind::parse(form.kind.trim());
        if kind.is_none() {
            keep(TaskField::Kind, Message::new("task-error-type"));
        }
        let name = parse_name(&form.name).map_err(|message| keep(TaskField::Name, message)).ok();
        let description = parse_description(&form.description)
            .map_err(|message| keep(TaskField::Description, message))
            .ok();
        let priority = Priority::parse(form.priority.trim());
        if priority.is_none() {
            keep(TaskField::Priority, Message::new("task-error-priority"));
        }
        let due = parse_due(&form.due, today).map_err(|message| keep(TaskField::Due, message)).ok();
        let category = action_category.or_else(|| Category::parse(form.category.trim()));
        if category.is_none() {
            keep(TaskField::Category, Message::new("task-error-category"));
        }
        let action = Some(form.action.trim()).filter(|id| !id.is_empty()).map(ActionId::new);
        match (kind, name, description, priority, due, category) {
            (Some(kind), Some(name), Some(description), Some(priority), Some(due), Some(category)) => {
                Ok(Self {
                    kind,
                    name,
                    description,
                    priority,
                    due,
                    source: if action.is_some() { Source::Microsoft } else { Source::User },
                    category,
                    action,
                })
            }
            _ => Err(errors),
        }
    }
}

/// One line without control characters, 1 to 160 characters.
fn parse_name(text: &str) -> Result<String, Message> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = name.chars().count();
    if name.is_empty() {
        return Err(Message::new("task-error-name-empty"));
    }
    if length > NAME_MAX {
        return Err(Message::new("task-error-name-long").with("max", NAME_MAX).with("length", length));
    }
    Ok(name.chars().filter(|c| !c.is_control()).collect())
}

/// Browsers send lines ended by CR LF; ServiceNow keeps LF.
fn parse_description(text: &str) -> Result<String, Message> {
    let description = text.replace("\r\n", "\n").trim().to_owned();
    let length = description.chars().count();
    if length > DESCRIPTION_MAX {
        return Err(Message::new("task-error-description-long")
            .with("max", DESCRIPTION_MAX)
            .with("length", length));
    }
    Ok(description.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect())
}

fn parse_due(text: &str, today: Date) -> Result<Date, Message> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Message::new("task-error-due-empty"));
    }
    let due: Date = text.parse().map_err(|_| Message::new("task-error-due-format"))?;
    if due < today {
        return Err(Message::new("task-error-due-past"));
    }
    if due.year() > today.year() + DUE_YEARS_MAX {
        return Err(Message::new("task-error-due-far").with("years", DUE_YEARS_MAX));
    }
    Ok(due)
}
