//! When which table was last written, and what was counted since: a count
//! need not be made again while nothing it depends on changed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use rusqlite::types::Value;

/// Counts that are kept; beyond it all are forgotten.
const COUNTS: usize = 2_000;

/// Commits in their order.
#[derive(Debug, Default)]
pub(super) struct Generations {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    commits: u64,
    /// Base table to the commit that last wrote it.
    last: HashMap<String, u64>,
    counts: HashMap<CountKey, (u64, u64)>,
}

/// A counting statement with its values.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct CountKey {
    statement: String,
    values: String,
}

impl CountKey {
    pub(super) fn new(statement: &str, values: &[Value]) -> Self {
        Self { statement: statement.to_owned(), values: format!("{values:?}") }
    }
}

impl Generations {
    /// Called after a commit that wrote these base tables, before anybody is
    /// told of it.
    pub(super) fn advance<'a>(&self, roots: impl Iterator<Item = &'a str>) {
        let mut state = self.lock();
        state.commits += 1;
        let commit = state.commits;
        for root in roots {
            match state.last.get_mut(root) {
                Some(last) => *last = commit,
                None => drop(state.last.insert(root.to_owned(), commit)),
            }
        }
    }

    /// Everything may have changed.
    pub(super) fn forget(&self) {
        let mut state = self.lock();
        state.commits += 1;
        let commit = state.commits;
        state.last.values_mut().for_each(|last| *last = commit);
        state.counts.clear();
    }

    /// The number of commits so far; to be read before a transaction begins.
    pub(super) fn now(&self) -> u64 {
        self.lock().commits
    }

    /// A count from before, if nothing was written since.
    pub(super) fn count(&self, key: &CountKey, roots: &[String]) -> Option<u64> {
        let state = self.lock();
        let (generation, count) = state.counts.get(key)?;
        let current = state.of(roots.iter().map(String::as_str));
        (*generation == current).then_some(*count)
    }

    /// Keeps a count that was made in a transaction begun after `begun` commits.
    pub(super) fn keep_count(&self, key: CountKey, roots: &[String], begun: u64, count: u64) {
        let mut state = self.lock();
        let current = state.of(roots.iter().map(String::as_str));
        if current > begun {
            return;
        }
        if state.counts.len() >= COUNTS {
            state.counts.clear();
        }
        state.counts.insert(key, (current, count));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn of<'a>(&self, roots: impl IntoIterator<Item = &'a str>) -> u64 {
        roots.into_iter().filter_map(|root| self.last.get(root)).copied().max().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> CountKey {
        CountKey::new("SELECT count(*) FROM task", &[])
    }

    #[test]
    fn a_count_holds_until_one_of_its_tables_is_written() {
        let generations = Generations::default();
        let roots = ["task".to_owned(), "sys_user".to_owned()];
        generations.keep_count(key(), &roots, generations.now(), 5);
        generations.advance(["cmdb_ci"].into_iter());
        assert_eq!(generations.count(&key(), &roots), Some(5));
        generations.advance(["sys_user"].into_iter());
        assert_eq!(generations.count(&key(), &roots), None);
    }

    #[test]
    fn a_count_of_an_older_state_is_not_kept() {
        let generations = Generations::default();
        let roots = ["task".to_owned()];
        let begun = generations.now();
        generations.advance(["task"].into_iter());
        generations.keep_count(key(), &roots, begun, 5);
        assert_eq!(generations.count(&key(), &roots), None);
    }
}
