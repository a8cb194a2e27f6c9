//! Rounds that a person started: one at a time for each tenant. A round of a slow instance takes longer than a
//! person waits for a page, so it goes on by itself and open pages are told when it ends.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{Scope, examine};
use crate::app::App;
use crate::ids::TenantId;
use crate::live::LiveEvent;

/// Rounds under way in this process.
#[derive(Default)]
pub(crate) struct Rounds(Arc<Mutex<HashSet<TenantId>>>);

impl Rounds {
    fn held(&self) -> MutexGuard<'_, HashSet<TenantId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, tenant: &TenantId) -> Option<UnderWay> {
        let is_first = self.held().insert(tenant.clone());
        is_first.then(|| UnderWay { rounds: Self(Arc::clone(&self.0)), tenant: tenant.clone() })
    }
}

/// Ends with the round, however that ends.
struct UnderWay {
    rounds: Rounds,
    tenant: TenantId,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.rounds.held().remove(&self.tenant);
    }
}

/// Whether a round of this tenant is under way.
pub fn is_on_round(app: &App, tenant: &TenantId) -> bool {
    app.rounds().held().contains(tenant)
}

/// Starts a round, unless one is under way, and waits for its end or as long as a person waits for a page.
pub async fn start_round(app: &App, tenant: &TenantId, scope: Scope, wait: Duration) {
    let Some(under_way) = app.rounds().begin(tenant) else { return };
    let (app, tenant) = (app.clone(), tenant.clone());
    let round = tokio::spawn(async move {
        if let Err(error) = examine(&app, &tenant, scope).await {
            tracing::error!(%error, "a round of the doctor ended early");
        }
        drop(under_way);
        app.live.publish(LiveEvent::Check(tenant));
    });
    if tokio::time::timeout(wait, round).await.is_err() {
        tracing::debug!("a round of the doctor takes longer and goes on by itself");
    }
}
