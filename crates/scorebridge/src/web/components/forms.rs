//! What is wrong with a form: all of it on top with links, and each beside its field.

use askama::Template;

use crate::message::Message;
use crate::web::filters;

/// Errors by the name of their field, in the order of the form.
#[derive(Debug, Clone, Default)]
pub(crate) struct FieldErrors(pub(crate) Vec<(String, Message)>);

impl FieldErrors {
    /// The error of a field.
    pub(crate) fn of(&self, field: &str) -> Option<&Message> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, message)| message)
    }

    /// Adds one.
    pub(crate) fn push(&mut self, field: &str, message: Message) {
        self.0.push((field.to_owned(), message));
    }

    /// Whether nothing is wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The list for the top of the form; `None` when nothing is wrong.
    pub(crate) fn summary(&self) -> Option<ErrorSummary> {
        (!self.is_empty()).then(|| ErrorSummary { errors: self.0.clone() })
    }
}

/// "There is a problem", with a link to each field: the field's element has the field's name as its id.
#[derive(Template)]
#[template(path = "components/error_summary.html")]
pub(crate) struct ErrorSummary {
    errors: Vec<(String, Message)>,
}
