//! The topics below the findings; those that a finding is about stand first.

use super::lines::topic_of;
use crate::connection::{Outcome, Report, Topic};
use crate::store::Language;
use crate::web::help;

/// A topic, to be opened.
pub(super) struct TopicView {
    topic: Topic,
    pub(super) title: String,
    pub(super) text: String,
    pub(super) is_detected: bool,
    pub(super) is_open: bool,
}

impl TopicView {
    pub(super) fn id(&self) -> String {
        format!("topic-{}", self.topic.as_str())
    }

    /// Where our own addresses are shown (S28).
    pub(super) fn has_addresses(&self) -> bool {
        self.topic == Topic::IpFiltering
    }
}

/// All topics.
pub(super) fn all(report: &Report, language: Language, open: Option<Topic>) -> Vec<TopicView> {
    let is_trouble = |outcome| matches!(outcome, Outcome::Failed | Outcome::Warning);
    let detected: Vec<Topic> =
        report.findings.iter().filter(|finding| is_trouble(finding.outcome)).map(topic_of).collect();
    let view = |topic: Topic| {
        let help::TopicText { title, html } = help::troubleshooting(language, topic);
        TopicView {
            topic,
            title,
            text: html,
            is_detected: detected.contains(&topic),
            is_open: open == Some(topic),
        }
    };
    let mut all: Vec<_> = Topic::ALL.into_iter().map(view).collect();
    all.sort_by_key(|topic| !topic.is_detected);
    all
}

/// The topic of this name.
pub(super) fn named(name: Option<&str>) -> Option<Topic> {
    Topic::ALL.into_iter().find(|topic| Some(topic.as_str()) == name)
}
