//! The instance's own log, table `syslog`: what scripts tell and what goes
//! wrong in them.

use crate::engine::{Session, Values};
use crate::refusals::Refusal;

/// Characters of a message that are kept.
const LONGEST: usize = 4000;
/// Entries that one transaction may leave.
pub(super) const MOST: usize = 1_000;

/// How bad it is, as the platform numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Debug,
    Info,
    Warning,
    Error,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) level: Level,
    pub(crate) message: String,
    /// The application scope, or what the script named.
    pub(crate) source: String,
}

impl Level {
    pub(super) fn of(number: &str) -> Self {
        match number {
            "-1" => Self::Debug,
            "1" => Self::Warning,
            "2" => Self::Error,
            _ => Self::Info,
        }
    }

    fn number(self) -> &'static str {
        match self {
            Self::Debug => "-1",
            Self::Info => "0",
            Self::Warning => "1",
            Self::Error => "2",
        }
    }
}

impl Entry {
    pub(crate) fn warning(message: impl Into<String>, source: &str) -> Self {
        Self { level: Level::Warning, message: message.into(), source: source.to_owned() }
    }

    pub(crate) fn error(message: impl Into<String>, source: &str) -> Self {
        Self { level: Level::Error, message: message.into(), source: source.to_owned() }
    }
}

/// Adds rows past all rules.
pub(crate) fn write(session: &Session, entries: &[Entry]) -> Result<(), Refusal> {
    for entry in entries {
        let message: String = entry.message.chars().take(LONGEST).collect();
        let row = Values::new()
            .with("level", entry.level.number())
            .with("message", message)
            .with("source", entry.source.as_str());
        session.insert_plain("syslog", &row)?;
    }
    Ok(())
}
