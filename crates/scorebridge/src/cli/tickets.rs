//! `scorebridge tickets list|show|refresh|retry|edit|note|export`, and how a ticket is printed.

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
    /// Change a ticket that was not sent yet, and send it
    Edit(Edit),
    /// Add a work note to a ticket's record in ServiceNow
    Note {
        /// Its number or id
        ticket: String,
        /// The note: plain text of at most 3,500 characters
        text: String,
    },
}

/// What is left out stays as it is.
#[derive(Debug, Args)]
struct Edit {
    /// Its id
    ticket: String,
    /// `change` or `incident`
    #[arg(long = "type")]
    kind: Option<String>,
    /// Name, at most 160 characters
    #[arg(long)]
    name: Option<String>,
    /// Description, at most 4,000 characters
    #[arg(long)]
    description: Option<String>,
    /// `low`, `medium` or `high`
    #[arg(long)]
    priority: Option<String>,
    /// Due date, year-month-day
    #[arg(long)]
    due: Option<String>,
}

impl Edit {
    fn body(&self) -> Value {
        let fields = [
            ("type", &self.kind),
            ("name", &self.name),
            ("description", &self.description),
            ("priority", &self.priority),
            ("due", &self.due),
        ];
        fields.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect()
    }
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
            What::Edit(edit) => self.remote.patch(&["tickets", &edit.ticket], &edit.body()).await?,
            What::Note { ticket, text } => {
                self.remote.post(&["tickets", &ticket, "notes"], &json!({ "text": text })).await?
            }
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
