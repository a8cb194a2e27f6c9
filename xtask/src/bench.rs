//! `cargo xtask bench`: whole flows over loopback HTTP against the release build, as a table. For timing single
//! functions see the benches of the crates.

mod load;
mod scenarios;
mod server;
mod table;

pub(crate) use load::{Load, Outcome};
pub(crate) use server::Server;
pub(crate) use table::Row;

use std::time::Duration;

use anyhow::bail;

use scenarios::SCENARIOS;

/// Runs the scenarios whose name contains `only` and prints the table.
pub(crate) fn run(only: &str) -> anyhow::Result<()> {
    let chosen: Vec<_> = SCENARIOS.iter().filter(|scenario| scenario.name.contains(only)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
        bail!("no scenario is called {only:?}; there are {}", names.join(", "));
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut rows = Vec::new();
    for scenario in chosen {
        eprintln!("==> {}", scenario.name);
        rows.push(runtime.block_on((scenario.run)())?);
    }
    print!("{}", table::markdown(&rows));
    Ok(())
}

/// A client for loopback only: no proxy, and a limit that turns a hanging server into a failure.
pub(crate) fn http() -> anyhow::Result<reqwest::Client> {
    Ok(reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build()?)
}
