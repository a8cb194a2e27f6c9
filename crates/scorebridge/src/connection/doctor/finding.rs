//! One check and what it found.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::CheckName;
use crate::connection::way_out;
use crate::message::Message;

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Right.
    Passed,
    /// Works, but something is less than it could be; does not stop provisioning.
    Warning,
    /// Wrong: `way_out` says what to do.
    Failed,
    /// Cannot be told from outside, or with the rights of the integration user: the evidence says why, `way_out`
    /// where to look.
    Unknown,
    /// Not looked at, because an earlier one failed or its turn has not come.
    Waiting,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Self; 5] = [Self::Passed, Self::Warning, Self::Failed, Self::Unknown, Self::Waiting];

    /// Key word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Waiting => "waiting",
        }
    }

    /// Reads the key word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.as_str() == text)
    }

    /// Whether it stands in nobody's way.
    pub fn is_good(self) -> bool {
        matches!(self, Self::Passed | Self::Warning)
    }
}

/// A check and what it found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Which.
    pub name: CheckName,
    /// How it ended.
    pub outcome: Outcome,
    /// What was seen.
    pub evidence: Message,
    /// What to do about it, with the menu path in ServiceNow or Entra; for everything that neither passed nor waits.
    pub way_out: Option<Message>,
    /// When.
    pub at: Timestamp,
}

/// How a check ended, before it gets its name and time.
pub(crate) type Seen = (Outcome, Message);

pub(crate) fn passed(evidence: Message) -> Seen {
    (Outcome::Passed, evidence)
}

pub(crate) fn warned(evidence: Message) -> Seen {
    (Outcome::Warning, evidence)
}

pub(crate) fn failed(evidence: Message) -> Seen {
    (Outcome::Failed, evidence)
}

pub(crate) fn cannot_tell(evidence: Message) -> Seen {
    (Outcome::Unknown, evidence)
}

pub(crate) fn waiting() -> Seen {
    (Outcome::Waiting, Message::new("evidence-waiting"))
}

impl Check {
    /// A check with its way out.
    pub(crate) fn new(name: CheckName, (outcome, evidence): Seen, at: Timestamp) -> Self {
        let has_way_out = matches!(outcome, Outcome::Failed | Outcome::Warning | Outcome::Unknown);
        let way_out = has_way_out.then(|| way_out(&evidence));
        Self { name, outcome, evidence, way_out, at }
    }
}
