//! `cargo xtask connector`: the application for ServiceNow (`connector-app/`), built by ServiceNow's SDK and kept
//! in the form in which the product offers it: a package and an update set. They are in the repository so that
//! the product builds without Node.js, and compared by a test so that they cannot drift from the sources.

mod build;
mod package;
mod record;
mod update_set;

#[cfg(test)]
mod tests;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, bail};
use jiff::civil::Date;

use crate::{step, workspace};

/// Where the product embeds them from.
const EMBEDDED: &str = "crates/scorebridge/connector";

/// What the product needs to know of the application, beside its records.
#[derive(Debug)]
struct Release {
    version: String,
    day: Date,
}

/// A file that the product offers.
struct Offered {
    path: PathBuf,
    content: Vec<u8>,
}

pub(crate) use build::install_sdk;

/// Builds the application and writes the offered files, or compares them with what is there.
pub(crate) fn run(only_compare: bool) -> anyhow::Result<()> {
    step::begin("application for ServiceNow");
    let offered = offered(only_compare)?;
    let stale: Vec<_> = offered.iter().filter(|file| !file.is_current()).collect();
    if only_compare && !stale.is_empty() {
        let names: Vec<_> = stale.iter().map(|file| workspace::relative(&file.path)).collect();
        bail!("out of date, run `cargo xtask connector`: {}", names.join(", "));
    }
    for file in stale {
        fs::create_dir_all(file.path.parent().expect("every file lies in a folder"))?;
        fs::write(&file.path, &file.content)
            .with_context(|| format!("cannot write {}", file.path.display()))?;
        eprintln!("    wrote {}", workspace::relative(&file.path));
    }
    Ok(())
}

fn offered(frozen: bool) -> anyhow::Result<Vec<Offered>> {
    let release = build::release()?;
    let files = build::build(frozen)?;
    let offered =
        |name: &str, content| Offered { path: workspace::root().join(EMBEDDED).join(name), content };
    Ok(vec![
        offered("ticketing-connector.zip", package::zip(&files, &release)?),
        offered("ticketing-connector.xml", update_set::xml(&files, &release)?.into_bytes()),
        offered("version", release.version.into_bytes()),
    ])
}

impl Offered {
    fn is_current(&self) -> bool {
        fs::read(&self.path).is_ok_and(|there| there == self.content)
    }
}
