//! `scorebridge tickets list|show|refresh|retry|export`, and how a ticket is printed.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::export;
use super::remote::Remote;

#[derive(Debug, Args)]
pub(super) struct Tickets {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List tickets
    List {
        /// Part of the name or number
        #[arg(long)]
        search: Option<String>,
        /// Closed ones too
        #[arg(long)]
        all: bool,
        /// How many at most, 1 to 200
        #[arg(long, default_value_t = 50)]
        limit: u64,
    },
    /// Show one ticket
    Show {
        /// Its number or id
        ticket: String,
    },
    /// Ask ServiceNow about one ticket now
    Refresh {
        /// Its number or id
        ticket: String,
    },
    /// Send a waiting or refused ticket again
    Retry {
        /// Its id
        ticket: String,
    },
    /// Print all tickets as CSV, or as JSON with `--json`
    Export {
        /// Part of the name or number
        #[arg(long)]
        search: Option<String>,
        /// Open ones only
        #[arg(long)]
        open: bool,
    },
}

impl Tickets {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let ticket = match self.what {
            What::List { search, all, limit } => return list(&self.remote, search, all, limit).await,
            What::Show { ticket } => self.remote.get(&["tickets", &ticket], &[]).await?,
            What::Refresh { ticket } => {
                let refreshed = self.remote.post(&["tickets", &ticket, "refresh"], &json!({})).await?;
                eprintln!("{}", if refreshed["changed"] == true { "changed" } else { "not changed" });
                refreshed["ticket"].clone()
            }
            What::Export { search, open } => return export::run(&self.remote, search, open).await,
            What::Retry { ticket } => self.remote.post(&["tickets", &ticket, "retry"], &json!({})).await?,
        };
        print(&self.remote, &ticket);
        Ok(())
    }
}

async fn list(remote: &Remote, search: Option<String>, all: bool, limit: u64) -> anyhow::Result<()> {
    let mut query = vec![("limit", limit.to_string())];
    query.extend(search.map(|text| ("q", text)));
    query.extend((!all).then(|| ("open", "true".to_owned())));
    let page = remote.get(&["tickets"], &query).await?;
    let columns = [
        ("NUMBER", "/number"),
        ("NAME", "/name"),
        ("TYPE", "/type"),
        ("PRIORITY", "/priority"),
        ("STATE", "/record/state_name"),
        ("DUE", "/due"),
        ("DELIVERY", "/delivery"),
        ("ID", "/id"),
    ];
    remote.print_list(&page["items"], &columns);
    Ok(())
}

/// Prints a ticket.
pub(super) fn print(remote: &Remote, ticket: &Value) {
    let fields = [
        ("ID", "/id"),
        ("Number", "/number"),
        ("Name", "/name"),
        ("Type", "/type"),
        ("Priority", "/priority"),
        ("State", "/record/state_name"),
        ("Due", "/due"),
        ("Delivery", "/delivery"),
        ("Problem", "/problem/detail"),
        ("Started by", "/started_by"),
    ];
    remote.print_one(ticket, &fields);
}
