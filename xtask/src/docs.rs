//! `cargo xtask docs`: the pages of `docs/reference/` that come from the code. They are kept in the repository
//! so that they can be read there, and compared by `check` so that they cannot drift.

mod commands;
mod configuration;
mod instance;
mod requirements;

use std::fs;

use anyhow::{Context as _, bail};

use crate::{step, workspace};

/// A generated page: where it is and what it says.
struct Page {
    path: &'static str,
    write: fn() -> anyhow::Result<String>,
}

const PAGES: [Page; 4] = [
    Page { path: "docs/reference/requirements.md", write: requirements::page },
    Page { path: "docs/reference/instance.md", write: instance::page },
    Page { path: "docs/reference/cli.md", write: commands::page },
    Page { path: "docs/reference/configuration.md", write: configuration::page },
];

/// Writes every page, or compares it with what is there.
pub(crate) fn run(only_compare: bool) -> anyhow::Result<()> {
    step::begin(if only_compare { "generated pages" } else { "write generated pages" });
    let mut stale = Vec::new();
    for page in PAGES {
        let text = (page.write)().with_context(|| format!("cannot generate {}", page.path))?;
        let path = workspace::root().join(page.path);
        if fs::read_to_string(&path).is_ok_and(|there| there == text) {
            continue;
        }
        if only_compare {
            stale.push(page.path);
            continue;
        }
        fs::create_dir_all(path.parent().expect("every page lies in a folder"))?;
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
        eprintln!("    wrote {}", page.path);
    }
    if !stale.is_empty() {
        bail!("out of date, run `cargo xtask docs`: {}", stale.join(", "));
    }
    Ok(())
}
