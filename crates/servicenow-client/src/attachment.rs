//! Files of records (protocol section 3.2).

use futures::{Stream, StreamExt as _, TryStreamExt as _};
use jiff::Timestamp;
use reqwest::Method;
use reqwest::header::HeaderValue;
use serde_json::json;

use crate::field::check_table;
use crate::transport::{Body, Call};
use crate::{Client, Error, ErrorKind, Page, Query, Record, SysId, answer};

const PATH: &str = "/api/now/attachment";
/// What an instance takes as a body at most, by `glide.rest.max_content_length` (section 6.6).
const MAX_UPLOAD: usize = 25 * 1024 * 1024;
const MAX_FILE_NAME: usize = 255;

/// What an instance knows of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attachment {
    /// The key of the attachment itself.
    pub sys_id: SysId,
    /// The table of the record it belongs to.
    pub table_name: String,
    /// The key of the record it belongs to.
    pub table_sys_id: String,
    /// The name of the file.
    pub file_name: String,
    /// The media type, as the one who uploaded it said.
    pub content_type: String,
    /// The size in bytes.
    pub size_bytes: u64,
    /// The SHA-256 of the content in hexadecimal; older releases do not tell.
    pub hash: Option<String>,
    /// When it was uploaded.
    pub created_at: Option<Timestamp>,
    /// Who uploaded it, by `user_name`.
    pub created_by: String,
}

impl From<&Record> for Attachment {
    fn from(record: &Record) -> Self {
        let text = |field| record.value(field).to_owned();
        Self {
            sys_id: record.sys_id().clone(),
            table_name: text("table_name"),
            table_sys_id: text("table_sys_id"),
            file_name: text("file_name"),
            content_type: text("content_type"),
            size_bytes: record.value("size_bytes").parse().unwrap_or_default(),
            hash: Some(text("hash")).filter(|hash| !hash.is_empty()),
            created_at: record.timestamp("sys_created_on"),
            created_by: text("sys_created_by"),
        }
    }
}

/// A file to be uploaded.
#[derive(Clone, Debug)]
pub struct Upload {
    file_name: String,
    content_type: String,
    content: Vec<u8>,
}

impl Upload {
    /// A file with its name, its media type (`text/plain`) and its bytes, up to 25 MB.
    pub fn new(
        file_name: impl Into<String>,
        content_type: impl Into<String>,
        content: impl Into<Vec<u8>>,
    ) -> Self {
        Self { file_name: file_name.into(), content_type: content_type.into(), content: content.into() }
    }

    fn into_body(self) -> Result<Body, Error> {
        if self.file_name.trim().is_empty() || self.file_name.len() > MAX_FILE_NAME {
            return Err(Error::invalid(format!("a file name must have 1 to {MAX_FILE_NAME} bytes")));
        }
        if self.content.len() > MAX_UPLOAD {
            return Err(Error::invalid(format!(
                "the file `{}` is larger than {MAX_UPLOAD} bytes",
                self.file_name
            )));
        }
        let content_type = HeaderValue::from_str(&self.content_type)
            .ok()
            .filter(|value| value.as_bytes().contains(&b'/'))
            .ok_or_else(|| Error::invalid(format!("`{}` is not a media type", self.content_type)))?;
        Ok(Body { content_type, bytes: self.content })
    }
}

/// The Attachment API; see [`Client::attachments`].
#[derive(Clone, Debug)]
pub struct Attachments {
    client: Client,
}

impl Client {
    /// The files of records.
    pub fn attachments(&self) -> Attachments {
        Attachments { client: self.clone() }
    }
}

impl Attachments {
    /// One page of the attachments that match.
    pub async fn list(&self, query: &Query) -> Result<Page<Attachment>, Error> {
        let call = Call::get(PATH).query(query.parameters()?);
        let accepted = self.client.transport.json(&call).await?;
        let records = Record::list_from_json("sys_attachment", &accepted.value, "result")
            .map_err(|error| error.during(&call.method, &call.path))?;
        if let Some(condition) = records.iter().find_map(|record| query.contradiction(record)) {
            return Err(Error::new(ErrorKind::FilterIgnored { condition }).during(&call.method, &call.path));
        }
        let found = records.iter().map(Attachment::from).collect();
        Ok(Page::new(found, &accepted.raw, query.skipped(), query.page_size()))
    }

    /// The attachments of one record, up to one page of 200.
    pub async fn list_for(&self, table: &str, record: &SysId) -> Result<Page<Attachment>, Error> {
        let query = Query::new().equals("table_name", table).equals("table_sys_id", record);
        self.list(&query).await
    }

    /// What the instance knows of one file.
    pub async fn get(&self, id: &SysId) -> Result<Attachment, Error> {
        self.attachment(&Call::get(format!("{PATH}/{id}"))).await
    }

    /// Attaches a file to a record.
    ///
    /// When the error [may have taken effect](Error::may_have_taken_effect), look into
    /// [`Attachments::list_for`] before uploading again: files have no correlation id.
    pub async fn upload(&self, table: &str, record: &SysId, file: Upload) -> Result<Attachment, Error> {
        check_table(table)?;
        let mut call = Call::new(Method::POST, format!("{PATH}/file")).query([
            ("table_name", table.to_owned()),
            ("table_sys_id", record.to_string()),
            ("file_name", file.file_name.clone()),
        ]);
        call.body = Some(file.into_body()?);
        self.attachment(&call).await
    }

    /// The bytes of a file of up to 25 MB; see [`Attachments::download_stream`] for larger ones.
    pub async fn download(&self, id: &SysId) -> Result<Vec<u8>, Error> {
        Ok(self.client.transport.send(&download(id), answer::file).await?.raw.body)
    }

    /// The bytes of a file of any size, piece by piece. Nothing is repeated.
    pub async fn download_stream(
        &self,
        id: &SysId,
    ) -> Result<impl Stream<Item = Result<Vec<u8>, Error>> + Send + use<>, Error> {
        let call = download(id);
        let response = self.client.transport.open(&call).await?;
        if !answer::is_file(response.status().as_u16(), response.headers()) {
            return Err(self.client.transport.misread(&call, response).await);
        }
        let pieces = response.bytes_stream().map_ok(|piece| piece.to_vec());
        Ok(pieces
            .map(move |piece| piece.map_err(|error| Error::from(error).during(&call.method, &call.path))))
    }

    /// Gives a file another name.
    pub async fn rename(&self, id: &SysId, file_name: &str) -> Result<(), Error> {
        let call = Call::new(Method::PATCH, format!("{PATH}/{id}")).json(&json!({ "file_name": file_name }));
        self.client.transport.send(&call, answer::done).await.map(|_| ())
    }

    /// Deletes a file.
    pub async fn delete(&self, id: &SysId) -> Result<(), Error> {
        let call = Call::new(Method::DELETE, format!("{PATH}/{id}"));
        self.client.transport.send(&call, answer::done).await.map(|_| ())
    }

    async fn attachment(&self, call: &Call) -> Result<Attachment, Error> {
        let answer = self.client.transport.json(call).await?.value;
        let record = Record::from_json("sys_attachment", &answer["result"], "result");
        let record = record.map_err(|error| call.failed_to_read(error))?;
        Ok(Attachment::from(&record))
    }
}

fn download(id: &SysId) -> Call {
    Call::get(format!("{PATH}/{id}/file")).accept("*/*")
}
