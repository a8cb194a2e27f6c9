//! Keys of the catalogue for values of Secure Score: each written out, so that a test finds it.

use crate::score::{ActionStatus, ImprovementAction};

/// The word of a status.
pub(in crate::web) fn status(status: ActionStatus) -> &'static str {
    match status {
        ActionStatus::ToAddress => "action-status-to-address",
        ActionStatus::Planned => "action-status-planned",
        ActionStatus::RiskAccepted => "action-status-risk-accepted",
        ActionStatus::ThirdParty => "action-status-third-party",
        ActionStatus::AlternateMitigation => "action-status-alternate-mitigation",
        ActionStatus::Completed => "action-status-completed",
    }
}

/// The class of a status's dot.
pub(super) fn status_group(status: ActionStatus) -> &'static str {
    match status {
        ActionStatus::ToAddress => "todo",
        ActionStatus::Planned => "work",
        ActionStatus::RiskAccepted => "decide",
        ActionStatus::ThirdParty | ActionStatus::AlternateMitigation => "void",
        ActionStatus::Completed => "done",
    }
}

/// The word of a level that Graph tells: user impact, implementation cost.
pub(super) fn level(level: Option<&str>) -> &'static str {
    match level {
        Some("low") => "level-low",
        Some("moderate") => "level-moderate",
        Some("high") => "level-high",
        _ => "level-unknown",
    }
}

/// The word of an action's category.
pub(in crate::web) fn category(action: &ImprovementAction) -> &'static str {
    action.category.map_or("category-other", crate::web::keys::category)
}
