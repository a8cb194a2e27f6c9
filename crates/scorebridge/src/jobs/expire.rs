//! Deletes what ran out: sessions, begun sign-ins and authorizations; and follows a change of the key file.

use crate::app::App;
use crate::store::StoreError;

/// Deletes what ran out.
pub(super) async fn delete_expired(app: &App) -> Result<(), StoreError> {
    let deleted = app.store.delete_expired(app.clock.now()).await?;
    if deleted > 0 {
        tracing::debug!(deleted, "deleted what ran out");
    }
    Ok(())
}

/// Seals anew what another key sealed, after a new key was put on top of the key file.
pub(super) async fn follow_keys(app: &App) -> Result<(), StoreError> {
    let renewed = app.store.rotate_keys(&app.config.server.key_file()).await?;
    if renewed > 0 {
        tracing::info!(secrets = renewed, "secrets were sealed anew with the first key of the key file");
    }
    Ok(())
}
