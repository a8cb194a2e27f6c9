//! The improvement action: one control of Secure Score joined with its current score.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Category;
use crate::ids::ActionId;

/// Status of an action (Graph page 2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActionStatus {
    /// Points are left.
    ToAddress,
    /// Somebody planned it.
    Planned,
    /// Somebody accepted the risk.
    RiskAccepted,
    /// Another product does it.
    ThirdParty,
    /// Another measure does it.
    AlternateMitigation,
    /// All points are reached; set by the system only.
    Completed,
}

impl ActionStatus {
    /// All, in the order of the filter.
    pub const ALL: [Self; 6] = [
        Self::ToAddress,
        Self::Planned,
        Self::RiskAccepted,
        Self::ThirdParty,
        Self::AlternateMitigation,
        Self::Completed,
    ];

    /// Key word in URLs, database and API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ToAddress => "to-address",
            Self::Planned => "planned",
            Self::RiskAccepted => "risk-accepted",
            Self::ThirdParty => "third-party",
            Self::AlternateMitigation => "alternate-mitigation",
            Self::Completed => "completed",
        }
    }

    /// Reads the key word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }

    /// Whether points can still be won by working on it.
    pub fn is_open(self) -> bool {
        matches!(self, Self::ToAddress | Self::Planned)
    }
}

/// An improvement action as the portal shows it. Points that Graph did not tell are unknown (`None`), never 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ImprovementAction {
    /// Control id.
    pub id: ActionId,
    /// Title; the id when Graph knows no profile.
    pub title: String,
    /// `None` for a category Graph invented since.
    pub category: Option<Category>,
    /// Product, such as `AzureAD`.
    pub service: String,
    /// Points reached now.
    pub score: Option<f64>,
    /// Points at most.
    pub max_score: Option<f64>,
    /// Effective status.
    pub status: ActionStatus,
    /// Stack rank, not unique.
    pub rank: Option<i64>,
    /// `low`, `moderate`, `high`, or `None` for unknown.
    pub user_impact: Option<String>,
    /// As `user_impact`.
    pub implementation_cost: Option<String>,
    /// Threats it protects against, as Graph words them.
    pub threats: Vec<String>,
    /// Where it is done; `http` and `https` only, else `None`.
    pub action_url: Option<String>,
    /// One or two sentences, plain text.
    pub description: String,
    /// Next steps: HTML from outside, cleaned only when it is shown.
    pub remediation_html: String,
    /// What users notice: HTML from outside.
    pub impact_html: String,
    /// Sentence on how far it is, plain text.
    pub implementation_status: String,
    /// When Graph synced this control.
    pub last_synced: Option<Timestamp>,
    /// Points lost since 30 days ago, if any.
    pub regressed_by: Option<f64>,
    /// When we saw it first.
    pub first_seen: Timestamp,
    /// When its points or status changed last.
    pub changed_at: Timestamp,
}

impl ImprovementAction {
    /// Points that can still be won.
    pub fn points_left(&self) -> Option<f64> {
        Some((self.max_score? - self.score?).max(0.0))
    }
}
