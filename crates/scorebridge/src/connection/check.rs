//! The checks that provisioning and set-up show: name, outcome, evidence, time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::message::Message;

/// One thing that must be right. The order is the order of the page: a check presumes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckName {
    /// The instance answers as ServiceNow.
    InstanceReachable,
    /// Kingston or higher (S04).
    Release,
    /// The connector app's columns are there.
    ConnectorApp,
    /// The token endpoint knows the client.
    OauthClient,
    /// The integration user exists and is active.
    IntegrationUser,
    /// We hold a working token of that user.
    Authorization,
    /// Tickets can be read: the first sync ended.
    FirstSync,
    /// Cards and Share are on (S29).
    CardsAndSharing,
}

impl CheckName {
    /// All, in order.
    pub const ALL: [Self; 8] = [
        Self::InstanceReachable,
        Self::Release,
        Self::ConnectorApp,
        Self::OauthClient,
        Self::IntegrationUser,
        Self::Authorization,
        Self::FirstSync,
        Self::CardsAndSharing,
    ];

    /// Key word; also the suffix of its catalogue keys (`check-...`).
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InstanceReachable => "instance-reachable",
            Self::Release => "release",
            Self::ConnectorApp => "connector-app",
            Self::OauthClient => "oauth-client",
            Self::IntegrationUser => "integration-user",
            Self::Authorization => "authorization",
            Self::FirstSync => "first-sync",
            Self::CardsAndSharing => "cards-and-sharing",
        }
    }

    /// Reads the key word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|name| name.as_str() == text)
    }
}

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
    /// Not looked at, because an earlier one failed or its turn has not come.
    Waiting,
}

impl Outcome {
    /// Key word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Waiting => "waiting",
        }
    }

    /// Reads the key word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Passed, Self::Warning, Self::Failed, Self::Waiting].into_iter().find(|it| it.as_str() == text)
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
    /// What to do about it, with the menu path in ServiceNow; for failures and warnings.
    pub way_out: Option<Message>,
    /// When.
    pub at: Timestamp,
}
