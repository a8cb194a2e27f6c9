//! Every address of the portal: the patterns that the router knows, and the functions that fill them. Nothing else
//! writes a URL by hand.

use std::borrow::Borrow;
use std::fmt::{self, Write as _};

use url::form_urlencoded;

use crate::connection::{CheckName, SetupStep, Topic};
use crate::ids::{ActionId, ConnectionId, NoteId, TicketId};

pub(crate) const HOME: &str = "/";
pub(crate) const SECURE_SCORE: &str = "/secure-score";
pub(crate) const ACTIONS: &str = "/secure-score/actions";
pub(crate) const ACTIONS_CSV: &str = "/secure-score/actions.csv";
pub(crate) const ACTIONS_JSON: &str = "/secure-score/actions.json";
pub(crate) const ACTION: &str = "/secure-score/actions/{id}";
pub(crate) const ACTION_STATUS: &str = "/secure-score/actions/{id}/status";
pub(crate) const HISTORY: &str = "/secure-score/history";
pub(crate) const TRENDS: &str = "/secure-score/trends";
pub(crate) const TICKETS: &str = "/tickets";
pub(crate) const NEW_TICKET: &str = "/tickets/new";
pub(crate) const TICKETS_CSV: &str = "/tickets.csv";
pub(crate) const TICKETS_JSON: &str = "/tickets.json";
pub(crate) const TICKETS_BULK: &str = "/tickets/bulk";
pub(crate) const TICKET: &str = "/tickets/{id}";
pub(crate) const TICKET_REFRESH: &str = "/tickets/{id}/refresh";
pub(crate) const TICKET_RETRY: &str = "/tickets/{id}/retry";
pub(crate) const TICKET_DELETE: &str = "/tickets/{id}/delete";
pub(crate) const TICKET_EDIT: &str = "/tickets/{id}/edit";
pub(crate) const TICKET_NOTE: &str = "/tickets/{id}/note";
pub(crate) const TICKET_NOTE_RETRY: &str = "/tickets/{id}/notes/{note}/retry";
pub(crate) const CONNECTION: &str = "/servicenow";
pub(crate) const SETUP: &str = "/servicenow/setup";
pub(crate) const SETUP_INSTANCE: &str = "/servicenow/setup/instance";
pub(crate) const SETUP_CHECKLIST: &str = "/servicenow/setup/checklist";
pub(crate) const SETUP_CLIENT: &str = "/servicenow/setup/client";
pub(crate) const SETUP_PROVISION: &str = "/servicenow/setup/provision";
pub(crate) const AUTHORIZE: &str = "/servicenow/authorize";
pub(crate) const AUTHORIZE_KEY: &str = "/servicenow/authorize/key";
pub(crate) const CALLBACK: &str = "/servicenow/callback";
pub(crate) const CONNECTOR: &str = "/servicenow/connector/{name}";
pub(crate) const SYNC: &str = "/servicenow/sync";
pub(crate) const WEBHOOK: &str = "/servicenow/webhook";
pub(crate) const WEBHOOK_REMOVE: &str = "/servicenow/webhook/remove";
/// Start of the addresses that programs call without a session.
pub(crate) const WEBHOOKS: &str = "/webhooks/";
pub(crate) const WEBHOOK_NOTE: &str = "/webhooks/servicenow/{connection}";
pub(crate) const CHECK: &str = "/servicenow/check";
pub(crate) const CONFIGURATION: &str = "/servicenow/configuration";
pub(crate) const CONFIGURATION_STATES: &str = "/servicenow/configuration/states";
pub(crate) const CONFIGURATION_RESET: &str = "/servicenow/configuration/reset";
pub(crate) const CONFIGURATION_REMOVE: &str = "/servicenow/configuration/remove";
pub(crate) const PROVISIONING: &str = "/ticketProvisioning";
pub(crate) const TROUBLESHOOTING: &str = "/troubleshooting";
pub(crate) const REPORT_TEXT: &str = "/troubleshooting/report.txt";
pub(crate) const REPORT_JSON: &str = "/troubleshooting/report.json";
pub(crate) const ACTIVITY: &str = "/activity";
pub(crate) const ACTIVITY_CSV: &str = "/activity.csv";
pub(crate) const SEARCH: &str = "/search";
pub(crate) const SETTINGS: &str = "/settings";
pub(crate) const SETTINGS_LANGUAGE: &str = "/settings/language";
pub(crate) const SETTINGS_THEME: &str = "/settings/theme";
pub(crate) const HELP: &str = "/help";
pub(crate) const HELP_TOPIC: &str = "/help/{topic}";
pub(crate) const SIGN_IN: &str = "/signin";
pub(crate) const SIGN_IN_START: &str = "/signin/start";
pub(crate) const SIGN_IN_CALLBACK: &str = "/signin/callback";
pub(crate) const SIGN_OUT: &str = "/signout";
pub(crate) const EVENTS: &str = "/events";
pub(crate) const HEALTH: &str = "/healthz";
pub(crate) const READY: &str = "/readyz";
pub(crate) const METRICS: &str = "/metrics";
pub(crate) const OPENAPI: &str = "/openapi.json";
pub(crate) const API_TICKET: &str = "/api/v1/tickets/{id}";
pub(crate) const ASSET: &str = "/assets/{name}";

/// An improvement action.
pub(crate) fn action(id: &ActionId) -> String {
    filled(ACTION, "{id}", id.as_str())
}

/// Where the status and notes of an action are sent.
pub(crate) fn action_status(id: &ActionId) -> String {
    filled(ACTION_STATUS, "{id}", id.as_str())
}

