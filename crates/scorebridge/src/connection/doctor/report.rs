//! A report to hand on: what every check found, without secrets and without what names a person. Nothing in it needs
//! to be taken out by hand before it is sent to somebody who helps.

use jiff::Timestamp;

use super::{Check, CheckName, Outcome};
use crate::message::Message;

/// What stands in place of what is left out.
const LEFT_OUT: &str = "•••";
/// Arguments that name a person or an account.
const PERSONAL: [&str; 5] = ["user", "found", "name", "client", "entity"];
/// Longer than any word: a token, a secret or an id.
const TOKEN_LENGTH: usize = 24;

/// One line of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Which check.
    pub name: CheckName,
    /// How it ended.
    pub outcome: Outcome,
    /// What was seen; `None` when it was never looked at.
    pub found: Option<Found>,
}

/// What was seen, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What.
    pub evidence: Message,
    /// What to do.
    pub way_out: Option<Message>,
    /// When.
    pub at: Timestamp,
}

/// How many checks ended how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counted {
    /// Right.
    pub passed: usize,
    /// Less than could be.
    pub warnings: usize,
    /// Wrong.
    pub failed: usize,
    /// Cannot be told.
    pub unknown: usize,
    /// Not looked at.
    pub waiting: usize,
}

/// All checks as they were found last, in order.
#[derive(Debug, Clone)]
pub struct Report {
    /// One line per check.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Every check, also those that were never looked at. A fault is reported once, by the check that names its
    /// cause: that the instance is not reachable follows from it.
    pub fn new(checks: &[Check]) -> Self {
        let findings = CheckName::ALL.into_iter().map(|name| finding(name, checks)).collect();
        Self { findings }
    }

    /// How many ended how.
    pub fn counted(&self) -> Counted {
        let count = |outcome| self.findings.iter().filter(|finding| finding.outcome == outcome).count();
        Counted {
            passed: count(Outcome::Passed),
            warnings: count(Outcome::Warning),
            failed: count(Outcome::Failed),
            unknown: count(Outcome::Unknown),
            waiting: count(Outcome::Waiting),
        }
    }

    /// When something was looked at last.
    pub fn at(&self) -> Option<Timestamp> {
        self.findings.iter().filter_map(|finding| finding.found.as_ref().map(|found| found.at)).max()
    }

    /// The same without secrets and without what names a person.
    #[must_use]
    pub fn anonymous(mut self) -> Self {
        for found in self.findings.iter_mut().filter_map(|finding| finding.found.as_mut()) {
            leave_out(&mut found.evidence);
            if let Some(way_out) = &mut found.way_out {
                leave_out(way_out);
            }
        }
        self
    }
}

fn finding(name: CheckName, checks: &[Check]) -> Finding {
    let Some(check) = checks.iter().find(|check| check.name == name) else {
        return Finding { name, outcome: Outcome::Waiting, found: None };
    };
    let found = Found { evidence: check.evidence.clone(), way_out: check.way_out.clone(), at: check.at };
    let follows = name == CheckName::InstanceReachable
        && check.outcome == Outcome::Failed
        && checks.iter().any(|other| other.name != name && other.evidence == check.evidence);
    if follows {
        let evidence = Message::new("evidence-follows");
        return Finding {
            name,
            outcome: Outcome::Waiting,
            found: Some(Found { evidence, way_out: None, ..found }),
        };
    }
    Finding { name, outcome: check.outcome, found: Some(found) }
}

fn leave_out(message: &mut Message) {
    for (name, value) in &mut message.args {
        if PERSONAL.contains(&name.as_str()) {
            LEFT_OUT.clone_into(value);
        } else {
            *value = without_secrets(value);
        }
    }
}

/// A text without e-mail addresses and without words that look like tokens, secrets or ids.
fn without_secrets(text: &str) -> String {
    let is_dark = |word: &str| {
        let core = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_token = core.len() >= TOKEN_LENGTH
            && core
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+' | '/' | '=' | '~'))
            && core.chars().any(|c| c.is_ascii_digit());
        core.contains('@') || is_token
    };
    text.split(' ').map(|word| if is_dark(word) { LEFT_OUT } else { word }).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: CheckName, outcome: Outcome, evidence: Message) -> Check {
        Check::new(name, (outcome, evidence), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_fault_of_the_way_is_reported_once() {
        let asleep = Message::new("problem-hibernating");
        let checks = [
            check(CheckName::InstanceReachable, Outcome::Failed, asleep.clone()),
            check(CheckName::Awake, Outcome::Failed, asleep),
        ];
        let report = Report::new(&checks);
        assert_eq!((report.counted().failed, report.findings.len()), (1, CheckName::ALL.len()));
        let alone = Report::new(&checks[..1]);
        assert_eq!(alone.counted().failed, 1);
    }

    #[test]
    fn names_addresses_and_tokens_are_left_out() {
        let words =
            "kim@acme.example got 'fG7hJ2kL9mN4pQ8rS1tU6vW3xY5z' from acme.service-now.com-and-further-on";
        let evidence = Message::new("problem-refused").with("words", words).with("user", "kim");
        let report = Report::new(&[check(CheckName::FirstSync, Outcome::Failed, evidence)]).anonymous();
        let finding = report.findings.iter().find(|one| one.name == CheckName::FirstSync).unwrap();
        let found = finding.found.as_ref().unwrap();
        assert_eq!(found.evidence.args["user"], LEFT_OUT);
        assert_eq!(found.evidence.args["words"], "••• got ••• from acme.service-now.com-and-further-on");
        assert_eq!(found.way_out.as_ref().unwrap().args["user"], LEFT_OUT);
    }
}
