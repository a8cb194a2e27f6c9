//! People who signed in, their sessions and preferences.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::row::Row;
use super::sql::sql;
use super::{Result, Store, StoreError};
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

/// An API token, as lists show it; its text is known to its owner only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// What its owner calls it.
    pub name: String,
    /// Sign-in name of the person it acts for.
    pub user_name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// How long a session that ended is remembered: a form that was open meanwhile tells by it whose it is.
const KNOWN_AFTER_END: SignedDuration = SignedDuration::from_hours(12);

/// Colours and time zone of a person who has not chosen; `UTC` until the first visit tells the browser's.
const FIRST_THEME: Theme = Theme::System;
const FIRST_TIME_ZONE: &str = "UTC";

impl Store {
    /// Makes or refreshes a person at sign-in.
    pub async fn upsert_person(&self, person: &Upserted) -> Result<Person> {
        let statement = sql("INSERT INTO people \
                 (id, tenant_id, subject, name, user_name, role, theme, time_zone, created_at, signed_in_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) \
             ON CONFLICT (tenant_id, subject) DO UPDATE SET name = excluded.name, \
                 user_name = excluded.user_name, role = excluded.role, signed_in_at = excluded.signed_in_at \
             RETURNING id AS person_id, tenant_id, subject, name, user_name, role, language, theme, time_zone");
        let row = statement
            .bind(&PersonId::generate())
            .bind(&person.tenant)
            .bind(&person.subject)
            .bind(&person.name)
            .bind(&person.user_name)
            .bind(&person.role)
            .bind(&FIRST_THEME)
            .bind(FIRST_TIME_ZONE)
            .bind(&person.at)
            .first(self.write())
            .await?;
        read_person(&row.ok_or_else(|| StoreError::corrupt("people", "an upsert returned no row"))?)
    }

    /// Saves preferences.
    pub async fn set_preferences(
        &self,
        person: PersonId,
        language: Option<Language>,
        theme: Theme,
        time_zone: &str,
    ) -> Result<()> {
        sql("UPDATE people SET language = $2, theme = $3, time_zone = $4 WHERE id = $1")
            .bind(&person)
            .bind(&language)
            .bind(&theme)
            .bind(time_zone)
            .run(self.write())
            .await?;
        Ok(())
    }

    /// Stores a session under the SHA-256 of its cookie value.
    pub async fn insert_session(&self, token_hash: &str, session: &Session) -> Result<()> {
        let statement = sql("INSERT INTO sessions \
                 (token_hash, tenant_id, person_id, csrf_token, idle_expires_at, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6)");
        statement
            .bind(token_hash)
            .bind(&session.person.tenant)
            .bind(&session.person.id)
            .bind(&session.csrf_token)
            .bind(&session.idle_expires_at)
            .bind(&session.expires_at)
            .run(self.write())
            .await?;
        Ok(())
    }

    /// Finds a live session.
    pub async fn find_session(&self, token_hash: &str, now: Timestamp) -> Result<Option<Session>> {
        let statement =
            sql("SELECT csrf_token, idle_expires_at, expires_at, person_id, people.tenant_id, subject, \
                 name, user_name, role, language, theme, time_zone \
             FROM sessions JOIN people ON people.id = sessions.person_id \
             WHERE token_hash = $1 AND idle_expires_at > $2 AND expires_at > $2");
        let row = statement.bind(token_hash).bind(&now).first(self.read()).await?;
        row.as_ref().map(read_session).transpose()
    }

    /// A session whether it ended or not, for a form that comes late; those that ended are kept for half a day.
    pub async fn find_ended_session(&self, token_hash: &str) -> Result<Option<Session>> {
        let statement =
            sql("SELECT csrf_token, idle_expires_at, expires_at, person_id, people.tenant_id, subject, \
                 name, user_name, role, language, theme, time_zone \
             FROM sessions JOIN people ON people.id = sessions.person_id WHERE token_hash = $1");
        statement.bind(token_hash).first(self.read()).await?.as_ref().map(read_session).transpose()
    }

    /// Moves its idle end on.
    pub async fn touch_session(&self, token_hash: &str, idle_expires_at: Timestamp) -> Result<()> {
        sql("UPDATE sessions SET idle_expires_at = $2 WHERE token_hash = $1")
            .bind(token_hash)
            .bind(&idle_expires_at)
            .run(self.write())
            .await?;
        Ok(())
    }

    /// Ends it.
    pub async fn delete_session(&self, token_hash: &str) -> Result<()> {
        sql("DELETE FROM sessions WHERE token_hash = $1").bind(token_hash).run(self.write()).await?;
        Ok(())
    }

