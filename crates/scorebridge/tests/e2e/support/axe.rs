//! axe-core: the rules of accessibility that a machine can check. `cargo xtask prepare` puts it where this looks.

use std::{fmt, fs, path::Path, sync::LazyLock};

use fantoccini::{Client, error::CmdError};
use serde::Deserialize;
use serde_json::json;

static AXE_CORE: LazyLock<String> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("axe/node_modules/axe-core/axe.min.js");
    fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; `cargo xtask prepare` installs it", path.display()))
});

/// A rule that the page breaks, and where.
#[derive(Debug, Deserialize)]
pub(crate) struct Violation {
    pub(crate) rule: String,
    pub(crate) help: String,
    /// Selector and reason of each place.
    pub(crate) places: Vec<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.rule, self.help)?;
        for place in &self.places {
            write!(f, "\n  {place}")?;
        }
        Ok(())
    }
}

/// Puts axe-core into the page unless it is there. The driver's scripts are not held to the page's policy.
pub(super) async fn inject(client: &Client) -> Result<(), CmdError> {
    let there = client.execute("return typeof axe === 'object'", vec![]).await?;
    if there != json!(true) {
        client.execute(&AXE_CORE, vec![]).await?;
    }
    Ok(())
}

/// Checks the whole page.
pub(super) async fn violations(client: &Client) -> Vec<Violation> {
    inject(client).await.unwrap();
    let answer = client.execute_async(include_str!("axe.js"), vec![]).await.unwrap();
    serde_json::from_value(answer).unwrap()
}
