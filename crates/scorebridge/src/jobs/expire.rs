//! Deletes what ran out: sessions, begun sign-ins and authorizations.

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
