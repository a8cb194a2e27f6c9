//! Stopping: a server runs until SIGTERM or SIGINT.

use std::io::{self, Write as _};

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Listens for SIGTERM and SIGINT. Made before a server says that it is ready: whoever reads that may stop it at once.
/// Not earlier, so that a start that hangs can be interrupted.
pub(super) struct Stop {
    term: Signal,
    int: Signal,
}

impl Stop {
    /// From now on a signal no longer ends the process by itself.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self { term: signal(SignalKind::terminate())?, int: signal(SignalKind::interrupt())? })
    }

    /// Waits for the first signal.
    pub(super) async fn asked(mut self) {
        tokio::select! {
            _ = self.term.recv() => {}
            _ = self.int.recv() => {}
        }
    }
}

/// Tells on stdout that a server answers.
pub(super) fn ready(what: &str, url: &url::Url) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "ready: {what} {}", url.as_str().trim_end_matches('/'))?;
    out.flush()
}
