//! `cargo xtask bench`: the figures of the product, each beside its aim, measured at the release build in processes of
//! its own over loopback. For timing single functions see the benches of the crates.

pub(crate) mod bare;
mod browser;
mod figure;
mod load;
mod machine;
mod page;
mod scenarios;
mod server;
mod world;

pub(crate) use browser::Browser;
pub(crate) use figure::{Aim, Figure, Unit};
pub(crate) use load::{Load, Outcome};
pub(crate) use server::{Server, program};
pub(crate) use world::World;

use std::time::Duration;

use anyhow::bail;

use scenarios::{SCENARIOS, Scenario};

/// Runs the scenarios whose name contains `only`, prints the figures, and writes them into the documentation when
/// asked to. A missed aim is printed, not an error.
pub(crate) fn run(only: &str, save: bool) -> anyhow::Result<()> {
    let chosen = choose(only)?;
    if save && chosen.len() < SCENARIOS.len() {
        bail!("a page of figures is saved whole: leave the name out");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut figures = Vec::new();
    for scenario in chosen {
        eprintln!("==> {}", scenario.name);
        let measured = runtime.block_on((scenario.run)())?;
        eprint!("{}", page::table(&measured));
        figures.extend(measured);
    }
    print!("{}", page::table(&figures));
    if save { page::save(&figures) } else { Ok(()) }
}

fn choose(only: &str) -> anyhow::Result<Vec<&'static Scenario>> {
    let chosen: Vec<_> = SCENARIOS.iter().filter(|scenario| scenario.name.contains(only)).collect();
    if chosen.is_empty() {
        let names: Vec<_> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
        bail!("no scenario is called {only:?}; there are {}", names.join(", "));
    }
    Ok(chosen)
}

/// A client for loopback only: no proxy, no redirects, answers as they come over the wire, and a limit that turns a
/// hanging server into a failure.
pub(crate) fn http() -> anyhow::Result<reqwest::Client> {
    let builder = reqwest::Client::builder().no_proxy().no_gzip();
    Ok(builder.redirect(reqwest::redirect::Policy::none()).timeout(Duration::from_mins(1)).build()?)
}
