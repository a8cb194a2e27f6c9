//! How syncs ended, as the history of a connection keeps it: runs of syncs that ended alike are one line.

use std::time::Duration;

use jiff::Timestamp;

use crate::message::Message;

/// One or more syncs in a row that ended alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncRun {
    /// How many.
    pub times: u64,
    /// When the first began.
    pub began_at: Timestamp,
    /// When the last ended.
    pub ended_at: Timestamp,
    /// How long the last took.
    pub took: Duration,
    /// Records that the last was given.
    pub seen: u64,
    /// Tickets that changed in all of them.
    pub changed: u64,
    /// What stood in the way of the last.
    pub problem: Option<Message>,
}

impl SyncRun {
    /// Most lines that are kept of a connection.
    pub const KEPT: u64 = 50;

    /// Whether `next` has nothing to tell beside this one: nothing changed in both, or the same stands in the way. A sync
    /// that brought something keeps a line of its own.
    pub(crate) fn goes_on_with(&self, next: &Self) -> bool {
        let key = |run: &Self| run.problem.as_ref().map(|problem| problem.key.clone());
        self.changed == 0 && next.changed == 0 && key(self) == key(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syncs_go_on_while_nothing_new_happens() {
        let run = |changed, problem: Option<&str>| SyncRun {
            times: 1,
            began_at: Timestamp::UNIX_EPOCH,
            ended_at: Timestamp::UNIX_EPOCH,
            took: Duration::ZERO,
            seen: 0,
            changed,
            problem: problem.map(Message::new),
        };
        assert!(run(0, None).goes_on_with(&run(0, None)));
        assert!(run(0, Some("problem-dns")).goes_on_with(&run(0, Some("problem-dns"))));
        assert!(!run(0, Some("problem-dns")).goes_on_with(&run(0, Some("problem-connect"))));
        assert!(!run(0, None).goes_on_with(&run(0, Some("problem-dns"))));
        assert!(!run(1, None).goes_on_with(&run(0, None)) && !run(0, None).goes_on_with(&run(2, None)));
    }
}
