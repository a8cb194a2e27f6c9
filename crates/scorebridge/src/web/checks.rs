//! The eight checks as set-up, connection and provisioning pages show them.

use crate::connection::{Check, CheckName, Outcome};
use crate::web::keys;

/// One check: as last run, or not run yet.
pub(crate) struct CheckLine {
    /// Which.
    pub(crate) name: CheckName,
    /// How it ended.
    pub(crate) outcome: Outcome,
    /// What was found, if it was run.
    pub(crate) check: Option<Check>,
}

impl CheckLine {
    /// All eight in order.
    pub(crate) fn all(checks: &[Check]) -> Vec<Self> {
        let line = |name| {
            let check = checks.iter().find(|check| check.name == name).cloned();
            Self { name, outcome: check.as_ref().map_or(Outcome::Waiting, |check| check.outcome), check }
        };
        CheckName::PROVISIONING.into_iter().map(line).collect()
    }

    /// Key of its title.
    pub(crate) fn title_key(&self) -> String {
        keys::check(self.name)
    }

    /// Key of its outcome's word.
    pub(crate) fn outcome_key(&self) -> &'static str {
        keys::outcome(self.outcome)
    }

    /// Picture of its outcome.
    pub(crate) fn icon(&self) -> &'static str {
        icon(self.outcome)
    }

    /// Whether it passed without a warning.
    pub(crate) fn is_passed(&self) -> bool {
        self.outcome == Outcome::Passed
    }

    /// Whether it was looked at.
    pub(crate) fn is_run(&self) -> bool {
        self.outcome != Outcome::Waiting
    }

    /// Whether nothing of it is wrong: passed, or passed with a warning.
    pub(crate) fn is_good(&self) -> bool {
        self.outcome.is_good()
    }
}

/// Picture of an outcome.
pub(crate) fn icon(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Passed => "success",
        Outcome::Warning => "warning",
        Outcome::Failed => "alert",
        Outcome::Unknown => "help",
        Outcome::Waiting => "clock",
    }
}

/// How many are good.
pub(crate) fn good(lines: &[CheckLine]) -> usize {
    lines.iter().filter(|line| line.is_good()).count()
}

/// The first that failed.
pub(crate) fn first_failed(lines: &[CheckLine]) -> Option<&CheckLine> {
    lines.iter().find(|line| line.outcome == Outcome::Failed)
}
