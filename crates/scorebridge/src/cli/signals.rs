//! Stopping: a server runs until SIGTERM or SIGINT.

use std::io::{self, Write as _};

use tokio::signal::unix::{SignalKind, signal};

/// Waits for SIGTERM or SIGINT.
pub(super) async fn stop_asked() -> io::Result<()> {
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = term.recv() => {}
        _ = int.recv() => {}
    }
    Ok(())
}

/// Tells on stdout that a server answers.
pub(super) fn ready(what: &str, url: &url::Url) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "ready: {what} {}", url.as_str().trim_end_matches('/'))?;
    out.flush()
}
