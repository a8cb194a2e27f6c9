//! One action in a table.

use super::keys;
use crate::i18n::Words;
use crate::ids::TicketId;
use crate::score::ImprovementAction;
use crate::web::components::StateMark;
use crate::web::urls;

/// The words of an action.
pub(in crate::web) struct Row {
    pub(in crate::web) url: String,
    pub(in crate::web) title: String,
    pub(in crate::web) rank: Option<i64>,
    /// `+1.05%`, or a dash when unknown.
    pub(in crate::web) impact: String,
    /// `0 / 10`
    pub(in crate::web) points: String,
    pub(in crate::web) status: StateMark,
    pub(in crate::web) category: &'static str,
    pub(in crate::web) user_impact: &'static str,
    pub(in crate::web) cost: &'static str,
    /// Address and number (or "Not sent" when it has none) of the open ticket.
    pub(in crate::web) ticket: Option<(String, Option<String>)>,
    /// Where a ticket for it is made.
    pub(in crate::web) create: String,
}

impl Row {
    /// `max` is the highest score of the tenant.
    pub(in crate::web) fn new(words: &Words, action: &ImprovementAction, max: Option<f64>) -> Self {
        Self {
            url: urls::action(&action.id),
            title: action.title.clone(),
            rank: action.rank,
            impact: impact_of(action, max).map_or_else(dash, |percent| words.impact(percent)),
            points: points_of(words, action),
            status: StateMark {
                group: keys::status_group(action.status),
                name: words.phrase(keys::status(action.status)).to_string(),
            },
            category: keys::category(action),
            user_impact: keys::level(action.user_impact.as_deref()),
            cost: keys::level(action.implementation_cost.as_deref()),
            ticket: None,
            create: urls::new_ticket_for(&action.id),
        }
    }

    /// With its open ticket.
    #[must_use]
    pub(super) fn with_ticket(mut self, ticket: Option<&(TicketId, Option<String>)>) -> Self {
        self.ticket = ticket.map(|(id, number)| (urls::ticket(*id, number.as_deref()), number.clone()));
        self
    }

    /// Opened from a list: the arrows of its page step through that list.
    #[must_use]
    pub(super) fn at(mut self, list: &str, index: u64) -> Self {
        let query = urls::Query::new(self.url).with("at", index);
        self.url = if list.is_empty() { query.to_string() } else { query.with("in", list).to_string() };
        self
    }
}

/// What an action can still add to the score, in percent of all points.
pub(in crate::web) fn impact_of(action: &ImprovementAction, max: Option<f64>) -> Option<f64> {
    let max = max.filter(|max| *max > 0.0)?;
    action.points_left().map(|left| left / max * 100.0)
}

/// `6.2 / 9`; a dash for what Graph did not tell.
pub(super) fn points_of(words: &Words, action: &ImprovementAction) -> String {
    let points = |points: Option<f64>| points.map_or_else(dash, |points| words.points(points));
    format!("{} / {}", points(action.score), points(action.max_score))
}

pub(super) fn dash() -> String {
    "\u{2013}".to_owned()
}
