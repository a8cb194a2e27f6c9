//! The instance's own log, table `syslog`: what scripts tell and what goes
//! wrong in them.

use crate::engine::{Session, Values};
use crate::refusals::Refusal;

/// Characters of a message that are kept.
const LONGEST: usize = 4000;
/// Characters of a source that are kept.
const SOURCE: usize = 100;
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
    /// With no more of the message than is kept: a transaction may hold many.
    pub(crate) fn new(level: Level, message: impl Into<String>, source: &str) -> Self {
        Self { level, message: clipped(message.into(), LONGEST), source: clipped(source.to_owned(), SOURCE) }
    }

    pub(crate) fn warning(message: impl Into<String>, source: &str) -> Self {
        Self::new(Level::Warning, message, source)
    }

    pub(crate) fn error(message: impl Into<String>, source: &str) -> Self {
        Self::new(Level::Error, message, source)
    }
}

/// Adds rows past all rules.
pub(crate) fn write(session: &Session, entries: &[Entry]) -> Result<(), Refusal> {
    for entry in entries {
        let row = Values::new()
            .with("level", entry.level.number())
            .with("message", entry.message.as_str())
            .with("source", entry.source.as_str());
        session.insert_plain("syslog", &row)?;
    }
    Ok(())
}

/// The first characters of a text, in no more memory than they need.
pub(super) fn clipped(mut text: String, characters: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(characters) {
        text.truncate(end);
        text.shrink_to_fit();
    }
    text
}
