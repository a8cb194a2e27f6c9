//! Browser sessions: who is signed in under which cookie, and the token that proves a form or a
//! script call comes from our own pages. Kept in memory; a restart signs everybody out.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, PoisonError},
};

use jiff::{SignedDuration, Timestamp};
use subtle::ConstantTimeEq as _;

use crate::engine::Properties;
use crate::ui::{Notice, bookmarks::Place};

/// Cookie that names the session, as on the platform.
pub(crate) const COOKIE: &str = "JSESSIONID";
/// Minutes after which an idle browser session ends, unless the property says otherwise (protocol
/// section 6.6).
const IDLE_MINUTES: u64 = 30;
/// The same for sessions of integrations.
const INTEGRATION_MINUTES: u64 = 5;
/// A year: no property makes a session longer.
const MOST_MINUTES: u64 = 366 * 24 * 60;
/// Wrong one-time passwords after which a session waits for none.
const MAX_WRONG_CODES: u8 = 5;
/// Visited pages that a session remembers.
const MAX_VISITED: usize = 30;
/// The oldest sessions give way beyond this number.
const MAX_SESSIONS: usize = 10_000;

/// How long a browser session may be idle.
pub(crate) fn idle(properties: &Properties) -> SignedDuration {
    let minutes = properties.number("glide.ui.session_timeout", IDLE_MINUTES).clamp(1, MOST_MINUTES);
    SignedDuration::from_mins(i64::try_from(minutes).expect("minutes of a year are few"))
}

/// Seconds that a session of an application may be idle, by the client type of its registration.
pub(crate) fn lifetime(properties: &Properties, client_type: &str) -> u64 {
    let client_type = if client_type.is_empty() { "integration_as_a_user" } else { client_type };
    let usual = if client_type == "iframe_embedded" { IDLE_MINUTES } else { INTEGRATION_MINUTES };
    let name = format!("glide.session_timeout.{client_type}");
    properties.number(&name, usual).clamp(1, MOST_MINUTES) * 60
}

/// A session as a request finds it.
#[derive(Debug, Clone)]
pub(crate) struct BrowserSession {
    /// Value of the cookie.
    pub(crate) id: String,
    /// `g_ck`: sent back as `X-UserToken` or as the form field `sysparm_ck`.
    pub(crate) token: String,
    /// Who is signed in; `None` before signing in, so that the sign-in form is protected as well.
    pub(crate) user_id: Option<String>,
    /// The administrator behind an impersonated user.
    pub(crate) impersonator: Option<String>,
    /// Who gave the right password and still owes the one-time password.
    pub(crate) awaited: Option<String>,
    wrong_codes: u8,
    last_used: Timestamp,
}

impl BrowserSession {
    /// Whether `sent` is this session's token; the time it takes tells nothing of the token.
    pub(crate) fn accepts(&self, sent: &str) -> bool {
        self.token.as_bytes().ct_eq(sent.as_bytes()).into()
    }
}

/// All browser sessions of an instance.
#[derive(Debug, Default)]
pub(crate) struct Sessions(Mutex<HashMap<String, Kept>>);

#[derive(Debug)]
struct Kept {
    session: BrowserSession,
    /// Messages for the next page.
    notices: Vec<Notice>,
    /// Pages that were opened, newest first.
    visited: VecDeque<Place>,
}

/// Fresh random values of a session.
pub(crate) struct SessionSeed {
    pub(crate) id: [u8; 16],
    pub(crate) token: [u8; 36],
}

impl Sessions {
    /// Starts a session. Always under a new id: an id known before sign-in never becomes signed in.
    pub(crate) fn start(&self, user_id: Option<&str>, seed: &SessionSeed, now: Timestamp) -> BrowserSession {
        let session = BrowserSession {
            id: hex::encode_upper(seed.id),
            token: hex::encode(seed.token),
            user_id: user_id.map(str::to_owned),
            impersonator: None,
            awaited: None,
            wrong_codes: 0,
            last_used: now,
        };
        let mut sessions = self.lock();
        if sessions.len() >= MAX_SESSIONS {
            drop_oldest(&mut sessions);
        }
        sessions.insert(
            session.id.clone(),
            Kept { session: session.clone(), notices: Vec::new(), visited: VecDeque::new() },
        );
        session
    }

    /// The session of a cookie, unless it ended; counts as use.
    pub(crate) fn find(&self, id: &str, now: Timestamp, idle: SignedDuration) -> Option<BrowserSession> {
        let mut sessions = self.lock();
        let session = &mut sessions.get_mut(id)?.session;
        if now.duration_since(session.last_used) > idle {
            sessions.remove(id);
            return None;
        }
        session.last_used = now;
        Some(session.clone())
    }

