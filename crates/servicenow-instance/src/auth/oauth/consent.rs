//! The page on which a person allows an application to act for them (S25).

use askama::Template;

use super::request::AuthorizationRequest;
use crate::{
    engine::{Record, Selection, Session},
    query::Query,
    refusals::Refusal,
    ui::Shell,
};

/// Role that marks integration users of the ticketing connector.
const INTEGRATION_ROLE: &str = "x_scbr_m365ticket.integration";
/// What the installation checklist proposes.
const USUAL_INTEGRATION_USER: &str = "m365.integration";
const ABILITIES: [&str; 3] = [
    "Read and create change requests and incidents",
    "Read states, priorities and work notes",
    "Stay connected until you revoke access",
];

/// The page.
#[derive(Template)]
#[template(path = "consent.html")]
pub(super) struct ConsentView {
    shell: Shell,
    name: String,
    application: String,
    abilities: [&'static str; 3],
    /// User name to sign in with instead, when this person is no integration user.
    warning: Option<String>,
    /// The query of the authorization request, posted back with the decision.
    request: String,
    returns_to: String,
    /// This page again, for after signing in as somebody else.
    again: String,
}

/// What the page says of the request; the frame around it comes from the viewer.
pub(super) struct Question {
    application: String,
    name: String,
    warning: Option<String>,
    returns_to: String,
}

impl Question {
    pub(super) fn new(
        session: &Session,
        request: &AuthorizationRequest,
        user: &Record,
    ) -> Result<Self, Refusal> {
        Ok(Self {
            application: request.entity.get("name").to_owned(),
            name: display_name(user),
            warning: warning(session, user)?,
            returns_to: request.redirect_uri.clone(),
        })
    }

    pub(super) fn into_view(self, shell: Shell, query: &str) -> ConsentView {
        ConsentView {
            shell,
            name: self.name,
            application: self.application,
            abilities: ABILITIES,
            warning: self.warning,
            request: query.to_owned(),
            returns_to: self.returns_to,
            again: format!("/oauth_auth.do?{query}"),
        }
    }
}

fn display_name(user: &Record) -> String {
    let name = user.get("name");
    if name.is_empty() { user.get("user_name").to_owned() } else { name.to_owned() }
}

fn warning(session: &Session, user: &Record) -> Result<Option<String>, Refusal> {
    if is_integration_user(session, user)? {
        return Ok(None);
    }
    let expected = integration_users(session)?.into_iter().next();
    Ok(Some(expected.unwrap_or_else(|| USUAL_INTEGRATION_USER.to_owned())))
}

/// Whether a user exists for integrations: by its own role (an administrator's, who has every role, does
/// not count), or by its record.
fn is_integration_user(session: &Session, user: &Record) -> Result<bool, Refusal> {
    if user.is_true("internal_integration_user") || user.get("identity_type") == "machine" {
        return Ok(true);
    }
    let Some(role) = session.find_by("sys_user_role", "name", INTEGRATION_ROLE)? else { return Ok(false) };
    let query =
        Query::equals("role", role.sys_id()).and("user", crate::query::Operator::Equals, user.sys_id());
    Ok(session.count("sys_user_has_role", &query)? > 0)
}

fn integration_users(session: &Session) -> Result<Vec<String>, Refusal> {
    let Some(role) = session.find_by("sys_user_role", "name", INTEGRATION_ROLE)? else {
        return Ok(Vec::new());
    };
    let query = Query::equals("role", role.sys_id()).ordered_by_descending("sys_created_on");
    let rows = session.select("sys_user_has_role", &Selection::of(query).limited(10))?;
    let mut names = Vec::new();
    for row in rows {
        names.extend(session.find("sys_user", row.get("user"))?.map(|user| user.get("user_name").to_owned()));
    }
    Ok(names)
}
