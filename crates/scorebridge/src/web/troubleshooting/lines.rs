//! The findings as the page shows them, part by part of the way.

use jiff::Timestamp;

use crate::connection::{Area, CheckName, Finding, Outcome, Report, Topic};
use crate::i18n::Words;
use crate::message::Message;
use crate::web::{checks, help, keys, urls};

/// A part of the way with its findings.
pub(super) struct Group {
    area: Area,
    pub(super) lines: Vec<Line>,
}

impl Group {
    pub(super) fn id(&self) -> &'static str {
        self.area.as_str()
    }

    pub(super) fn title_key(&self) -> &'static str {
        keys::area(self.area)
    }
}

/// One finding.
pub(super) struct Line {
    pub(super) name: CheckName,
    pub(super) outcome: Outcome,
    pub(super) evidence: Option<Message>,
    pub(super) way_out: Option<Message>,
    pub(super) at: Option<Timestamp>,
    topic: Topic,
    /// Words of the topic's title.
    pub(super) topic_title: String,
    /// Words of the check's title.
    pub(super) title: String,
}

impl Line {
    fn new(finding: &Finding, words: &Words) -> Self {
        let topic = topic_of(finding);
        let found = finding.found.clone();
        let (evidence, way_out, at) =
            found.map_or((None, None, None), |found| (Some(found.evidence), found.way_out, Some(found.at)));
        Self {
            name: finding.name,
            outcome: finding.outcome,
            evidence,
            way_out,
            at: at.filter(|_| finding.outcome != Outcome::Waiting),
            topic,
            topic_title: help::troubleshooting(words.language, topic).title,
            title: words.phrase(&keys::check(finding.name)).to_string(),
        }
    }

    pub(super) fn id(&self) -> String {
        format!("finding-{}", self.name.as_str())
    }

    pub(super) fn why_key(&self) -> String {
        keys::check_reason(self.name)
    }

    pub(super) fn outcome_key(&self) -> &'static str {
        keys::outcome(self.outcome)
    }

    pub(super) fn icon(&self) -> &'static str {
        checks::icon(self.outcome)
    }

    pub(super) fn topic_url(&self) -> String {
        urls::topic(self.topic)
    }

    /// Whether there is something to say beyond the outcome.
    pub(super) fn is_trouble(&self) -> bool {
        matches!(self.outcome, Outcome::Failed | Outcome::Warning | Outcome::Unknown)
    }

    /// What stands before the way out: a thing to do, or a place to look.
    pub(super) fn way_out_key(&self) -> &'static str {
        if self.outcome == Outcome::Unknown { "doctor-look-here" } else { "doctor-way-out" }
    }
}

/// The topic of what was found, which can be another than the check's own.
pub(crate) fn topic_of(finding: &Finding) -> Topic {
    let problem = finding.found.as_ref().and_then(|found| Topic::of_problem(&found.evidence));
    problem.unwrap_or_else(|| finding.name.topic())
}

/// All findings, part by part.
pub(super) fn groups(report: &Report, words: &Words) -> Vec<Group> {
    let of = |area: Area| report.findings.iter().filter(move |finding| finding.name.area() == area);
    Area::ALL
        .into_iter()
        .map(|area| Group { area, lines: of(area).map(|finding| Line::new(finding, words)).collect() })
        .collect()
}