    /// Lets an administrator act as somebody else, or stops it when `user_id` is the administrator.
    pub(crate) fn impersonate(&self, id: &str, user_id: &str) {
        if let Some(Kept { session, .. }) = self.lock().get_mut(id) {
            let real = session.impersonator.clone().or_else(|| session.user_id.clone());
            session.impersonator = real.filter(|real| real != user_id);
            session.user_id = Some(user_id.to_owned());
        }
    }

    /// Waits for the one-time password of a person whose password was right.
    pub(crate) fn await_code(&self, id: &str, user_id: &str) {
        if let Some(Kept { session, .. }) = self.lock().get_mut(id) {
            session.awaited = Some(user_id.to_owned());
        }
    }

    /// After some wrong codes the password is asked for again.
    pub(crate) fn count_wrong_code(&self, id: &str) {
        if let Some(Kept { session, .. }) = self.lock().get_mut(id) {
            session.wrong_codes += 1;
            if session.wrong_codes >= MAX_WRONG_CODES {
                session.awaited = None;
            }
        }
    }

    /// Keeps a message for the next page of a session.
    pub(crate) fn add_notice(&self, id: &str, notice: Notice) {
        if let Some(kept) = self.lock().get_mut(id) {
            kept.notices.push(notice);
        }
    }

    /// The messages that wait, once.
    pub(crate) fn take_notices(&self, id: &str) -> Vec<Notice> {
        self.lock().get_mut(id).map(|kept| std::mem::take(&mut kept.notices)).unwrap_or_default()
    }

    /// Remembers a page as the last one that was opened.
    pub(crate) fn visit(&self, id: &str, place: Place) {
        if let Some(kept) = self.lock().get_mut(id) {
            kept.visited.retain(|known| known.address != place.address);
            kept.visited.push_front(place);
            kept.visited.truncate(MAX_VISITED);
        }
    }

    /// Pages that were opened, newest first.
    pub(crate) fn visited(&self, id: &str) -> Vec<Place> {
        self.lock().get(id).map(|kept| kept.visited.iter().cloned().collect()).unwrap_or_default()
    }

    /// Ends one session.
    pub(crate) fn end(&self, id: &str) {
        self.lock().remove(id);
    }

    /// Ends every session, for a reset of the instance.
    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn drop_oldest(sessions: &mut HashMap<String, Kept>) {
    let oldest = sessions.values().map(|kept| &kept.session).min_by_key(|session| session.last_used);
    if let Some(id) = oldest.map(|session| session.id.clone()) {
        sessions.remove(&id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF_AN_HOUR: SignedDuration = SignedDuration::from_mins(30);

    fn seed(n: u8) -> SessionSeed {
        SessionSeed { id: [n; 16], token: [n; 36] }
    }

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + minute * 60).unwrap()
    }

    #[test]
    fn a_session_lives_as_long_as_it_is_used() {
        let sessions = Sessions::default();
        let id = sessions.start(Some("u"), &seed(1), at(0)).id;
        assert!(sessions.find(&id, at(29), HALF_AN_HOUR).is_some());
        assert_eq!(sessions.find(&id, at(58), HALF_AN_HOUR).unwrap().user_id.as_deref(), Some("u"));
        assert!(sessions.find(&id, at(89), HALF_AN_HOUR).is_none());
        assert!(sessions.find(&id, at(58), HALF_AN_HOUR).is_none(), "an ended session stays ended");
    }

    #[test]
    fn an_ended_session_is_gone_and_others_stay() {
        let sessions = Sessions::default();
        let first = sessions.start(Some("u"), &seed(1), at(0)).id;
        let second = sessions.start(None, &seed(2), at(0)).id;
        sessions.end(&first);
        assert!(sessions.find(&first, at(0), HALF_AN_HOUR).is_none());
        assert!(sessions.find(&second, at(0), HALF_AN_HOUR).is_some());
        sessions.clear();
        assert!(sessions.find(&second, at(0), HALF_AN_HOUR).is_none());
    }

    #[test]
    fn the_token_must_match_exactly() {
        let session = Sessions::default().start(None, &seed(1), at(0));
        assert!(session.accepts(&session.token));
        assert!(!session.accepts(""));
        assert!(!session.accepts(&session.token[1..]));
    }

    #[test]
    fn impersonation_remembers_the_administrator_until_it_stops() {
        let sessions = Sessions::default();
        let id = sessions.start(Some("admin"), &seed(1), at(0)).id;
        sessions.impersonate(&id, "u");
        sessions.impersonate(&id, "v");
        let session = sessions.find(&id, at(0), HALF_AN_HOUR).unwrap();
        assert_eq!((session.user_id.as_deref(), session.impersonator.as_deref()), (Some("v"), Some("admin")));
        sessions.impersonate(&id, "admin");
        assert_eq!(sessions.find(&id, at(0), HALF_AN_HOUR).unwrap().impersonator, None);
    }
}
