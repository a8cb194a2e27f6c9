//! The table of results, in Markdown, so that it can be pasted into a page.

use std::{fmt::Write as _, time::Duration};

use super::Outcome;

/// One line of the table.
pub(crate) struct Row {
    pub(crate) scenario: &'static str,
    pub(crate) outcome: Outcome,
    /// Memory of the server at the end, in KiB.
    pub(crate) resident_kib: u64,
}

pub(crate) fn markdown(rows: &[Row]) -> String {
    let mut table = String::from(
        "| scenario | requests | failed | per second | median | 90 % | 99 % | longest | memory |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for row in rows {
        let outcome = &row.outcome;
        let times = [50, 90, 99, 100].map(|percent| milliseconds(outcome.percentile(percent)));
        let answered = outcome.answered() + outcome.failures();
        let line = writeln!(
            table,
            "| {} | {answered} | {} | {:.0} | {} | {:.1} MiB |",
            row.scenario,
            outcome.failures(),
            outcome.rate(),
            times.join(" | "),
            mebibytes(row.resident_kib),
        );
        line.expect("a string takes any line");
    }
    table
}

fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1_000.0)
}

fn mebibytes(kib: u64) -> f64 {
    f64::from(u32::try_from(kib).unwrap_or(u32::MAX)) / 1_024.0
}
