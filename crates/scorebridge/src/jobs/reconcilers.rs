//! The reconcilers of the portal: when each runs. They run on one replica at a time, under a lease, and their period
//! is measured by what the store says of the last run, so that replicas share it.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio_util::sync::CancellationToken;

use super::backoff::backoff;
use super::import_score::{ImportError, import_score};
use super::refresh_tickets::{SyncError, sync_connection};
use super::sweep::sweep_connection;
use super::{clients, expire, heartbeat, renew_token, states};
use crate::app::App;
use crate::connection::Connection;
use crate::score::graph::GraphError;
use crate::store::StoreError;

/// A lease ends by itself this long after a replica died.
const LEASE: SignedDuration = SignedDuration::from_mins(5);
const SWEEP_EVERY: SignedDuration = SignedDuration::from_mins(5);
const LABELS_EVERY: SignedDuration = SignedDuration::from_hours(1);
const HEARTBEAT_EVERY: SignedDuration = SignedDuration::from_hours(1);
/// Housekeeping and the check whether an import is due.
const MINUTE: Duration = Duration::from_mins(1);
/// Pauses after a failed import.
const IMPORT_PAUSE: (SignedDuration, SignedDuration) =
    (SignedDuration::from_mins(1), SignedDuration::from_hours(1));

/// Brings changes in, every `sync_seconds` and when somebody asks.
pub(super) async fn tickets(app: App, stop: CancellationToken) {
    let period = Duration::from_secs(app.config.servicenow.sync_seconds.into());
    let mut asked = false;
    loop {
        guarded("tickets", sync_all(app.clone(), asked)).await;
        asked = tokio::select! {
            () = stop.cancelled() => return,
            () = app.sync.notified() => true,
            () = tokio::time::sleep(period) => false,
        };
    }
}

/// Imports scores when the last import is older than the configured period.
pub(super) async fn score(app: App, stop: CancellationToken) {
    let mut pause = Pause::default();
    loop {
        let held = pause.clone();
        let next = guarded("score", import_if_due(app.clone(), held)).await;
        pause = next.unwrap_or(pause);
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(MINUTE) => {}
        }
    }
}

/// Deletes what ran out and follows the key file, every minute.
pub(super) async fn housekeeping(app: App, stop: CancellationToken) {
    loop {
        let work = app.clone();
        let deleted = guarded("housekeeping", async move { expire::delete_expired(&work).await }).await;
        if let Some(Err(error)) = deleted {
            tracing::error!(%error, "what ran out was not deleted");
        }
        let work = app.clone();
        let followed = guarded("keys", async move { expire::follow_keys(&work).await }).await;
        if let Some(Err(error)) = followed {
            tracing::error!(%error, "the key file was not followed: the keys read before stay in use");
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(MINUTE) => {}
        }
    }
}

/// Runs one round so that its panic ends the round, not the reconciler.
async fn guarded<T: Send + 'static>(
    name: &'static str,
    round: impl Future<Output = T> + Send + 'static,
) -> Option<T> {
    let ended = tokio::spawn(round).await;
    ended.inspect_err(|error| tracing::error!(reconciler = name, %error, "a round panicked")).ok()
}

async fn sync_all(app: App, asked: bool) {
    let connections = match app.store.list_connections().await {
        Ok(connections) => connections,
        Err(error) => {
            tracing::error!(%error, "the connections cannot be read");
            return;
        }
    };
    for connection in connections.iter().filter(|connection| connection.authorization.is_some()) {
        if let Err(error) = attend(&app, connection, asked).await {
            tracing::error!(instance.name = connection.instance.name(), %error, "a connection was not attended to");
        }
    }
}

/// One round of one connection.
async fn attend(app: &App, connection: &Connection, asked: bool) -> Result<(), StoreError> {
    let connection = &renew_token::watch(app, connection).await?;
    let now = app.clock.now();
    let lane = app.lanes().of(&connection.tenant);
    if !asked && (lane.closed(now).is_some() || !is_old(app, connection, now)) {
        return Ok(());
    }
    let lease = format!("sync:{}", connection.id);
    if !app.store.hold_lease(&lease, app.worker(), now, now + LEASE).await? {
        return Ok(());
    }
    let ended = sync_round(app, connection).await;
    let now = app.clock.now();
    app.store.hold_lease(&lease, app.worker(), now, now).await?;
    ended
}

