//! The six counters of actions to review, each a link to its list.

use super::query::ActionsQuery;
use crate::score::ActionStatus;
use crate::store::ActionCounts;
use crate::web::components::Counter;

/// In the order of the page.
pub(in crate::web) fn counters(counts: &ActionCounts) -> Vec<Counter> {
    let of = |status| counts.by_status.iter().find(|(of, _)| *of == status).map_or(0, |(_, count)| *count);
    let counter =
        |query: ActionsQuery, key, tone, count| Counter { url: query.url().to_string(), key, tone, count };
    let all = ActionsQuery::all;
    vec![
        counter(ActionsQuery { regressed: true, ..all() }, "counter-regressed", "bad", counts.regressed),
        counter(
            ActionsQuery::with_status(ActionStatus::ToAddress),
            "action-status-to-address",
            "neutral",
            of(ActionStatus::ToAddress),
        ),
        counter(
            ActionsQuery::with_status(ActionStatus::Planned),
            "action-status-planned",
            "work",
            of(ActionStatus::Planned),
        ),
        counter(
            ActionsQuery::with_status(ActionStatus::RiskAccepted),
            "action-status-risk-accepted",
            "decide",
            of(ActionStatus::RiskAccepted),
        ),
        counter(ActionsQuery { added: true, ..all() }, "counter-added", "new", counts.added),
        counter(ActionsQuery { updated: true, ..all() }, "counter-updated", "new", counts.updated),
    ]
}
