//! Lets people rehearse expired tokens: while the scenario `token-expired` is on, access tokens are
//! refused until their holder gets another one.

use std::{
    collections::HashSet,
    sync::{Mutex, PoisonError},
};

use crate::engine::Record;

/// Which tokens were renewed, and whose were refused, since the scenario was switched on.
#[derive(Debug, Default)]
pub(crate) struct Rehearsal(Mutex<Seen>);

#[derive(Debug, Default)]
struct Seen {
    /// `sys_id`s of credentials that work.
    renewed: HashSet<String>,
    /// Holders who were told that their token expired.
    refused: HashSet<Holder>,
}

/// User and application.
type Holder = (String, String);

impl Rehearsal {
    /// Whether a token counts as expired; remembers that its holder was told.
    pub(crate) fn refuses(&self, credential: &Record) -> bool {
        let mut seen = self.lock();
        let refused = !seen.renewed.contains(credential.sys_id());
        if refused {
            seen.refused.insert(holder(credential.get("user"), credential.get("peer")));
        }
        refused
    }

    /// Whether a token may be handed out again as the current one: not when its holder was just told
    /// that it expired.
    pub(crate) fn may_reuse(&self, credential: &Record) -> bool {
        let seen = self.lock();
        seen.renewed.contains(credential.sys_id())
            || !seen.refused.contains(&holder(credential.get("user"), credential.get("peer")))
    }

    /// A token was issued: it works if it came by a refresh or after a refusal.
    pub(crate) fn issued(&self, credential_id: &str, user: &str, peer: &str, by_refresh: bool) {
        let mut seen = self.lock();
        if by_refresh || seen.refused.contains(&holder(user, peer)) {
            seen.renewed.insert(credential_id.to_owned());
        }
    }

    /// Starts over.
    pub(crate) fn clear(&self) {
        *self.lock() = Seen::default();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn holder(user: &str, peer: &str) -> Holder {
    (user.to_owned(), peer.to_owned())
}
