//! What Graph sends of Secure Score, in types (microsoft-graph 3.1 and 3.2); only what the portal uses.

use serde::Deserialize;

use super::lenient;

/// A control as Microsoft describes it.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ControlProfile {
    /// Opaque, case-sensitive.
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// May be empty; not unique.
    #[serde(deserialize_with = "lenient::text")]
    pub title: String,
    /// Category; can change.
    #[serde(deserialize_with = "lenient::text")]
    pub control_category: String,
    /// Product.
    #[serde(deserialize_with = "lenient::text")]
    pub service: String,
    /// Points at most.
    #[serde(deserialize_with = "lenient::number")]
    pub max_score: Option<f64>,
    /// Not unique.
    #[serde(deserialize_with = "lenient::integer")]
    pub rank: Option<i64>,
    /// Where it is done; may hold anything.
    #[serde(deserialize_with = "lenient::text")]
    pub action_url: String,
    /// `low`, `moderate`, `High`, `Unknown`, nothing.
    #[serde(deserialize_with = "lenient::text")]
    pub user_impact: String,
    /// As `user_impact`.
    #[serde(deserialize_with = "lenient::text")]
    pub implementation_cost: String,
    /// In Microsoft's words.
    #[serde(deserialize_with = "lenient::list")]
    pub threats: Vec<String>,
    /// Retired.
    #[serde(deserialize_with = "lenient::boolean")]
    pub deprecated: bool,
    /// HTML.
    #[serde(deserialize_with = "lenient::text")]
    pub remediation: String,
    /// HTML.
    #[serde(deserialize_with = "lenient::text")]
    pub remediation_impact: String,
    /// A history, in any order.
    #[serde(deserialize_with = "lenient::list")]
    pub control_state_updates: Vec<ControlState>,
}

/// A status that somebody set.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ControlState {
    /// `Default`, `Ignored`, `ThirdParty`, `Reviewed`, `AlternateMitigation`, in any case.
    #[serde(deserialize_with = "lenient::text")]
    pub state: String,
    /// RFC 3339; empty when nobody set it.
    #[serde(deserialize_with = "lenient::text")]
    pub updated_date_time: String,
}

/// The scores of one day.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct DayScores {
    /// `{tenant}_{yyyy-mm-dd}`
    #[serde(deserialize_with = "lenient::text")]
    pub id: String,
    /// Midnight UTC of the day.
    #[serde(deserialize_with = "lenient::text")]
    pub created_date_time: String,
    /// Points reached.
    #[serde(deserialize_with = "lenient::number")]
    pub current_score: Option<f64>,
    /// Points at most.
    #[serde(deserialize_with = "lenient::number")]
    pub max_score: Option<f64>,
    /// Active users.
    #[serde(deserialize_with = "lenient::integer")]
    pub active_user_count: Option<i64>,
    /// Averages of others.
    #[serde(deserialize_with = "lenient::list")]
    pub average_comparative_scores: Vec<Comparison>,
    /// The controls that are scored here.
    #[serde(deserialize_with = "lenient::list")]
    pub control_scores: Vec<ControlScore>,
}

/// An average of other organisations.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Comparison {
    /// `AllTenants`, `TotalSeats`, `IndustryTypes`.
    #[serde(deserialize_with = "lenient::text")]
    pub basis: String,
    /// A percentage; -1 for no data.
    #[serde(deserialize_with = "lenient::number")]
    pub average_score: Option<f64>,
}

/// The score of one control on a day.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ControlScore {
    /// Id of the control.
    #[serde(deserialize_with = "lenient::text")]
    pub control_name: String,
    /// Category.
    #[serde(deserialize_with = "lenient::text")]
    pub control_category: String,
    /// May hold HTML.
    #[serde(deserialize_with = "lenient::text")]
    pub description: String,
    /// Points reached.
    #[serde(deserialize_with = "lenient::number")]
    pub score: Option<f64>,
    /// 0 to 100; may be missing.
    #[serde(deserialize_with = "lenient::number")]
    pub score_in_percentage: Option<f64>,
    /// Free text, may hold HTML.
    #[serde(deserialize_with = "lenient::text")]
    pub implementation_status: String,
    /// When this control was looked at; may be weeks older than the day.
    #[serde(deserialize_with = "lenient::text")]
    pub last_synced: String,
}
