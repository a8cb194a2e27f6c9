//! Logs go to stderr: as text on a terminal, else as JSON lines. `SCOREBRIDGE_LOG` sets the level or filter.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

/// Starts logging; a filter that cannot be read is the default one, and said so.
pub(super) fn start() {
    let wanted = std::env::var("SCOREBRIDGE_LOG").unwrap_or_default();
    let filter = EnvFilter::try_new(&wanted).ok().filter(|_| !wanted.is_empty());
    let unreadable = filter.is_none() && !wanted.is_empty();
    let logs = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(filter.unwrap_or_else(|| EnvFilter::new("warn,scorebridge=info")));
    if std::io::stderr().is_terminal() {
        logs.compact().init();
    } else {
        logs.json().flatten_event(true).init();
    }
    if unreadable {
        tracing::warn!("SCOREBRIDGE_LOG cannot be read as a filter; using the default");
    }
}