/// Whether the last sync, of whichever replica, is a period old. A tenth less, because timers are not exact.
fn is_old(app: &App, connection: &Connection, now: Timestamp) -> bool {
    let period = SignedDuration::from_secs(app.config.servicenow.sync_seconds.into());
    connection.synced_at.is_none_or(|at| now.duration_since(at) >= period - period / 10)
}

async fn sync_round(app: &App, connection: &Connection) -> Result<(), StoreError> {
    match sync_connection(app, connection).await {
        Ok(_) => {}
        Err(SyncError::Store(error)) => return Err(error),
        Err(SyncError::Instance(problem)) => {
            tracing::debug!(instance.name = connection.instance.name(), reason = %problem.key, "no sync");
            return Ok(());
        }
    }
    slower_rounds(app, connection).await
}

/// What need not happen with every sync.
async fn slower_rounds(app: &App, connection: &Connection) -> Result<(), StoreError> {
    let now = app.clock.now();
    let lane = app.lanes().of(&connection.tenant);
    if lane.is_due("sweep", SWEEP_EVERY, now) {
        match sweep_connection(app, connection).await {
            Ok(_) => {}
            Err(SyncError::Store(error)) => return Err(error),
            Err(SyncError::Instance(problem)) => {
                tracing::warn!(instance.name = connection.instance.name(), reason = %problem.key, "no sweep");
            }
        }
    }
    if lane.is_due("labels", LABELS_EVERY, now)
        && let Ok(client) = clients::client_of(app, connection).await
    {
        states::refresh_labels(app, connection, &client).await?;
    }
    if lane.is_due("heartbeat", HEARTBEAT_EVERY, now) {
        heartbeat::tell_app(app, connection, Some(connection.status)).await;
    }
    Ok(())
}

/// When the next import may be tried after failures.
#[derive(Debug, Clone, Default)]
struct Pause {
    failures: u32,
    until: Option<Timestamp>,
}

async fn import_if_due(app: App, pause: Pause) -> Pause {
    match try_import(&app, &pause).await {
        Ok(true) => Pause::default(),
        Ok(false) => pause,
        Err(error) => {
            if let ImportError::Store(error) = &error {
                tracing::error!(%error, "Secure Score was not saved");
            }
            after(&app, &pause, &error)
        }
    }
}

/// False when it was not due.
async fn try_import(app: &App, pause: &Pause) -> Result<bool, ImportError> {
    let now = app.clock.now();
    let period = SignedDuration::from_mins(app.config.graph.import_minutes.max(60).into());
    let last = app.store.imported_at(&app.config.graph.tenant).await?;
    let due = last.is_none_or(|at| now.duration_since(at) >= period);
    if !due || pause.until.is_some_and(|until| until > now) {
        return Ok(false);
    }
    let lease = format!("import:{}", app.config.graph.tenant);
    if !app.store.hold_lease(&lease, app.worker(), now, now + LEASE).await? {
        return Ok(false);
    }
    let ended = import_score(app).await;
    let now = app.clock.now();
    app.store.hold_lease(&lease, app.worker(), now, now).await?;
    ended.map(|()| true)
}

/// Longer with each failure, and at least as long as Graph asks.
fn after(app: &App, pause: &Pause, error: &ImportError) -> Pause {
    let failures = pause.failures.saturating_add(1);
    let own = backoff(failures, IMPORT_PAUSE.0, IMPORT_PAUSE.1, app.config.graph.tenant.as_str());
    let asked = match error {
        ImportError::Graph(GraphError::Throttled { retry_after: Some(asked) }) => {
            SignedDuration::try_from(*asked).unwrap_or_default().min(IMPORT_PAUSE.1)
        }
        _ => SignedDuration::ZERO,
    };
    Pause { failures, until: Some(app.clock.now() + own.max(asked)) }
}
