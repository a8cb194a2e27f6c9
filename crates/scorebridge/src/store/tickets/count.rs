//! Figures of all tickets of a tenant.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::{Counts, OpenCount};
use crate::ids::TenantId;
use crate::store::row::Row;
use crate::store::sql::sql;
use crate::store::{Result, Store};

const DAY: SignedDuration = SignedDuration::from_hours(24);

impl Store {
    /// Figures for cards, list head and navigation.
    pub async fn count_tickets(&self, tenant: &TenantId, today: Date, now: Timestamp) -> Result<Counts> {
        // Reads an index only (tickets_counted), so that history and long texts cost nothing.
        let statement = sql("SELECT kind, state, COUNT(*) AS total, \
                 COUNT(CASE WHEN due < $2 THEN 1 END) AS overdue, \
                 COUNT(CASE WHEN delivery <> 'sent' THEN 1 END) AS not_sent, \
                 COUNT(CASE WHEN delivery IN ('queued', 'sending', 'unclear') THEN 1 END) AS waiting, \
                 COUNT(CASE WHEN failed_at >= $3 THEN 1 END) AS failed \
             FROM tickets WHERE tenant_id = $1 AND is_open = 1 GROUP BY kind, state");
        let rows = statement.bind(tenant).bind(&today).bind(&(now - DAY)).all(self.read()).await?;
        rows.iter().try_fold(Counts::default(), add)
    }
}

fn add(mut counts: Counts, row: &Row) -> Result<Counts> {
    counts.open.push(OpenCount {
        kind: row.get("kind")?,
        state: row.opt("state")?,
        count: row.get("total")?,
    });
    counts.overdue += row.get::<u64>("overdue")?;
    counts.not_sent += row.get::<u64>("not_sent")?;
    counts.waiting += row.get::<u64>("waiting")?;
    counts.failed_in_24_hours += row.get::<u64>("failed")?;
    Ok(counts)
}