    /// Deletes what ran out: sessions, pending sign-ins and authorizations, kept answers of the API, kept forms.
    /// Returns how many.
    pub async fn delete_expired(&self, now: Timestamp) -> Result<u64> {
        let mut tx = self.begin().await?;
        let mut deleted = 0;
        for (statement, ended) in [
            ("DELETE FROM sessions WHERE idle_expires_at <= $1 OR expires_at <= $1", now - KNOWN_AFTER_END),
            ("DELETE FROM pending_sign_ins WHERE expires_at <= $1", now),
            ("DELETE FROM pending_authorizations WHERE expires_at <= $1", now),
            ("DELETE FROM api_answers WHERE expires_at <= $1", now),
            ("DELETE FROM kept_forms WHERE expires_at <= $1", now),
            ("DELETE FROM webhook_notes WHERE expires_at <= $1", now),
        ] {
            deleted += sql(statement).bind(&ended).run(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(deleted)
    }

    /// Stores a begun sign-in (state hash, JSON with nonce, verifier and return path) for 10 minutes.
    pub async fn insert_pending_sign_in(
        &self,
        state_hash: &str,
        data: &str,
        expires_at: Timestamp,
    ) -> Result<()> {
        sql("INSERT INTO pending_sign_ins (state_hash, data, expires_at) VALUES ($1, $2, $3)")
            .bind(state_hash)
            .bind(data)
            .bind(&expires_at)
            .run(self.write())
            .await?;
        Ok(())
    }

    /// Takes it out; a second call finds nothing.
    pub async fn take_pending_sign_in(&self, state_hash: &str, now: Timestamp) -> Result<Option<String>> {
        let statement = sql("DELETE FROM pending_sign_ins WHERE state_hash = $1 RETURNING data, expires_at");
        let Some(row) = statement.bind(state_hash).first(self.write()).await? else { return Ok(None) };
        let expires_at: Timestamp = row.get("expires_at")?;
        if expires_at > now { row.opt("data") } else { Ok(None) }
    }

    /// A person by sign-in name, any case; the one who signed in last when a name was given to another.
    pub async fn find_person_by_user_name(
        &self,
        tenant: &TenantId,
        user_name: &str,
    ) -> Result<Option<Person>> {
        let statement = sql(
            "SELECT id AS person_id, tenant_id, subject, name, user_name, role, language, theme, time_zone \
                 FROM people WHERE tenant_id = $1 AND lower(user_name) = lower($2) ORDER BY id DESC LIMIT 1",
        );
        let row = statement.bind(tenant).bind(user_name).first(self.read()).await?;
        row.as_ref().map(read_person).transpose()
    }

    /// Stores an API token under the SHA-256 of its text.
    pub async fn insert_api_token(
        &self,
        token_hash: &str,
        name: &str,
        person: PersonId,
        at: Timestamp,
    ) -> Result<()> {
        let statement = sql("INSERT INTO api_tokens (token_hash, tenant_id, person_id, name, created_at) \
             SELECT $1, tenant_id, id, $2, $4 FROM people WHERE id = $3");
        statement.bind(token_hash).bind(name).bind(&person).bind(&at).run(self.write()).await?;
        Ok(())
    }

    /// The API tokens of a tenant, newest first.
    pub async fn list_api_tokens(&self, tenant: &TenantId) -> Result<Vec<ApiToken>> {
        let statement = sql("SELECT api_tokens.name AS token_name, user_name, api_tokens.created_at \
             FROM api_tokens JOIN people ON people.id = api_tokens.person_id \
             WHERE api_tokens.tenant_id = $1 ORDER BY api_tokens.created_at DESC, token_hash");
        statement.bind(tenant).all(self.read()).await?.iter().map(read_token).collect()
    }

    /// Deletes the API tokens of a person that carry this name. Returns how many.
    pub async fn delete_api_tokens(&self, person: PersonId, name: &str) -> Result<u64> {
        let statement = sql("DELETE FROM api_tokens WHERE person_id = $1 AND name = $2");
        statement.bind(&person).bind(name).run(self.write()).await
    }

    /// The person an API token acts for.
    pub async fn find_api_token(&self, token_hash: &str) -> Result<Option<Person>> {
        let statement =
            sql("SELECT person_id, people.tenant_id, subject, people.name, user_name, role, language, \
                 theme, time_zone \
             FROM api_tokens JOIN people ON people.id = api_tokens.person_id WHERE token_hash = $1");
        let row = statement.bind(token_hash).first(self.read()).await?;
        row.as_ref().map(read_person).transpose()
    }
}

fn read_token(row: &Row) -> Result<ApiToken> {
    Ok(ApiToken {
        name: row.get("token_name")?,
        user_name: row.get("user_name")?,
        created_at: row.get("created_at")?,
    })
}

fn read_session(row: &Row) -> Result<Session> {
    Ok(Session {
        person: read_person(row)?,
        csrf_token: row.get("csrf_token")?,
        idle_expires_at: row.get("idle_expires_at")?,
        expires_at: row.get("expires_at")?,
    })
}

fn read_person(row: &Row) -> Result<Person> {
    Ok(Person {
        id: row.get("person_id")?,
        tenant: row.get("tenant_id")?,
        subject: row.get("subject")?,
        name: row.get("name")?,
        user_name: row.get("user_name")?,
        role: row.get("role")?,
        language: row.opt("language")?,
        theme: row.get("theme")?,
        time_zone: row.get("time_zone")?,
    })
}
