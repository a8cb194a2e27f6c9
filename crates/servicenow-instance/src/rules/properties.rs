//! System properties: the value of one whose type is a password is kept
//! encrypted, as a field of that type would be (protocol 5.6).

use super::Draft;
use crate::engine::Session;

pub(super) fn before(session: &Session, draft: &mut Draft) {
    let value = draft.get("value").to_owned();
    let is_secret = draft.get("type").starts_with("password");
    if is_secret && !value.is_empty() && !session.vault().is_sealed(&value) {
        draft.put("value", session.vault().seal(&value));
    }
}
