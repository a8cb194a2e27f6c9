//! Forms that arrived when their session had ended. What was typed may be confidential: it is sealed for its person,
//! and gone after minutes or once it was given back.

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::seal::{Owner, Place};
use super::sql::sql;
use super::{Result, Store, StoreError};
use crate::ids::{PersonId, TenantId};

/// A form to keep.
#[derive(Debug)]
pub struct KeptForm<'a> {
    /// Digest of the value that the browser holds.
    pub key_hash: &'a str,
    /// Whose.
    pub tenant: &'a TenantId,
    /// Who typed it.
    pub person: PersonId,
    /// Path of the page that it belongs to.
    pub page: &'a str,
    /// The body of the request.
    pub body: &'a [u8],
    /// When it is forgotten.
    pub expires_at: Timestamp,
}

fn place(person: PersonId) -> Place {
    Place { owner: Owner::Person(person), column: "kept-form" }
}

impl Store {
    /// Keeps it; one of the same key is replaced.
    pub async fn insert_kept_form(&self, form: &KeptForm<'_>) -> Result<()> {
        let statement =
            sql("INSERT INTO kept_forms (key_hash, tenant_id, person_id, page, expires_at, sealed) \
             VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (key_hash) DO UPDATE SET person_id = excluded.person_id, page = excluded.page, \
                 expires_at = excluded.expires_at, sealed = excluded.sealed");
        let sealed = self.0.keys.seal(place(form.person), form.body);
        let statement = statement.bind(form.key_hash).bind(form.tenant).bind(&form.person);
        let statement = statement.bind(form.page).bind(&form.expires_at).bind(&sealed);
        statement.run(self.write()).await.map(drop)
    }

    /// Takes a form of this person and page out; a second call finds nothing.
    pub async fn take_kept_form(
        &self,
        key_hash: &str,
        person: PersonId,
        page: &str,
        now: Timestamp,
    ) -> Result<Option<Zeroizing<String>>> {
        let statement = sql("DELETE FROM kept_forms WHERE key_hash = $1 AND person_id = $2 AND page = $3 \
             RETURNING sealed, expires_at");
        let statement = statement.bind(key_hash).bind(&person).bind(page);
        let Some(row) = statement.first(self.write()).await? else { return Ok(None) };
        if row.get::<Timestamp>("expires_at")? <= now {
            return Ok(None);
        }
        let opened = self.0.keys.open(place(person), &row.get::<String>("sealed")?)?;
        let text = std::str::from_utf8(&opened).map(|text| Zeroizing::new(text.to_owned()));
        text.map(Some).map_err(|_| StoreError::corrupt("kept-form", "it is no text"))
    }
}
