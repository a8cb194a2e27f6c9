//! Pages that say what went wrong and where to go on.

use askama::Template;
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::{Page, Shell, address};
use crate::refusals::{Kind, Refusal};

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemView {
    shell: Shell,
    heading: String,
    text: String,
    way_out: String,
    way_out_label: String,
}

/// A page handler's failure.
#[derive(Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    heading: String,
    text: String,
}

impl Problem {
    pub(crate) fn page(status: StatusCode, heading: impl Into<String>, text: impl Into<String>) -> Self {
        Self { status, heading: heading.into(), text: text.into() }
    }

    /// No such page, table or record.
    pub(crate) fn not_found(text: impl Into<String>) -> Self {
        Self::page(StatusCode::NOT_FOUND, "Page not found", text)
    }

    /// The person lacks a role.
    pub(crate) fn role_needed(role: &str) -> Self {
        Self::page(StatusCode::FORBIDDEN, "Access denied", format!("This page needs the role {role}."))
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let heading = match refusal.kind {
            Kind::InvalidTable | Kind::NoRecord => "Record not found",
            Kind::Denied => "Security constraints prevent access to requested page",
            Kind::NotAuthenticated | Kind::SecondFactor => "Sign in first",
            _ => "The request failed",
        };
        let status = if refusal.kind == Kind::InvalidTable { StatusCode::NOT_FOUND } else { refusal.status };
        Self::page(status, heading, words(&refusal))
    }
}

/// Message and detail of a refusal in one line, as the platform's own pages show it.
pub(crate) fn words(refusal: &Refusal) -> String {
    match &refusal.detail {
        Some(detail) => format!("{}: {detail}", refusal.message),
        None => refusal.message.to_string(),
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let signed_out = self.status == StatusCode::UNAUTHORIZED;
        let view = ProblemView {
            shell: Shell::signed_out(&self.heading, String::new(), String::new()),
            heading: self.heading,
            text: self.text,
            way_out: if signed_out { address::sign_in("/") } else { "/".to_owned() },
            way_out_label: if signed_out { "Sign in".to_owned() } else { "Go to the start page".to_owned() },
        };
        Page::of(&view).with_status(self.status).into_response()
    }
}
