//! A page of a list: its records, and how many there are in all. When the time of the transaction is
//! used up, the page tells what was found until then (protocol 1.5).

use std::sync::Arc;

use super::record::Record;
use super::select::{Bound, Selection, counting};
use super::session::Session;
use crate::dictionary::Table;
use crate::query::sql;
use crate::refusals::Refusal;

/// What a list found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) records: Vec<Record>,
    /// Absent when it was not asked for, or not found out in time.
    pub(crate) total: Option<u64>,
    /// Why there may be more records than these.
    pub(crate) cancelled: Option<Refusal>,
}

impl Session {
    /// Records that fit, as far as the caller may read them, with the number of all that fit.
    pub(crate) fn select_counted(
        &self,
        table: &str,
        selection: &Selection,
    ) -> Result<(Vec<Record>, u64), Refusal> {
        let found = self.select_page(table, selection, true)?;
        match found.cancelled {
            Some(refusal) => Err(refusal),
            None => Ok((found.records, found.total.unwrap_or_default())),
        }
    }

    /// As [`Self::select_counted`], with what was found when the time is used up. Without any record by
    /// then it is a refusal like every other.
    pub(crate) fn select_page(
        &self,
        table: &str,
        selection: &Selection,
        counts: bool,
    ) -> Result<Found, Refusal> {
        let table = Arc::clone(self.dictionary().require(table)?);
        let bound = self.bind(&table, &selection.query)?;
        if !self.is_trusted() && self.hides_records() {
            return Ok(Found { records: Vec::new(), total: counts.then_some(0), cancelled: None });
        }
        let mut records = Vec::new();
        let (total, cancelled) = match self.read_page(&table, &bound, (selection, counts), &mut records) {
            Ok(total) => (total, None),
            Err(refusal) if refusal.is_cancelled() && !records.is_empty() => {
                // What was found is still to be shown, which takes further statements.
                self.lift_time_limit();
                (None, Some(refusal))
            }
            Err(refusal) => return Err(refusal),
        };
        Ok(Found { records: self.keep_readable(&table, records)?, total, cancelled })
    }

    /// The number of all records that fit. They are counted only when the page itself does not tell, and
    /// nothing is read when none is known to fit.
    fn read_page(
        &self,
        table: &Arc<Table>,
        bound: &Bound,
        (selection, counts): (&Selection, bool),
        records: &mut Vec<Record>,
    ) -> Result<Option<u64>, Refusal> {
        let counted = sql::parts(table, &bound.filter, &[]);
        let (_, key) = counting(table, &counted);
        if counts && self.known_count(&key, &counted.roots) == Some(0) {
            return Ok(Some(0));
        }
        let parts = sql::parts(table, &bound.filter, &bound.orderings);
        self.fetch_into(table, parts, (selection.limit, selection.offset), records)?;
        if !counts {
            return Ok(None);
        }
        let found = records.len() as u64;
        let is_last = selection.limit.is_none_or(|limit| found < limit);
        if is_last && (found > 0 || selection.offset == 0) {
            let total = selection.offset + found;
            self.keep_count(key, &counted.roots, total);
            return Ok(Some(total));
        }
        self.count_parts(table, counted).map(Some)
    }

    fn lift_time_limit(&self) {
        if let Err(error) = self.connection().progress_handler(0, None::<fn() -> bool>) {
            tracing::warn!(%error, "the time of statements stays limited");
        }
    }
}
