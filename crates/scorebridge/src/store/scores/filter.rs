//! Filters and orders of actions as SQL.

use super::{ActionFilter, ActionSort};
use crate::ids::TenantId;
use crate::store::sql::Sql;
use crate::store::value::contains_pattern;

/// Actions with the marks of people; every statement about effective statuses begins from here.
pub(super) const FROM: &str = " FROM actions LEFT JOIN action_marks \
     ON action_marks.tenant_id = actions.tenant_id AND action_marks.action_id = actions.id";

/// Completed is what Graph sees; before that, a person's mark goes before Graph's.
macro_rules! effective_status {
    () => {
        "CASE WHEN graph_status = 'completed' THEN graph_status ELSE COALESCE(action_marks.status, graph_status) END"
    };
}
pub(super) use effective_status;

/// New since the portal knows the tenant: the first import brings every action at once. The tenant is bound, not taken
/// from the row, so that the first import is looked up once and not for every action.
pub(super) fn added_later(statement: &mut Sql, tenant: &TenantId) {
    statement
        .push("first_seen > (SELECT MIN(first_seen) FROM actions AS every WHERE every.tenant_id = ")
        .push_bind(tenant)
        .push(")");
}

/// Changed since it was first seen.
macro_rules! updated_later {
    () => {
        "changed_at > first_seen"
    };
}
pub(super) use updated_later;

/// The order of statuses in lists is that of `ActionStatus::ALL`.
const STATUS_POSITION: &str = concat!(
    " ORDER BY CASE ",
    effective_status!(),
    " WHEN 'to-address' THEN 0 WHEN 'planned' THEN 1 WHEN 'risk-accepted' THEN 2 WHEN 'third-party' THEN 3 \
     WHEN 'alternate-mitigation' THEN 4 ELSE 5 END"
);

/// Those that Graph knows now and the filter lets through.
pub(super) fn filtered(statement: &mut Sql, tenant: &TenantId, filter: &ActionFilter) {
    statement.push(" WHERE actions.tenant_id = ").push_bind(tenant).push(" AND vanished_at IS NULL");
    if let Some(text) = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        statement.push(" AND title_sort LIKE ").push_bind(&contains_pattern(text)).push(" ESCAPE '\\'");
    }
    if !filter.categories.is_empty() {
        statement.push(" AND category IN ").push_list(&filter.categories);
    }
    if !filter.statuses.is_empty() {
        statement.push(concat!(" AND ", effective_status!(), " IN ")).push_list(&filter.statuses);
    }
    if !filter.services.is_empty() {
        statement.push(" AND service IN ").push_list(&filter.services);
    }
    if let Some(has_ticket) = filter.has_ticket {
        statement.push(if has_ticket { " AND EXISTS (" } else { " AND NOT EXISTS (" });
        statement.push(
            "SELECT 1 FROM tickets WHERE tickets.tenant_id = actions.tenant_id \
             AND tickets.action_id = actions.id AND tickets.is_open = 1)",
        );
    }
    if filter.regressed {
        statement.push(" AND regressed_by > 0");
    }
    if let Some(since) = filter.added_since {
        added_later(statement.push(" AND "), tenant);
        statement.push(" AND first_seen >= ").push_bind(&since);
    }
    if let Some(since) = filter.updated_since {
        statement.push(concat!(" AND ", updated_later!(), " AND changed_at >= ")).push_bind(&since);
    }
    if let Some(since) = filter.changed_since {
        statement.push(" AND changed_at >= ").push_bind(&since);
    }
}

pub(super) fn ordered(statement: &mut Sql, sort: ActionSort) {
    let (column, descending) = match sort {
        ActionSort::Rank(descending) => (" ORDER BY stack_rank", descending),
        ActionSort::Title(descending) => (" ORDER BY title_sort", descending),
        ActionSort::Impact(descending) => (" ORDER BY points_left", descending),
        ActionSort::Status(descending) => (STATUS_POSITION, descending),
        ActionSort::Category(descending) => (" ORDER BY category", descending),
    };
    statement.push(column).push(if descending { " DESC NULLS LAST" } else { " NULLS LAST" });
    statement.push(", stack_rank NULLS LAST, title_sort, actions.id");
}
