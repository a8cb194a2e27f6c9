//! Sessions live on the server; the browser holds a random value whose SHA-256 is the key.

use jiff::SignedDuration;

use super::token::{hash, random};
use crate::app::App;
use crate::store::{Person, Result, Session};

/// Name of the cookie.
pub const SESSION_COOKIE: &str = "scorebridge_session";
/// A session ends after this long without a request.
const IDLE: SignedDuration = SignedDuration::from_hours(1);
/// A session ends after this long in any case.
const ABSOLUTE: SignedDuration = SignedDuration::from_hours(12);
/// The idle end is moved on at most this often, to spare a write with every request.
const TOUCH_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Begins a session: the value for the cookie.
pub async fn start_session(app: &App, person: Person) -> Result<String> {
    let (value, now) = (random(), app.clock.now());
    let session =
        Session { person, csrf_token: random(), idle_expires_at: now + IDLE, expires_at: now + ABSOLUTE };
    app.store.insert_session(&hash(&value), &session).await?;
    Ok(value)
}

/// The live session of a cookie's value; moves its idle end on.
pub async fn find_session(app: &App, value: &str) -> Result<Option<Session>> {
    let (key, now) = (hash(value), app.clock.now());
    let session = app.store.find_session(&key, now).await?;
    if let Some(session) = &session
        && session.idle_expires_at < now + IDLE - TOUCH_EVERY
    {
        app.store.touch_session(&key, (now + IDLE).min(session.expires_at)).await?;
    }
    Ok(session)
}

/// Ends the session of a cookie's value.
pub async fn end_session(app: &App, value: &str) -> Result<()> {
    app.store.delete_session(&hash(value)).await
}
