//! Pages of tickets: filters, orders, totals.

use jiff::ToSpan;
use jiff::civil::Date;

use super::row::{read_ticket, select};
use super::{DueFilter, TicketFilter, TicketSort};
use crate::ids::{TenantId, TicketId};
use crate::store::sql::{Sql, sql};
use crate::store::value::contains_pattern;
use crate::store::{Page, Result, Store};
use crate::tickets::Ticket;

impl Store {
    /// A page of tickets; `window` is (offset, limit).
    pub async fn list_tickets(
        &self,
        tenant: &TenantId,
        filter: &TicketFilter,
        sort: TicketSort,
        window: (u64, u64),
    ) -> Result<Page<Ticket>> {
        let mut counted = sql("SELECT COUNT(*) AS total FROM tickets");
        filtered(&mut counted, tenant, filter);
        let total = counted.total(self.read()).await?;
        Ok(Page { items: self.top_tickets(tenant, filter, sort, window).await?, total })
    }

    /// The same page for those who show no total.
    pub async fn top_tickets(
        &self,
        tenant: &TenantId,
        filter: &TicketFilter,
        sort: TicketSort,
        window: (u64, u64),
    ) -> Result<Vec<Ticket>> {
        // Ids first: sorting whole rows would read every long text of the tenant.
        let mut page = sql("WITH page AS (SELECT id FROM tickets");
        filtered(&mut page, tenant, filter);
        ordered(&mut page, sort);
        page.push(" LIMIT ").push_bind(&window.1).push(" OFFSET ").push_bind(&window.0).push(") ");
        let mut page = page.then(select("WHERE id IN (SELECT id FROM page)"));
        ordered(&mut page, sort);
        page.all(self.read()).await?.iter().map(read_ticket).collect()
    }

    /// The next `limit` tickets that were made before `before`, newest first: pages that stay whole while tickets
    /// come and go.
    pub async fn list_tickets_before(
        &self,
        tenant: &TenantId,
        filter: &TicketFilter,
        before: Option<TicketId>,
        limit: u64,
    ) -> Result<Vec<Ticket>> {
        let mut page = sql("WITH page AS (SELECT id FROM tickets");
        filtered(&mut page, tenant, filter);
        if let Some(before) = before {
            page.push(" AND id < ").push_bind(&before);
        }
        page.push(" ORDER BY id DESC LIMIT ").push_bind(&limit).push(") ");
        let mut page = page.then(select("WHERE id IN (SELECT id FROM page)"));
        page.push(" ORDER BY id DESC");
        page.all(self.read()).await?.iter().map(read_ticket).collect()
    }
}

fn filtered(statement: &mut Sql, tenant: &TenantId, filter: &TicketFilter) {
    statement.push(" WHERE tenant_id = ").push_bind(tenant);
    if !filter.ids.is_empty() {
        statement.push(" AND id IN ").push_list(&filter.ids);
    }
    if let Some(open) = filter.open {
        statement.push(" AND is_open = ").push_bind(&open);
    }
    if let Some(kind) = filter.kind {
        statement.push(" AND kind = ").push_bind(&kind);
    }
    if !filter.priorities.is_empty() {
        statement.push(" AND priority IN ").push_list(&filter.priorities);
    }
    if let Some((due, today)) = filter.due {
        due_on(statement, due, today);
    }
    if let Some(person) = &filter.started_by {
        statement.push(" AND started_by = ").push_bind(person);
    }
    if filter.not_sent {
        statement.push(" AND delivery <> 'sent'");
    }
    if let Some(action) = &filter.action {
        statement.push(" AND action_id = ").push_bind(action);
    }
    if let Some(text) = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        statement.push(" AND search LIKE ").push_bind(&contains_pattern(text)).push(" ESCAPE '\\'");
    }
    if let Some(since) = filter.changed_since {
        statement.push(" AND updated_at >= ").push_bind(&since);
    }
    in_states(statement, filter);
}

fn due_on(statement: &mut Sql, due: DueFilter, today: Date) {
    match due {
        DueFilter::Overdue => statement.push(" AND is_open = 1 AND due < ").push_bind(&today),
        DueFilter::Within(days) => {
            let last = today.saturating_add(days.clamp(0, 36_500).days());
            statement.push(" AND due BETWEEN ").push_bind(&today).push(" AND ").push_bind(&last)
        }
    };
}

fn in_states(statement: &mut Sql, filter: &TicketFilter) {
    let mut open = " AND (";
    for (kind, state) in &filter.states {
        statement
            .push(open)
            .push("(kind = ")
            .push_bind(kind)
            .push(" AND state = ")
            .push_bind(state)
            .push(")");
        open = " OR ";
    }
    if !filter.states.is_empty() {
        statement.push(")");
    }
}

/// Ties are broken by id, so that a row is on one page only.
fn ordered(statement: &mut Sql, sort: TicketSort) {
    let (column, descending) = match sort {
        TicketSort::Urgency(today) => {
            statement.push(" ORDER BY CASE WHEN due < ").push_bind(&today);
            statement.push(" THEN 0 ELSE 1 END, NULLIF(priority, 0) NULLS LAST, due NULLS LAST, id");
            return;
        }
        TicketSort::Number(descending) => (" ORDER BY number", descending),
        TicketSort::Name(descending) => (" ORDER BY name_sort", descending),
        TicketSort::Priority(descending) => (" ORDER BY NULLIF(priority, 0)", descending),
        TicketSort::State(descending) => (" ORDER BY state_position", descending),
        TicketSort::Due(descending) => (" ORDER BY due", descending),
        TicketSort::Updated(descending) => (" ORDER BY updated_at", descending),
    };
    statement.push(column).push(if descending { " DESC NULLS LAST, id DESC" } else { " NULLS LAST, id" });
}
