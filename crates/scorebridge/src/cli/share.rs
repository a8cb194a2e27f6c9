//! `scorebridge share`: sends an improvement action, or a task of one's own, to ServiceNow.

use std::time::{Duration, Instant};

use anyhow::bail;
use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use serde_json::{Value, json};

use super::remote::{Remote, plain};
use super::tickets;

/// How long the number is waited for; the ticket is delivered afterwards all the same.
const PATIENCE: Duration = Duration::from_secs(15);
const LOOK_EVERY: Duration = Duration::from_millis(200);

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Kind {
    Change,
    Incident,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Level {
    Low,
    Medium,
    High,
}

#[derive(Debug, Args)]
pub(super) struct Share {
    /// Id of the improvement action; without it the task is one of your own
    action: Option<String>,
    /// What to make
    #[arg(long = "type", value_enum, default_value = "change")]
    kind: Kind,
    /// Name; needed without an action
    #[arg(long)]
    name: Option<String>,
    /// Description
    #[arg(long)]
    description: Option<String>,
    /// Priority
    #[arg(long, value_enum)]
    priority: Option<Level>,
    /// Due date, YYYY-MM-DD
    #[arg(long)]
    due: Option<String>,
    /// Category; needed without an action
    #[arg(long)]
    category: Option<String>,
    /// Make a second open ticket for the same action
    #[arg(long)]
    another: bool,
    #[command(flatten)]
    remote: Remote,
}

impl Share {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let stored = self.remote.post(&["tickets"], &self.task()).await?;
        let ticket = self.wait_for_number(stored).await?;
        tickets::print(&self.remote, &ticket);
        if has_failed(&ticket) {
            bail!("the ticket is stored and was not sent: {}", plain(ticket.pointer("/problem/detail")));
        }
        if ticket["number"].is_null() {
            eprintln!("no number within {} s: the portal goes on trying", PATIENCE.as_secs());
        }
        Ok(())
    }

    fn task(&self) -> Value {
        let word =
            |value: Option<&dyn std::fmt::Debug>| value.map(|value| format!("{value:?}").to_lowercase());
        let mut task = json!({ "type": word(Some(&self.kind)), "another": self.another });
        let fields = [
            ("action", self.action.clone()),
            ("name", self.name.clone()),
            ("description", self.description.clone()),
            ("priority", word(self.priority.as_ref().map(|level| level as &dyn std::fmt::Debug))),
            ("due", self.due.clone()),
            ("category", self.category.clone()),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                task[name] = value.into();
            }
        }
        task
    }

    /// The ticket once it has a number, was refused, or patience ends.
    async fn wait_for_number(&self, mut ticket: Value) -> anyhow::Result<Value> {
        let spinner = ProgressBar::new_spinner().with_message("waiting for the number");
        spinner.enable_steady_tick(LOOK_EVERY);
        let started = Instant::now();
        while ticket["number"].is_null() && !has_failed(&ticket) && started.elapsed() < PATIENCE {
            tokio::time::sleep(LOOK_EVERY).await;
            let id = ticket["id"].as_str().unwrap_or_default().to_owned();
            ticket = self.remote.get(&["tickets", &id], &[]).await?;
        }
        spinner.finish_and_clear();
        Ok(ticket)
    }
}

/// Whether sending has ended without a record.
fn has_failed(ticket: &Value) -> bool {
    ticket["delivery"] == "refused" || ticket["delivery"] == "given-up"
}
