//! The connection on the home page: the question whether ServiceNow is used (S09), or how the connection does; and
//! the messages when it needs something.

use crate::connection::{Connection, ConnectionStatus};
use crate::i18n::Words;
use crate::web::components::{Badge, MessageBar, Tone};
use crate::web::shell::Shell;
use crate::web::urls::{self, Query};

/// What the card shows.
pub(super) enum ConnectionCard {
    /// Nobody has connected yet, or set-up is not finished.
    Asks {
        /// Whether set-up has begun.
        begun: bool,
    },
    /// How it does.
    Status(Box<Status>),
}

/// Facts of a connection.
pub(super) struct Status {
    pub(super) badge: Badge,
    pub(super) instance: String,
    pub(super) user: Option<String>,
    pub(super) synced: Option<String>,
    pub(super) renews: Option<String>,
    pub(super) waiting: u64,
    pub(super) failed: u64,
    pub(super) failed_url: String,
}

impl ConnectionCard {
    /// From the shell's connection.
    pub(super) fn new(words: &Words, shell: &Shell) -> Self {
        match &shell.connection {
            Some(connection) if connection.authorization.is_some() => {
                Self::Status(Box::new(Status::new(words, shell, connection)))
            }
            other => Self::Asks { begun: other.is_some() },
        }
    }
}

impl Status {
    fn new(words: &Words, shell: &Shell, connection: &Connection) -> Self {
        let authorization = connection.authorization.as_ref();
        let renews = authorization.map(|authorization| authorization.access_expires_at);
        Self {
            badge: badge(words, connection.status),
            instance: connection.instance.name().to_owned(),
            user: authorization.map(|authorization| authorization.user_name.clone()),
            synced: connection.synced_at.map(|at| words.relative(at)),
            renews: renews.filter(|at| *at > words.now).map(|at| words.relative(at)),
            waiting: shell.counts.waiting,
            failed: shell.counts.failed_in_24_hours,
            failed_url: Query::new(urls::TICKETS).with("status", "not-sent").to_string(),
        }
    }
}

fn badge(words: &Words, status: ConnectionStatus) -> Badge {
    let (tone, key) = match status {
        ConnectionStatus::SettingUp => (Tone::Warn, "connection-status-setting-up"),
        ConnectionStatus::NotProvisioned => (Tone::Warn, "connection-status-not-provisioned"),
        ConnectionStatus::Connected => (Tone::Ok, "connection-status-connected"),
        ConnectionStatus::Unreachable => (Tone::Warn, "connection-status-unreachable"),
        ConnectionStatus::AuthorizationEnded => (Tone::Bad, "connection-status-authorization-ended"),
    };
    Badge::new(tone, words.phrase(key))
}

/// What the connection needs, above the cards.
pub(super) fn bars(words: &Words, shell: &Shell) -> Vec<MessageBar> {
    let Some(connection) = &shell.connection else { return Vec::new() };
    let say =
        |tone, strong: &str, text: &str| MessageBar::new(tone, words.phrase(strong), words.phrase(text));
    let authorize = words.phrase("home-go-to-provisioning");
    let bar = match connection.status {
        ConnectionStatus::NotProvisioned => {
            say(Tone::Warn, "home-not-provisioned", "home-not-provisioned-text")
                .leading_to(urls::PROVISIONING, &authorize)
        }
        ConnectionStatus::AuthorizationEnded => {
            say(Tone::Bad, "home-authorization-ended", "home-authorization-ended-text")
                .leading_to(urls::PROVISIONING, &authorize)
        }
        ConnectionStatus::Unreachable => unreachable(words, connection),
        ConnectionStatus::SettingUp | ConnectionStatus::Connected => {
            return ending(words, connection).into_iter().collect();
        }
    };
    vec![bar]
}

/// The last known data stay visible; sending is queued.
fn unreachable(words: &Words, connection: &Connection) -> MessageBar {
    let strong = match connection.synced_at {
        Some(at) => words.phrase("home-unreachable-since").arg("when", words.moment(at)),
        None => words.phrase("home-unreachable"),
    };
    let reason = connection
        .problem
        .as_ref()
        .map_or_else(String::new, |problem| format!("{} ", words.message(problem)));
    let text = format!("{reason}{}", words.phrase("home-unreachable-text"));
    MessageBar::new(Tone::Warn, strong, text)
        .leading_to(urls::CONNECTION, &words.phrase("home-check-connection"))
}

/// The refresh token ends within 30 days.
fn ending(words: &Words, connection: &Connection) -> Option<MessageBar> {
    let end = connection.ending(words.now)?;
    let tone = if end.is_urgent() { Tone::Bad } else { Tone::Warn };
    let strong = words.phrase("home-authorization-ends").arg("day", words.day(words.date_of(end.at)));
    let bar = MessageBar::new(tone, strong, words.phrase("home-authorization-ends-text"));
    Some(bar.leading_to(urls::PROVISIONING, &words.phrase("home-go-to-provisioning")))
}
