//! The table of figures, in Markdown, and the page of the documentation that keeps one with its day and machine.

use std::{fmt::Write as _, fs};

use anyhow::Context as _;

use super::{Figure, machine};
use crate::workspace;

const PAGE: &str = "docs/development/figures.md";

/// A line for each figure.
pub(crate) fn table(figures: &[Figure]) -> String {
    let mut table = String::from("| figure | measured | aim | | how |\n|---|--:|--:|---|---|\n");
    for figure in figures {
        let met = figure.is_met().map_or("", |met| if met { "met" } else { "MISSED" });
        let (shown, aim) = (figure.shown(), figure.aim_shown());
        let line = writeln!(table, "| {} | {shown} | {aim} | {met} | {} |", figure.what, figure.how);
        line.expect("a string takes any line");
    }
    table
}

/// Writes the page.
pub(crate) fn save(figures: &[Figure]) -> anyhow::Result<()> {
    let path = workspace::root().join(PAGE);
    let page = format!(
        "# Figures\n\nWritten by `cargo xtask bench --save`; what is measured how, says [Testing](testing.md). \
         Figures of one day on one machine, not a promise.\n\n{}\n{}",
        machine::describe()?,
        table(figures),
    );
    fs::write(&path, page).with_context(|| format!("cannot write {}", path.display()))?;
    eprintln!("wrote {PAGE}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Aim, Unit};
    use super::*;

    #[test]
    fn a_missed_aim_cannot_be_overlooked() {
        let figures = [
            Figure::new("start", 999.0, Unit::Milliseconds).aim(Aim::Below(1_000.0)).how("9 starts"),
            Figure::new("binary", 41.5, Unit::Megabytes).aim(Aim::Below(40.0)),
            Figure::new("statements", 9.0, Unit::Number),
        ];
        let lines = [
            "| start | 999 ms | < 1000 ms | met | 9 starts |",
            "| binary | 41.50 MB | < 40 MB | MISSED |  |",
            "| statements | 9 |  |  |  |",
        ];
        assert_eq!(table(&figures).lines().skip(2).collect::<Vec<_>>(), lines);
    }
}