/// A ticket, by number once it has one.
pub(crate) fn ticket(id: TicketId, number: Option<&str>) -> String {
    match number {
        Some(number) => filled(TICKET, "{id}", number),
        None => filled(TICKET, "{id}", &id.to_string()),
    }
}

/// Where a ticket is refreshed.
pub(crate) fn ticket_refresh(id: impl Borrow<TicketId>) -> String {
    filled(TICKET_REFRESH, "{id}", &id.borrow().to_string())
}

/// Where a ticket is sent again.
pub(crate) fn ticket_retry(id: impl Borrow<TicketId>) -> String {
    filled(TICKET_RETRY, "{id}", &id.borrow().to_string())
}

/// Where a ticket is deleted.
pub(crate) fn ticket_delete(id: impl Borrow<TicketId>) -> String {
    filled(TICKET_DELETE, "{id}", &id.borrow().to_string())
}

/// Where the task of a ticket that was not sent yet is changed.
pub(crate) fn ticket_edit(id: impl Borrow<TicketId>) -> String {
    filled(TICKET_EDIT, "{id}", &id.borrow().to_string())
}

/// Where a note is added to a ticket.
pub(crate) fn ticket_note(id: impl Borrow<TicketId>) -> String {
    filled(TICKET_NOTE, "{id}", &id.borrow().to_string())
}

/// Where a note that was not written is tried again.
pub(crate) fn ticket_note_retry(id: TicketId, note: NoteId) -> String {
    filled(&filled(TICKET_NOTE_RETRY, "{id}", &id.to_string()), "{note}", &note.to_string())
}

/// Set-up with one step open.
pub(crate) fn setup_step(step: impl Borrow<SetupStep>) -> String {
    Query::new(SETUP).with("step", step.borrow().as_str()).to_string()
}

/// The task form for an improvement action.
pub(crate) fn new_ticket_for(id: &ActionId) -> String {
    Query::new(NEW_TICKET).with("action", id.as_str()).to_string()
}

/// A finding of the doctor.
pub(crate) fn finding(name: CheckName) -> String {
    format!("{TROUBLESHOOTING}#finding-{}", name.as_str())
}

/// A topic of troubleshooting, opened.
pub(crate) fn topic(topic: Topic) -> String {
    let name = topic.as_str();
    format!("{}#topic-{name}", Query::new(TROUBLESHOOTING).with("topic", name))
}

/// A topic of the help.
pub(crate) fn help_topic(name: &str) -> String {
    filled(HELP_TOPIC, "{topic}", name)
}

/// Where notes of a connection go.
pub(crate) fn webhook(connection: ConnectionId) -> String {
    filled(WEBHOOK_NOTE, "{connection}", &connection.to_string())
}

/// A file of the connector app.
pub(crate) fn connector(name: &str) -> String {
    filled(CONNECTOR, "{name}", name)
}

/// An asset, by the name that carries its checksum.
pub(crate) fn asset(name: &str) -> String {
    filled(ASSET, "{name}", name)
}

/// A pattern with one segment filled in, encoded as a path segment (RFC 3986, `unreserved` stays).
pub(crate) fn filled(pattern: &str, place: &str, value: &str) -> String {
    let mut segment = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            segment.push(char::from(byte));
        } else {
            write!(segment, "%{byte:02X}").expect("a string takes everything");
        }
    }
    pattern.replace(place, &segment)
}

/// A path of ours that a page may send the browser back to; anything else becomes the home page. A second slash or
/// a backslash would name another host.
pub(crate) fn local(path: &str) -> &str {
    let rest = path.strip_prefix('/');
    let foreign = rest.is_none_or(|rest| rest.starts_with(['/', '\\']));
    if foreign || path.chars().any(char::is_control) { HOME } else { path }
}

/// An address with a query; `Display` writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Query {
    path: String,
    pairs: Vec<(String, String)>,
}

impl Query {
    /// No pairs yet.
    pub(crate) fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), pairs: Vec::new() }
    }

    /// Adds a pair; names may repeat.
    #[must_use]
    pub(crate) fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.pairs.push((name.to_owned(), value.to_string()));
        self
    }

    /// Sets the only pair of this name.
    #[must_use]
    pub(crate) fn set(self, name: &str, value: impl ToString) -> Self {
        self.without(name).with(name, value)
    }

    /// Takes every pair of this name out.
    #[must_use]
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.pairs.retain(|(pair, _)| pair != name);
        self
    }

    /// The path.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The pairs, for hidden inputs.
    pub(crate) fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)?;
        if self.pairs.is_empty() {
            return Ok(());
        }
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.pairs);
        write!(f, "?{}", query.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_cannot_break_out_of_their_segment() {
        assert_eq!(action(&ActionId::new("a/b?c d.é")), "/secure-score/actions/a%2Fb%3Fc%20d.%C3%A9");
    }

    #[test]
    fn only_our_own_paths_are_returned_to() {
        for path in ["//evil.example", "/\\evil.example", "https://evil.example", "", "evil", "/a\r\nb"] {
            assert_eq!(local(path), HOME, "{path}");
        }
        assert_eq!(local("/tickets?status=open"), "/tickets?status=open");
    }

    #[test]
    fn queries_encode_and_replace() {
        let query = Query::new(TICKETS).with("q", "a&b").with("page", 2).set("page", 3);
        assert_eq!(query.to_string(), "/tickets?q=a%26b&page=3");
        assert_eq!(query.without("q").without("page").to_string(), "/tickets");
    }
}
