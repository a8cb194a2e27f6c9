//! The Import Set API (protocol section 3.4): rows for a staging table, which a transform map turns
//! into records.

use reqwest::Method;
use serde_json::Value;

use crate::field::check_table;
use crate::transport::Call;
use crate::{Client, Error, Fields, SysId};

/// One staging table; see [`Client::import_set`].
#[derive(Clone, Debug)]
pub struct ImportSet {
    client: Client,
    staging_table: String,
}

/// What became of the rows that were sent.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportResult {
    /// The number of the import set, such as `ISET0010001`.
    pub import_set: String,
    /// The staging table.
    pub staging_table: String,
    /// One entry for each transform map that ran.
    pub rows: Vec<ImportRow>,
}

/// What one transform map made of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportRow {
    /// The transform map, by name.
    pub transform_map: String,
    /// The table of the record.
    pub table: String,
    /// The key of the record; `None` when there is none.
    pub sys_id: Option<SysId>,
    /// The record as people name it, such as its number.
    pub display_value: String,
    /// What happened.
    pub status: ImportStatus,
    /// Why, in the words of the instance.
    pub message: Option<String>,
}

/// What happened to a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ImportStatus {
    /// A record was created.
    Inserted,
    /// A record was changed.
    Updated,
    /// The record was as the row asks already.
    Ignored,
    /// The transform map left the row out.
    Skipped,
    /// The row failed; the message says why.
    Error,
    /// Another word.
    Unknown(String),
}

impl ImportStatus {
    fn from_word(word: &str) -> Self {
        match word {
            "inserted" => Self::Inserted,
            "updated" => Self::Updated,
            "ignored" => Self::Ignored,
            "skipped" => Self::Skipped,
            "error" => Self::Error,
            other => Self::Unknown(other.to_owned()),
        }
    }
}

impl Client {
    /// Rows for the staging table of this name, such as `imp_incident`.
    pub fn import_set(&self, staging_table: impl Into<String>) -> ImportSet {
        ImportSet { client: self.clone(), staging_table: staging_table.into() }
    }
}

impl ImportSet {
    /// Sends one row and waits for its transformation. Fields are not dot-walked here.
    pub async fn insert(&self, row: &Fields) -> Result<ImportResult, Error> {
        self.send(&Call::new(Method::POST, self.path()?).json(&row.to_json()?)).await
    }

    /// What became of an earlier row, by the key of the row in the staging table.
    pub async fn get(&self, row: &SysId) -> Result<ImportResult, Error> {
        self.send(&Call::get(format!("{}/{row}", self.path()?))).await
    }

    fn path(&self) -> Result<String, Error> {
        check_table(&self.staging_table)?;
        Ok(format!("/api/now/import/{}", self.staging_table))
    }

    async fn send(&self, call: &Call) -> Result<ImportResult, Error> {
        let answer = self.client.transport.json(call).await?.value;
        let rows = answer["result"].as_array().ok_or_else(|| call.failed_to_read(Error::decode("result")))?;
        Ok(ImportResult {
            import_set: text(&answer, "import_set").unwrap_or_default(),
            staging_table: text(&answer, "staging_table").unwrap_or_default(),
            rows: rows.iter().map(ImportRow::from_json).collect(),
        })
    }
}

impl ImportRow {
    fn from_json(row: &Value) -> Self {
        let status = text(row, "status").unwrap_or_default();
        Self {
            transform_map: text(row, "transform_map").unwrap_or_default(),
            table: text(row, "table").unwrap_or_default(),
            sys_id: text(row, "sys_id").and_then(|id| SysId::from_wire(&id)),
            display_value: text(row, "display_value").unwrap_or_default(),
            status: ImportStatus::from_word(&status),
            message: text(row, "error_message").or_else(|| text(row, "status_message")),
        }
    }
}

fn text(object: &Value, name: &str) -> Option<String> {
    object[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}
