//! Errors of a GraphQL answer, with the classifications that the platform's library gives them.

use serde_json::{Value, json};

use super::parse::SyntaxError;
use crate::refusals::Refusal;

/// Why a document is not carried out, or a part of it is not.
#[derive(Debug)]
pub(super) enum Stop {
    /// The document asks for what the schema does not have: nothing is answered.
    Invalid(String),
    /// The data refuses this part: the others are answered.
    Refused(Refusal),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl Stop {
    pub(super) fn undefined(path: &[&str], field: &str, holder: &str) -> Self {
        let place = [path, &[field]].concat().join("/");
        Self::Invalid(format!(
            "Validation error (FieldUndefined@[{place}]) : Field '{field}' in type '{holder}' is undefined"
        ))
    }

    pub(super) fn no_selection(path: &[&str], field: &str) -> Self {
        let place = [path, &[field]].concat().join("/");
        Self::Invalid(format!(
            "Validation error (SubselectionRequired@[{place}]) : Subselection required for field '{field}'"
        ))
    }
}

pub(super) fn invalid(message: &str) -> Value {
    json!({ "message": message, "locations": [], "extensions": { "classification": "ValidationError" } })
}

pub(super) fn syntax(error: &SyntaxError) -> Value {
    let locations = match error {
        SyntaxError::At { line, column } => json!([{ "line": line, "column": column }]),
        _ => json!([]),
    };
    json!({
        "message": error.to_string(),
        "locations": locations,
        "extensions": { "classification": "InvalidSyntax" },
    })
}

pub(super) fn refused(refusal: &Refusal, path: &[&str]) -> Value {
    json!({
        "message": refusal.message,
        "locations": [],
        "path": path,
        "extensions": { "classification": "DataFetchingException", "detail": refusal.detail },
    })
}
