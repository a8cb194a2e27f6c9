//! What tickets need: tables and fields that can be read, choices, notes, policies and limits. An answer that is empty
//! is not taken for good: rules that hide records answer so as well.

use servicenow_client::{Page, Record};

use super::{Seen, cannot_tell, failed, passed, warned};
use crate::message::Message;

/// What a table answered.
pub(crate) struct TableAnswer<'a> {
    /// Its name.
    pub(crate) table: &'a str,
    /// Names of the fields that were asked for.
    pub(crate) fields: &'a [&'a str],
    /// The page, or why there is none.
    pub(crate) page: Result<&'a Page<Record>, &'a Message>,
    /// Whether records of ours must be there.
    pub(crate) holds_ours: bool,
}

/// Whether a table and each field can be read.
pub(crate) fn table_seen(answer: &TableAnswer<'_>) -> Seen {
    let named = |key: &str| Message::new(key).with("table", answer.table);
    let page = match answer.page {
        Ok(page) => page,
        Err(problem) => return failed(problem.clone()),
    };
    let records = page.items();
    if records.is_empty() {
        let hidden = answer.holds_ours || page.total().is_some_and(|total| total > 0);
        return if hidden {
            failed(named("problem-rows-hidden"))
        } else {
            cannot_tell(named("unknown-table"))
        };
    }
    let missing: Vec<_> = answer
        .fields
        .iter()
        .filter(|field| records.iter().all(|record| !record.has(field)))
        .copied()
        .collect();
    if missing.is_empty() {
        return passed(named("evidence-table").with("count", answer.fields.len()));
    }
    failed(named("problem-fields-hidden").with("fields", missing.join(", ")))
}

/// States that can be chosen, and how many of them have no name in the portal yet (S21).
pub(crate) fn choices_seen(found: usize, unnamed: usize) -> Seen {
    match (found, unnamed) {
        (0, _) => warned(Message::new("problem-choices-hidden")),
        (_, 0) => passed(Message::new("evidence-choices").with("count", found)),
        (_, unnamed) => warned(Message::new("problem-states-unnamed").with("count", unnamed)),
    }
}

/// Whether notes can be read. A table without any of our records' notes tells nothing.
pub(crate) fn journal_seen(page: Result<&Page<Record>, &Message>) -> Seen {
    match page {
        Ok(page) if !page.items().is_empty() => passed(Message::new("evidence-journal")),
        Ok(page) if page.total().is_some_and(|total| total > 0) => {
            warned(Message::new("problem-journal-hidden"))
        }
        Ok(_) => cannot_tell(Message::new("unknown-journal")),
        Err(_) => warned(Message::new("problem-journal-hidden")),
    }
}

/// A mandatory field of an active data policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Policy {
    pub(crate) table: String,
    pub(crate) field: String,
    /// Whether it holds for every record of the table.
    pub(crate) is_unconditional: bool,
}

/// Policies that would refuse what we send. `read` is how many active policies were shown; none is what hidden ones
/// look like. Policies with a condition are counted, not judged: whether it fits a new ticket only the instance knows.
pub(crate) fn policies_seen(read: usize, demanded: &[Policy], sent: &[&str]) -> Seen {
    if read == 0 {
        return cannot_tell(Message::new("unknown-policies"));
    }
    let refused = demanded.iter().filter(|policy| policy.is_unconditional);
    let refused: Vec<_> = refused
        .filter(|policy| !sent.contains(&policy.field.as_str()))
        .map(|policy| format!("{}.{}", policy.table, policy.field))
        .collect();
    if refused.is_empty() {
        return passed(Message::new("evidence-policies").with("count", read));
    }
    failed(Message::new("problem-policies").with("fields", refused.join(", ")))
}

/// Whether a rate limit rule leaves room. `needed` is what the portal calls in an hour at its configured pace.
pub(crate) fn rate_limit_seen(limit: Option<u64>, needed: u64) -> Seen {
    match limit {
        None => passed(Message::new("evidence-rate-limit-none")),
        Some(limit) if limit < needed => {
            warned(Message::new("problem-rate-limit-low").with("limit", limit).with("needed", needed))
        }
        Some(limit) => {
            passed(Message::new("evidence-rate-limit").with("limit", limit).with("needed", needed))
        }
    }
}
