//! `scorebridge connection show|authorize|check|remove`

use anyhow::bail;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::remote::{Remote, plain};

/// Lines of the history of syncs; `--json` has more.
const SYNCS_SHOWN: usize = 10;

#[derive(Debug, Args)]
pub(super) struct ConnectionCommand {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Show the connection to ServiceNow
    Show,
    /// Name the page where the integration user authorizes: it takes a browser, whose session the authorization
    /// belongs to
    Authorize,
    /// Run the checks that provisioning waits for, and provision when none fails
    Check,
    /// Remove the connection: tokens are revoked, secrets destroyed, tickets kept as history
    Remove {
        /// Name of the instance, as `connection show` has it
        #[arg(long, value_name = "NAME")]
        instance: String,
    },
}

impl ConnectionCommand {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match &self.what {
            What::Show => self.show().await?,
            What::Authorize => return self.authorize().await,
            What::Check => return self.check().await,
            What::Remove { instance } => {
                let asked = json!({ "instance_name": instance });
                let removed = self.remote.post(&["connection", "remove"], &asked).await?;
                let fields = [("Tokens revoked", "/revoked"), ("Tickets never sent", "/unsent")];
                self.remote.print_one(&removed, &fields);
            }
        }
        Ok(())
    }

    async fn show(&self) -> anyhow::Result<()> {
        let state = self.remote.get(&["connection"], &[]).await?;
        print(&self.remote, &state);
        let syncs = state["connection"]["syncs"].as_array().map_or(&[][..], |syncs| &syncs[..]);
        if self.remote.wants_json() || syncs.is_empty() {
            return Ok(());
        }
        println!("\nLast syncs");
        let shown = Value::from(&syncs[..syncs.len().min(SYNCS_SHOWN)]);
        let columns = [
            ("ENDED", "/ended_at"),
            ("TIMES", "/times"),
            ("TOOK MS", "/took_ms"),
            ("RECORDS", "/seen"),
            ("CHANGED", "/changed"),
            ("PROBLEM", "/problem/detail"),
        ];
        self.remote.print_list(&shown, &columns);
        Ok(())
    }

    async fn authorize(&self) -> anyhow::Result<()> {
        let state = self.remote.get(&["connection"], &[]).await?;
        if state["connection"].is_null() {
            bail!("nothing is connected: begin at {}", self.remote.page("servicenow/setup"));
        }
        println!("{}", self.remote.page("ticketProvisioning"));
        eprintln!(
            "open this page in a browser, select Authorize, and sign in to the instance as the integration user"
        );
        Ok(())
    }

    /// Fails when a check failed.
    async fn check(&self) -> anyhow::Result<()> {
        let state = self.remote.post(&["connection", "check"], &json!({})).await?;
        let checks = &state["connection"]["checks"];
        let columns =
            [("CHECK", "/name"), ("RESULT", "/outcome"), ("FOUND", "/evidence"), ("WHAT TO DO", "/way_out")];
        self.remote.print_list(checks, &columns);
        let failed =
            checks.as_array().into_iter().flatten().filter(|check| plain(check.get("outcome")) == "failed");
        match failed.count() {
            0 => Ok(()),
            failed => bail!("{failed} check(s) failed"),
        }
    }
}

/// Prints how the connection is.
pub(super) fn print(remote: &Remote, state: &Value) {
    let fields = [
        ("Status", "/status"),
        ("Problem", "/problem/detail"),
        ("Instance", "/connection/instance"),
        ("Name", "/connection/instance_name"),
        ("Release", "/connection/release"),
        ("Integration user", "/connection/integration_user"),
        ("Authorize again before", "/connection/authorization_ends_at"),
        ("Provisioned", "/connection/provisioned_at"),
        ("Last sync", "/connection/synced_at"),
    ];
    remote.print_one(state, &fields);
}
