//! The doctor's report as a document to hand on: for the download, the API and the command line. It holds no secret
//! and nothing that names a person.

use std::fmt::Write as _;

use serde::Serialize;
use utoipa::ToSchema;

use super::{keys, urls};
use crate::app::App;
use crate::connection::{Area, CheckName, Finding, Outcome, Report};
use crate::i18n::{self, Words};
use crate::web::api::vocabulary;
use crate::web::troubleshooting::topic_of;

/// What every check found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReportDocument {
    /// Version of the portal.
    version: &'static str,
    /// When something was checked last; null when nothing was yet.
    #[schema(format = DateTime)]
    checked_at: Option<String>,
    /// How many checks passed.
    passed: usize,
    /// How many passed with a warning.
    warnings: usize,
    /// How many failed.
    failed: usize,
    /// How many cannot be told from outside or with the rights of the integration user.
    unknown: usize,
    /// How many were not looked at.
    waiting: usize,
    /// The checks, in order.
    findings: Vec<FindingLine>,
}

/// One check.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FindingLine {
    /// What is checked.
    #[schema(value_type = vocabulary::Check)]
    name: CheckName,
    /// The part of the way that it belongs to.
    #[schema(value_type = vocabulary::CheckArea)]
    area: Area,
    /// Its title.
    title: String,
    /// How it ended.
    #[schema(value_type = vocabulary::CheckOutcome)]
    outcome: Outcome,
    /// What was seen, as a sentence.
    evidence: Option<String>,
    /// Key word of what was seen, for programs.
    code: Option<String>,
    /// Why it matters, as a sentence.
    why: String,
    /// What to do, or where to look, as sentences with menu paths.
    way_out: Option<String>,
    /// When.
    #[schema(format = DateTime)]
    checked_at: Option<String>,
    /// Where it is explained.
    #[schema(format = "uri")]
    help: String,
}

impl ReportDocument {
    /// The report in the reader's language.
    pub(crate) fn new(app: &App, report: Report, words: &Words) -> Self {
        let report = report.anonymous();
        let (counted, at) = (report.counted(), report.at());
        Self {
            version: env!("CARGO_PKG_VERSION"),
            checked_at: at.map(|at| at.to_string()),
            passed: counted.passed,
            warnings: counted.warnings,
            failed: counted.failed,
            unknown: counted.unknown,
            waiting: counted.waiting,
            findings: report.findings.iter().map(|finding| FindingLine::new(app, finding, words)).collect(),
        }
    }

    /// The report as text.
    pub(crate) fn text(&self, words: &Words) -> String {
        let mut text = format!("Scorebridge {}\n", self.version);
        let heading = match &self.checked_at {
            Some(at) => words.phrase("doctor-report-of").arg("time", at.as_str()).to_string(),
            None => words.phrase("doctor-report-none").to_string(),
        };
        let counted = words
            .phrase("doctor-counted")
            .arg("passed", self.passed)
            .arg("failed", self.failed)
            .arg("warnings", self.warnings)
            .arg("unknown", self.unknown)
            .arg("waiting", self.waiting);
        write!(text, "{heading}\n{counted}\n").expect("a string takes everything");
        for area in Area::ALL {
            write!(text, "\n{}\n", words.phrase(keys::area(area))).expect("a string takes everything");
            for line in self.findings.iter().filter(|line| line.area == area) {
                line.write(&mut text, words);
            }
        }
        text
    }
}

impl FindingLine {
    fn new(app: &App, finding: &Finding, words: &Words) -> Self {
        let say = |message| i18n::message(words.language, message);
        let found = finding.found.as_ref();
        let help = urls::topic(topic_of(finding));
        Self {
            name: finding.name,
            area: finding.name.area(),
            title: words.phrase(&keys::check(finding.name)).to_string(),
            outcome: finding.outcome,
            evidence: found.map(|found| say(&found.evidence)),
            code: found.map(|found| found.evidence.key.clone()),
            why: words.phrase(&keys::check_reason(finding.name)).to_string(),
            way_out: found.and_then(|found| found.way_out.as_ref().map(say)),
            checked_at: found.map(|found| found.at.to_string()),
            help: app.config.server.base_url.join(&help).map_or(help, |url| url.to_string()),
        }
    }

    fn write(&self, text: &mut String, words: &Words) {
        let outcome = words.phrase(keys::outcome(self.outcome));
        let evidence = self.evidence.as_deref().unwrap_or_default();
        let mut line = format!("  [{outcome}] {}: {evidence}\n", self.title);
        if let Some(way_out) = &self.way_out {
            let key = if self.outcome == Outcome::Unknown { "doctor-look-here" } else { "doctor-way-out" };
            writeln!(line, "      {} {way_out}\n      {}", words.phrase(key), self.help)
                .expect("a string takes everything");
        }
        text.push_str(&line);
    }
}
