//! One page of a list, with what its headers say about the rest.

use crate::wire::RawAnswer;

/// A part of the matching records.
///
/// It may hold fewer than the limit, even none, although more follow: an instance applies the limit
/// before it leaves out what the user may not read (protocol section 1.2).
#[derive(Clone, Debug)]
pub struct Page<T> {
    items: Vec<T>,
    total: Option<u64>,
    next_offset: Option<u64>,
    hourly_limit: Option<u64>,
}

impl<T> Page<T> {
    pub(crate) fn new(items: Vec<T>, raw: &RawAnswer, offset: u64, limit: u32) -> Self {
        let total = raw.header("x-total-count").and_then(|value| value.trim().parse().ok());
        let following = offset + u64::from(limit);
        let more = match (total, raw.header("link")) {
            (Some(total), _) => following < total,
            (None, Some(link)) => link.contains("rel=\"next\""),
            // Without headers only an empty page is surely the last.
            (None, None) => !items.is_empty(),
        };
        let hourly_limit = raw.header("x-ratelimit-limit").and_then(|value| value.trim().parse().ok());
        Self { items, total, next_offset: more.then_some(following), hourly_limit }
    }

    /// The records of this page.
    pub fn items(&self) -> &[T] {
        &self.items
    }

    /// The records of this page, as owned values.
    pub fn into_items(self) -> Vec<T> {
        self.items
    }

    /// How many records match in all (`X-Total-Count`), before those that may not be read are left out.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    /// The [offset](crate::Query::offset) of the page that follows, or `None` after the last.
    pub fn next_offset(&self) -> Option<u64> {
        self.next_offset
    }

    /// Calls in an hour that a rate limit rule of the instance allows this user (protocol section 6.3); `None` when
    /// no rule names the call.
    pub fn hourly_limit(&self) -> Option<u64> {
        self.hourly_limit
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}
