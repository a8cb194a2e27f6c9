//! Answers of the API, kept to be given again when a request is repeated under its idempotency key.

use jiff::Timestamp;

use super::row::Row;
use super::sql::sql;
use super::{Result, Store};
use crate::ids::TenantId;

/// An answer that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Digest of what was asked, to notice another request under the same key.
    pub request_hash: String,
    /// HTTP status.
    pub status: u16,
    /// `Location`, if it had one.
    pub location: Option<String>,
    /// JSON.
    pub body: String,
}

impl Store {
    /// Keeps an answer until `expires_at`; the first one stays.
    pub async fn insert_answer(
        &self,
        tenant: &TenantId,
        key_hash: &str,
        answer: &Answer,
        expires_at: Timestamp,
    ) -> Result<()> {
        let statement = sql("INSERT INTO api_answers \
                 (tenant_id, key_hash, request_hash, status, location, body, expires_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, key_hash) DO NOTHING");
        statement
            .bind(tenant)
            .bind(key_hash)
            .bind(&answer.request_hash)
            .bind(&answer.status)
            .bind(&answer.location)
            .bind(&answer.body)
            .bind(&expires_at)
            .run(self.write())
            .await?;
        Ok(())
    }

    /// The answer that was given under a key, while it is kept.
    pub async fn find_answer(
        &self,
        tenant: &TenantId,
        key_hash: &str,
        now: Timestamp,
    ) -> Result<Option<Answer>> {
        let statement = sql("SELECT request_hash, status, location, body FROM api_answers \
             WHERE tenant_id = $1 AND key_hash = $2 AND expires_at > $3");
        let row = statement.bind(tenant).bind(key_hash).bind(&now).first(self.read()).await?;
        row.as_ref().map(read_answer).transpose()
    }
}

fn read_answer(row: &Row) -> Result<Answer> {
    Ok(Answer {
        request_hash: row.get("request_hash")?,
        status: row.get("status")?,
        location: row.opt("location")?,
        body: row.get("body")?,
    })
}
