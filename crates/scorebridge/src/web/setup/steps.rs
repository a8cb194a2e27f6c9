//! The five steps as the checklist shows them: finished with evidence, current, or ahead.

use crate::connection::{Connection, SetupStep};
use crate::i18n::{Phrase, Words};
use crate::web::{keys, urls};

/// How many there are.
pub(super) const COUNT: usize = SetupStep::ALL.len();

/// Minutes that a step takes people, in order; measured with the developer instance and rounded up.
const MINUTES: [u64; COUNT] = [1, 6, 2, 2, 1];

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Finished.
    Done,
    /// The first that is not.
    Current,
    /// Its turn has not come.
    Ahead,
}

/// One step.
pub(super) struct StepView {
    /// Which.
    pub(super) step: SetupStep,
    /// From 1.
    pub(super) number: usize,
    standing: Standing,
    /// What it is, or what came of it.
    pub(super) line: Phrase,
}

impl StepView {
    /// Whether it is finished.
    pub(super) fn is_done(&self) -> bool {
        self.standing == Standing::Done
    }

    /// Whether it is the first that is not.
    pub(super) fn is_current(&self) -> bool {
        self.standing == Standing::Current
    }

    /// Key of its title.
    pub(super) fn title_key(&self) -> &'static str {
        keys::step(self.step)
    }

    /// Key of the link that opens it again.
    pub(super) fn reopen_key(&self) -> &'static str {
        keys::step_reopen(self.step)
    }

    /// The page with this step open.
    pub(super) fn url(&self) -> String {
        urls::setup_step(self.step)
    }
}

/// All steps of a connection, or of none.
pub(super) fn all(connection: Option<&Connection>, words: &Words) -> Vec<StepView> {
    let current = connection.map_or(Some(SetupStep::Instance), |connection| connection.step);
    let step = |(number, step): (usize, SetupStep)| {
        let standing = match current {
            None => Standing::Done,
            Some(current) if step < current => Standing::Done,
            Some(current) if step == current => Standing::Current,
            Some(_) => Standing::Ahead,
        };
        let evidence = connection.filter(|_| standing == Standing::Done);
        let evidence = evidence.and_then(|connection| evidence_of(step, connection, words));
        let summary = || words.phrase(keys::step_summary(step));
        StepView { step, number, standing, line: evidence.unwrap_or_else(summary) }
    };
    (1..).zip(SetupStep::ALL).map(step).collect()
}

/// Minutes from this step to the end.
pub(super) fn minutes_from(step: Option<SetupStep>) -> u64 {
    let Some(step) = step else { return 0 };
    let left = SetupStep::ALL.iter().zip(MINUTES).filter(|(one, _)| **one >= step);
    left.map(|(_, minutes)| minutes).sum()
}

fn evidence_of(step: SetupStep, connection: &Connection, words: &Words) -> Option<Phrase> {
    Some(match step {
        SetupStep::Instance => {
            let release = connection.release.clone();
            let unknown = || words.phrase("setup-instance-release-unknown").to_string();
            words
                .phrase("setup-instance-done")
                .arg("instance", connection.instance.name())
                .arg("release", release.unwrap_or_else(unknown))
        }
        SetupStep::Checklist => words.phrase("setup-checklist-done").arg("user", &connection.expected_user),
        SetupStep::Client => {
            let (_, saved) = connection.client_secret_hint.as_ref()?;
            words
                .phrase("setup-client-done")
                .arg("tail", tail(connection.client_id.as_deref()?))
                .arg("date", words.day(words.date_of(*saved)))
        }
        SetupStep::Authorize => {
            let authorization = connection.authorization.as_ref()?;
            words
                .phrase("setup-authorize-done")
                .arg("user", &authorization.user_name)
                .arg("date", words.day(words.date_of(authorization.at)))
        }
        SetupStep::Provision => words
            .phrase("setup-provision-done")
            .arg("date", words.day(words.date_of(connection.provisioned_at?))),
    })
}

/// The last five characters, to recognise an id by.
fn tail(id: &str) -> String {
    let length = id.chars().count();
    id.chars().skip(length.saturating_sub(5)).collect()
}
