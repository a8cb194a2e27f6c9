//! `scorebridge doctor`: the diagnostics of the troubleshooting page, from a running portal when there is an API
//! token, else on the portal's own machine from its configuration.

use anyhow::{Context as _, bail};
use clap::Args;
use serde_json::{Value, json};

use super::remote::{Remote, plain};
use super::serve::ConfigFile;
use crate::clock::Clock;
use crate::connection::{CheckName, Report};
use crate::i18n::Words;
use crate::jobs::{self, Scope};
use crate::portal;
use crate::store::Language;
use crate::web::ReportDocument;

#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// One check, with what it presumes
    #[arg(long, value_name = "CHECK")]
    only: Option<String>,
    #[command(flatten)]
    file: ConfigFile,
    #[command(flatten)]
    remote: Remote,
}

impl Doctor {
    /// Fails when a check failed.
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let report =
            if self.remote.has_token() { self.ask_portal().await? } else { self.examine_here().await? };
        if self.remote.wants_json() {
            println!("{report:#}");
        } else {
            print(&report);
        }
        match report["failed"].as_u64().unwrap_or_default() {
            0 => Ok(()),
            failed => bail!("{failed} check(s) failed"),
        }
    }

    async fn ask_portal(&self) -> anyhow::Result<Value> {
        let asked = self.only.as_ref().map_or_else(|| json!({}), |only| json!({ "only": only }));
        self.remote.post(&["doctor"], &asked).await
    }

    async fn examine_here(&self) -> anyhow::Result<Value> {
        let scope = match self.only.as_deref() {
            None => Scope::All,
            Some(name) => Scope::With(
                CheckName::parse(name).with_context(|| format!("there is no check of the name {name}"))?,
            ),
        };
        let app = portal::assemble(self.file.load()?, Clock::system()).await?;
        let tenant = app.config.graph.tenant.clone();
        jobs::examine(&app, &tenant, scope).await?;
        let report = Report::new(&jobs::last_found(&app, &tenant).await?);
        let words = Words { language: Language::En, zone: jiff::tz::TimeZone::UTC, now: app.clock.now() };
        Ok(serde_json::to_value(ReportDocument::new(&app, report, &words))?)
    }
}

/// One line per check; what is wrong has its way out below.
fn print(report: &Value) {
    for finding in report["findings"].as_array().into_iter().flatten() {
        let word = |name: &str| plain(finding.get(name));
        println!("{:<8} {:<44} {}", word("outcome"), word("title"), word("evidence"));
        let way_out = word("way_out");
        if !way_out.is_empty() {
            println!("         -> {way_out}\n            {}", word("help"));
        }
    }
    let count = |name: &str| plain(report.get(name));
    println!(
        "{} passed, {} failed, {} with a warning, {} cannot be told, {} not checked",
        count("passed"),
        count("failed"),
        count("warnings"),
        count("unknown"),
        count("waiting")
    );
}
