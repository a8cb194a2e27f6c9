//! Rules of problems.

use super::incident::mirror;
use super::task::{put_if_empty, set_closed};
use super::{Draft, priority};
use crate::engine::Session;

const RESOLVED: &str = "106";
const CLOSED: &str = "107";

pub(super) fn before(session: &Session, draft: &mut Draft) {
    mirror(draft, "problem_state");
    priority::look_up(session, draft);
    if !draft.is_changed("state") {
        return;
    }
    let state = draft.get("state").to_owned();
    if matches!(state.as_str(), RESOLVED | CLOSED) {
        put_if_empty(draft, "resolved_at", session.now_text());
        put_if_empty(draft, "resolved_by", session.caller().user_id.clone());
    }
    set_closed(session, draft, state == CLOSED);
}
