//! The task form as it is shown: for a new ticket, and for one that was not sent yet. What becomes of it when it comes
//! back is decided in [`super::send`].

use std::borrow::Borrow;

use askama::Template;
use axum::response::Response;

use super::prefill::{self, suggested_due};
use crate::connection::ConnectionStatus;
use crate::i18n::Words;
use crate::message::Message;
use crate::score::{Category, ImprovementAction};
use crate::tickets::{FieldError, Priority, Source, TaskForm, Ticket, TicketKind};
use crate::web::components::{FieldErrors, PriorityMark};
use crate::web::error::Result;
use crate::web::filters;
use crate::web::shell::{self, Shell};
use crate::web::viewer::Viewer;
use crate::web::{keys, urls};

/// An open ticket of the same action.
pub(super) struct OpenTicket {
    pub(super) kind: TicketKind,
    pub(super) number: Option<String>,
    pub(super) url: String,
    pub(super) another_url: String,
}

/// What the form is about.
pub(super) enum Subject {
    /// A new ticket, for an action or of one's own.
    New(Option<ImprovementAction>),
    /// A ticket that was not sent yet, and its action as far as it is still known.
    Unsent(Box<Ticket>, Option<ImprovementAction>),
}

impl Subject {
    pub(super) fn action(&self) -> Option<&ImprovementAction> {
        let (Self::New(action) | Self::Unsent(_, action)) = self;
        action.as_ref()
    }

    /// The title of the action, or its id when it is gone.
    fn title(&self) -> Option<&str> {
        match self {
            Self::New(action) | Self::Unsent(_, action @ Some(_)) => Some(&action.as_ref()?.title),
            Self::Unsent(ticket, None) => Some(ticket.task.action.as_ref()?.as_str()),
        }
    }

    fn source(&self) -> Source {
        match self {
            Self::New(Some(_)) => Source::Microsoft,
            Self::New(None) => Source::User,
            Self::Unsent(ticket, _) => ticket.task.source,
        }
    }

    /// The category that is not to be chosen, because the action has it.
    fn category(&self) -> Option<Category> {
        match self {
            Self::New(action) => action.as_ref()?.category,
            Self::Unsent(ticket, _) => ticket.task.action.as_ref().map(|_| ticket.task.category),
        }
    }
}

/// A form and what is known about it.
pub(super) struct Filled {
    pub(super) subject: Subject,
    pub(super) form: TaskForm,
    pub(super) errors: FieldErrors,
    /// What is wrong with the form as a whole.
    pub(super) refusal: Option<Message>,
    pub(super) open: Vec<OpenTicket>,
    /// Typed before a session ended, and kept.
    pub(super) kept: bool,
}

impl Filled {
    /// Without anything wrong.
    pub(super) fn new(subject: Subject, form: TaskForm) -> Self {
        Self { subject, form, errors: FieldErrors::default(), refusal: None, open: Vec::new(), kept: false }
    }
}

#[derive(Template)]
#[template(path = "pages/tickets/new.html")]
struct TaskView {
    shell: Shell,
    words: Words,
    filled: Filled,
    today: String,
    user_name: String,
}

impl TaskView {
    fn is_edit(&self) -> bool {
        matches!(self.filled.subject, Subject::Unsent(..))
    }

    /// Where the form is sent.
    fn target(&self) -> String {
        match &self.filled.subject {
            Subject::New(_) => urls::TICKETS.to_owned(),
            Subject::Unsent(ticket, _) => urls::ticket_edit(ticket.id),
        }
    }

    fn cancel_url(&self) -> String {
        match &self.filled.subject {
            Subject::New(Some(action)) => urls::action(&action.id),
            Subject::New(None) => urls::TICKETS.to_owned(),
            Subject::Unsent(ticket, _) => urls::ticket(ticket.id, ticket.number()),
        }
    }

    /// The due date that goes with a priority, for the script that keeps them together.
    fn due_of(&self, priority: impl Borrow<Priority>) -> String {
        suggested_due(*priority.borrow(), self.today.parse().unwrap_or_default()).to_string()
    }

    fn squares(priority: impl Borrow<Priority>) -> PriorityMark {
        PriorityMark::new(Some(priority.borrow().record_priority(TicketKind::Change)))
    }

    /// Why this priority is proposed; nothing when Graph tells neither rank nor points.
    fn suggestion(&self) -> Option<String> {
        let action = self.filled.subject.action()?;
        let (rank, left) = (action.rank?, action.points_left()?);
        let priority = prefill::suggested_priority(Some(rank), Some(left));
        let words = &self.words;
        let phrase =
            words.phrase("task-priority-suggested").arg("points", words.points(left)).arg("rank", rank);
        Some(phrase.arg("priority", words.phrase(keys::priority(priority))).to_string())
    }

    fn category_key(&self) -> Option<&'static str> {
        self.filled.subject.category().map(keys::category)
    }

    fn description_length(&self) -> usize {
        self.filled.form.description.chars().count()
    }

    /// Whether the ticket will wait here before it can be delivered.
    fn waits(&self) -> bool {
        let status = self.shell.connection.as_ref().map(|connection| connection.status);
        matches!(status, Some(ConnectionStatus::Unreachable | ConnectionStatus::AuthorizationEnded))
    }
}

/// Writes the page.
pub(super) fn page(viewer: &Viewer, shell: Shell, filled: Filled) -> Result<Response> {
    let view = TaskView {
        shell,
        words: viewer.words().clone(),
        filled,
        today: viewer.today().to_string(),
        user_name: viewer.person.user_name.clone(),
    };
    shell::page(viewer, &view)
}

/// Errors beside their fields.
pub(super) fn by_field(errors: Vec<FieldError>) -> FieldErrors {
    FieldErrors(errors.into_iter().map(|error| (error.field.as_str().to_owned(), error.message)).collect())
}

/// The form that a ticket would have come from.
pub(crate) fn form_of(ticket: &Ticket, key: String) -> TaskForm {
    let task = &ticket.task;
    TaskForm {
        kind: task.kind.as_str().to_owned(),
        name: task.name.clone(),
        description: task.description.clone(),
        priority: task.priority.as_str().to_owned(),
        due: task.due.to_string(),
        category: task.category.as_str().to_owned(),
        action: task.action.as_ref().map_or_else(String::new, ToString::to_string),
        idempotency_key: key,
        another: String::new(),
    }
}
