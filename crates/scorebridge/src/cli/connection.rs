//! `scorebridge connection show`

use clap::{Args, Subcommand};
use serde_json::Value;

use super::remote::Remote;

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
}

impl ConnectionCommand {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        let What::Show = self.what;
        let state = self.remote.get(&["connection"], &[]).await?;
        print(&self.remote, &state);
        Ok(())
    }
}

/// Prints how the connection is.
pub(super) fn print(remote: &Remote, state: &Value) {
    let fields = [
        ("Status", "/status"),
        ("Problem", "/problem/detail"),
        ("Instance", "/connection/instance"),
        ("Release", "/connection/release"),
        ("Integration user", "/connection/integration_user"),
        ("Provisioned", "/connection/provisioned_at"),
        ("Last sync", "/connection/synced_at"),
    ];
    remote.print_one(state, &fields);
}
