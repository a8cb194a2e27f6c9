//! Statements of one piece of work, among others that run beside it. The total is `Store::statements`.

use std::cell::Cell;

tokio::task_local! {
    static STATEMENTS: Cell<u64>;
}

/// Does the work and tells how many statements it ran. What it spawns is not counted.
pub async fn counted<W: Future>(work: W) -> (W::Output, u64) {
    let counting = async {
        let done = work.await;
        (done, STATEMENTS.get().get())
    };
    STATEMENTS.scope(Cell::new(0), counting).await
}

/// Counts a statement for the work around it, if anybody counts there.
pub(super) fn add_one() {
    // Jobs and reconcilers run uncounted.
    let _ = STATEMENTS.try_with(|statements| statements.set(statements.get() + 1));
}
