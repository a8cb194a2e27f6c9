//! People who signed in, their sessions and preferences.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Result, Store};
use crate::ids::{PersonId, TenantId};

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Sees everything, changes nothing.
    Reader,
    /// Also sends and retries tickets, sets statuses.
    Operator,
    /// Also connects, configures, removes.
    Administrator,
}

impl Role {
    /// Key word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Operator => "operator",
            Self::Administrator => "administrator",
        }
    }

    /// Reads the key word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Reader, Self::Operator, Self::Administrator].into_iter().find(|role| role.as_str() == text)
    }
}

/// Language of pages (S30).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English
    En,
    /// Dutch
    Nl,
}

impl Language {
    /// `en` or `nl`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Nl => "nl",
        }
    }

    /// Reads `en`, `nl`, also with a region.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split(['-', '_']).next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::En),
            "nl" => Some(Self::Nl),
            _ => None,
        }
    }
}

/// Colours of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system has it.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Key word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads the key word.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::System, Self::Light, Self::Dark].into_iter().find(|theme| theme.as_str() == text)
    }
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Ours.
    pub id: PersonId,
    /// Whose.
    pub tenant: TenantId,
    /// `oid` at the identity provider: what the person is known by.
    pub subject: String,
    /// Display name; can change.
    pub name: String,
    /// Sign-in name (`preferred_username`); sent with tickets as the id of who started them (S08). Never used to
    /// decide rights.
    pub user_name: String,
    /// As of the last sign-in.
    pub role: Role,
    /// `None`: as the browser asks.
    pub language: Option<Language>,
    /// Colours.
    pub theme: Theme,
    /// IANA time zone name, such as `Europe/Amsterdam`.
    pub time_zone: String,
}

/// What a sign-in tells of a person.
#[derive(Debug, Clone)]
pub struct Upserted {
    /// Whose.
    pub tenant: TenantId,
    /// `oid`.
    pub subject: String,
    /// `name`.
    pub name: String,
    /// `preferred_username`.
    pub user_name: String,
    /// From app roles or `wids`.
    pub role: Role,
    /// When.
    pub at: Timestamp,
}

/// A signed-in browser, or an API token.
#[derive(Debug, Clone)]
pub struct Session {
    /// The person.
    pub person: Person,
    /// Secret of this session that forms must send back.
    pub csrf_token: String,
    /// When it ends if nothing happens.
    pub idle_expires_at: Timestamp,
    /// When it ends at the latest.
    pub expires_at: Timestamp,
}

impl Store {
    /// Makes or refreshes a person at sign-in.
    pub async fn upsert_person(&self, person: &Upserted) -> Result<Person> {
        let _ = person;
        todo!()
    }

    /// Saves preferences.
    pub async fn set_preferences(
        &self,
        person: PersonId,
        language: Option<Language>,
        theme: Theme,
        time_zone: &str,
    ) -> Result<()> {
        let _ = (person, language, theme, time_zone);
        todo!()
    }

    /// Stores a session under the SHA-256 of its cookie value.
    pub async fn insert_session(&self, token_hash: &str, session: &Session) -> Result<()> {
        let _ = (token_hash, session);
        todo!()
    }

    /// Finds a live session.
    pub async fn find_session(&self, token_hash: &str, now: Timestamp) -> Result<Option<Session>> {
        let _ = (token_hash, now);
        todo!()
    }

    /// Moves its idle end on.
    pub async fn touch_session(&self, token_hash: &str, idle_expires_at: Timestamp) -> Result<()> {
        let _ = (token_hash, idle_expires_at);
        todo!()
    }

    /// Ends it.
    pub async fn delete_session(&self, token_hash: &str) -> Result<()> {
        let _ = token_hash;
        todo!()
    }

    /// Deletes what ran out: sessions, pending sign-ins and authorizations. Returns how many.
    pub async fn delete_expired(&self, now: Timestamp) -> Result<u64> {
        let _ = now;
        todo!()
    }

    /// Stores a begun sign-in (state hash, JSON with nonce, verifier and return path) for 10 minutes.
    pub async fn insert_pending_sign_in(
        &self,
        state_hash: &str,
        data: &str,
        expires_at: Timestamp,
    ) -> Result<()> {
        let _ = (state_hash, data, expires_at);
        todo!()
    }

    /// Takes it out; a second call finds nothing.
    pub async fn take_pending_sign_in(&self, state_hash: &str, now: Timestamp) -> Result<Option<String>> {
        let _ = (state_hash, now);
        todo!()
    }

    /// Stores an API token under the SHA-256 of its text.
    pub async fn insert_api_token(
        &self,
        token_hash: &str,
        name: &str,
        person: PersonId,
        at: Timestamp,
    ) -> Result<()> {
        let _ = (token_hash, name, person, at);
        todo!()
    }

    /// The person an API token acts for.
    pub async fn find_api_token(&self, token_hash: &str) -> Result<Option<Person>> {
        let _ = token_hash;
        todo!()
    }
}
