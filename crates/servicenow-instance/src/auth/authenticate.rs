//! Credentials of an API call to a [`Caller`].

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::digest;
use axum::http::{HeaderMap, Uri, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use jiff::tz::TimeZone;

use super::passwords;
use crate::app::App;
use crate::caller::{Caller, Channel};
use crate::engine::{Record, Selection, Session};
use crate::formats::Formats;
use crate::query::Query;
use crate::refusals::Refusal;

/// Verified credentials by digest, with the stored password they matched.
#[derive(Debug, Default)]
pub(crate) struct Verified {
    known: Mutex<HashMap<[u8; 32], String>>,
}

impl Verified {
    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    fn is_known(&self, key: &[u8; 32], stored: &str) -> bool {
        self.lock().get(key).is_some_and(|known| known == stored)
    }

    fn remember(&self, key: [u8; 32], stored: &str) {
        self.lock().insert(key, stored.to_owned());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<[u8; 32], String>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The caller behind the request's credentials.
pub(crate) async fn authenticate(app: &App, headers: &HeaderMap, _uri: &Uri) -> Result<Caller, Refusal> {
    let (user_name, password) = basic(headers).ok_or_else(Refusal::not_authenticated)?;
    let key = key_of(&user_name, &password);
    let found = app
        .engine
        .read(&Caller::system(), move |session| {
            let Some(user) = session.find_by("sys_user", "user_name", &user_name)? else {
                return Ok(None);
            };
            let caller = caller_of(session, &user, Channel::Rest)?;
            Ok(Some((user.get("user_password").to_owned(), user, caller)))
        })
        .await?;
    let (stored, user, caller) = found.ok_or_else(Refusal::not_authenticated)?;
    let usable = user.is_true("active") && !user.is_true("locked_out");
    if !usable || !is_right(app, key, &password, &stored) {
        return Err(Refusal::not_authenticated());
    }
    Ok(caller)
}

fn is_right(app: &App, key: [u8; 32], password: &str, stored: &str) -> bool {
    let verified = &app.sessions.verified;
    if verified.is_known(&key, stored) {
        return true;
    }
    let right = passwords::verify(password, stored);
    if right {
        verified.remember(key, stored);
    }
    right
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, credentials) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(BASE64.decode(credentials.trim()).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

fn key_of(user: &str, password: &str) -> [u8; 32] {
    let text = format!("{}:{user}{password}", user.len());
    let hash = digest::digest(&digest::SHA256, text.as_bytes());
    let mut key = [0; 32];
    key.copy_from_slice(hash.as_ref());
    key
}

/// A user's identity with roles, zone and language.
pub(crate) fn caller_of(session: &Session, user: &Record, channel: Channel) -> Result<Caller, Refusal> {
    let rows = session.select("sys_user_has_role", &Selection::of(Query::equals("user", user.sys_id())))?;
    let mut roles = BTreeSet::new();
    for row in &rows {
        if let Some(role) = session.find("sys_user_role", row.get("role"))? {
            roles.insert(role.get("name").to_owned());
        }
    }
    let zone = TimeZone::get(user.get("time_zone")).unwrap_or(TimeZone::UTC);
    let language = match user.get("preferred_language") {
        "" => "en",
        language => language,
    };
    Ok(Caller {
        user_id: user.sys_id().to_owned(),
        user_name: user.get("user_name").to_owned(),
        roles,
        time_zone: zone,
        language: language.to_owned(),
        formats: formats_of(session, user),
        channel,
    })
}

/// The user's own formats, else the system's.
fn formats_of(session: &Session, user: &Record) -> Formats {
    let properties = session.properties();
    let pick = |own: &'static str, system: &str| match user.get(own) {
        "" => properties.get(system).map(ToOwned::to_owned),
        own => Some(own.to_owned()),
    };
    let date = pick("date_format", "glide.sys.date_format");
    let time = pick("time_format", "glide.sys.time_format");
    Formats::new(date.as_deref(), time.as_deref())
}
