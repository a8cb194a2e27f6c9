//! Rules of application registries: a client that comes without id or secret gets them
//! (protocol section 4.5).

use super::Draft;
use crate::engine::Session;

pub(super) fn before(session: &Session, draft: &mut Draft) {
    let is_client = matches!(draft.get("type"), "client" | "oauth_jwt");
    if !draft.is_new() || !is_client {
        return;
    }
    if draft.get("client_id").is_empty() {
        draft.put("client_id", hex::encode(session.random().bytes::<16>()));
    }
    if draft.get("client_secret").is_empty() && draft.get("public_client") != "true" {
        let secret = hex::encode(session.random().bytes::<16>());
        draft.put("client_secret", session.vault().seal(&secret));
    }
}
