//! Refusals that belong to one API.

use axum::http::StatusCode;

use super::{Kind, Refusal};

impl Refusal {
    /// An aggregate request that asks for no calculation (protocol 3.1).
    pub(crate) fn no_aggregate() -> Self {
        Self::bad_request("No request parameter for aggregate operation specified", None)
    }

    /// An upload without one of its parameters or parts (protocol 3.2).
    pub(crate) fn missing_parameter(name: &'static str) -> Self {
        Self::bad_request("Missing parameter", Some(format!("The parameter {name} is required").into()))
    }

    /// A table that holds no configuration items.
    pub(crate) fn invalid_class(name: &str) -> Self {
        Self::bad_request("Invalid class name", Some(format!("Table {name} is not a CMDB class").into()))
    }

    /// A parameter whose value cannot be used.
    pub(crate) fn invalid_parameter(name: &'static str, value: &str) -> Self {
        Self::bad_request("Invalid parameter", Some(format!("{name} cannot be \"{value}\"").into()))
    }

    /// As the Change Management API tells it: one sentence in the message, and
    /// no 403 for what a rule of the process refused (protocol 3.5).
    pub(crate) fn of_process(mut self, what: &str, verb: &str) -> Self {
        if self.status != StatusCode::FORBIDDEN {
            return self;
        }
        let cause = self.detail.as_ref().unwrap_or(&self.message);
        self.message = format!("{what} record could not be {verb}. {cause}").into();
        self.detail = Some("".into());
        if self.kind != Kind::Denied {
            self.status = StatusCode::BAD_REQUEST;
        }
        self
    }

    /// Nothing about a change waits for this caller's decision.
    pub(crate) fn no_approval() -> Self {
        Self::bad_request(
            "User is not able to approve or reject the change request",
            Some("There is no requested approval for the user".into()),
        )
    }

    /// A conflict check that cannot start, or not be cancelled.
    pub(crate) fn no_conflict_check(missing: &str) -> Self {
        Self::bad_request("Conflict check failed", Some(format!("The change has no {missing}").into()))
    }

    /// A file whose extension `glide.attachment.extensions` does not list.
    pub(crate) fn file_type_not_allowed(file_name: &str) -> Self {
        Self::bad_request(
            "Attachment type not allowed",
            Some(format!("Files with the extension of {file_name} are not permitted").into()),
        )
    }

    /// A multipart upload that cannot be read.
    pub(crate) fn invalid_multipart(reason: &str) -> Self {
        Self::unreadable(format!("The payload is not valid multipart/form-data: {reason}"))
    }

    /// A batch that lacks what every batch has (protocol 3.3).
    pub(crate) fn invalid_batch(reason: &'static str) -> Self {
        Self::bad_request("Invalid batch request", Some(reason.into()))
    }

    /// A JSONv2 update that would change every record (protocol 3.7).
    pub(crate) fn empty_update_query() -> Self {
        Self::bad_request("Cannot update with empty sysparm_query", None)
    }

    /// A JSONv2 action that does not exist, or not with this method.
    pub(crate) fn unknown_action(action: &str) -> Self {
        Self::bad_request("Invalid action", Some(format!("Action {action} is not supported").into()))
    }

    /// An import into a table that holds no import rows (protocol 3.4).
    pub(crate) fn invalid_staging_table(table: &str) -> Self {
        Self::bad_request(
            "Invalid staging table",
            Some(format!("Table {table} is not an import set table").into()),
        )
    }

    pub(crate) fn too_many_rows(found: usize, allowed: usize) -> Self {
        Self::bad_request(
            "Too many records",
            Some(format!("{found} records. Max allowed: {allowed}.").into()),
        )
    }

    /// An item that is not there, not active, or not for this caller.
    pub(crate) fn not_orderable() -> Self {
        Self::bad_request("Security constraints prevent ordering of Item", None)
    }

    pub(crate) fn invalid_quantity(value: &str) -> Self {
        Self::bad_request("Invalid quantity value", Some(format!("Quantity cannot be \"{value}\"").into()))
    }

    /// Mandatory questions (their texts) without an answer.
    pub(crate) fn open_questions(questions: &[String]) -> Self {
        Self::bad_request("Mandatory Variables are required", Some(questions.join(", ").into()))
    }

    pub(crate) fn empty_cart() -> Self {
        Self::bad_request("Cart is empty", Some("There is nothing to order".into()))
    }
}
