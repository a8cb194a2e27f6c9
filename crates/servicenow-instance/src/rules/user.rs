//! Rules of users: the name is made from its parts, user names are unique.

use super::Draft;
use crate::engine::Session;
use crate::refusals::Refusal;

pub(super) fn before(session: &Session, draft: &mut Draft) -> Result<(), Refusal> {
    let parts = ["first_name", "middle_name", "last_name"].map(|field| draft.get(field).to_owned());
    let words: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    if !words.is_empty() {
        draft.put("name", words.join(" "));
    }
    if draft.is_changed("user_name") && !draft.get("user_name").is_empty() {
        refuse_second(session, draft)?;
    }
    Ok(())
}

fn refuse_second(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    let user_name = draft.get("user_name");
    let same = session.trusted(|session| session.find_by("sys_user", "user_name", user_name))?;
    match same {
        Some(other) if other.sys_id() != draft.record.sys_id() => {
            Err(Refusal::duplicate("sys_user", user_name))
        }
        _ => Ok(()),
    }
}
