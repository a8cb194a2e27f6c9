//! New files: as the raw body, or as the last part of a form.

use std::sync::Arc;

use aws_lc_rs::digest;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::multipart::{Field, MultipartRejection};
use axum::extract::{Multipart, OriginalUri, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use super::{NAMELESS, TABLE, check_extension, content, metadata};
use crate::api::body::check_length;
use crate::api::call::Call;
use crate::api::format::Format;
use crate::api::links;
use crate::api::params::Params;
use crate::app::App;
use crate::caller::Caller;
use crate::engine::{Session, Values, WriteOptions};
use crate::query::dates;
use crate::refusals::Refusal;

const MEBIBYTE: u64 = 1024 * 1024;
/// Bytes of a text part of a form.
const LONGEST_TEXT: usize = 4_096;

/// A file on its way to a record.
#[derive(Debug, Default)]
pub(super) struct Upload {
    table_name: String,
    table_sys_id: String,
    file_name: String,
    content_type: String,
    encryption_context: String,
    creation_time: String,
    bytes: Bytes,
}

/// `POST /api/now/attachment/file` with the file as body.
pub(crate) async fn upload_file(call: Call) -> Result<Response, Refusal> {
    if call.method != Method::POST {
        return Err(Refusal::method_not_supported());
    }
    let content_type =
        call.header("content-type").ok_or_else(|| Refusal::missing_parameter("Content-Type"))?;
    let mut upload = Upload::of(&call.params);
    content_type.clone_into(&mut upload.content_type);
    upload.bytes = call.body.clone();
    let call = Arc::new(call);
    let root = call.root("/attachment");
    let described = call.write(move |_, session| upload.save(session, &root)).await?;
    Ok(created(&call.root("/attachment"), |body| call.answer(StatusCode::CREATED, body), &described))
}

/// `POST /api/now/attachment/upload` with a form.
pub(crate) async fn upload_form(
    State(app): State<Arc<App>>,
    Extension(caller): Extension<Caller>,
    (method, headers): (Method, HeaderMap),
    OriginalUri(uri): OriginalUri,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, Refusal> {
    if method != Method::POST {
        return Err(Refusal::method_not_supported());
    }
    let form = form.map_err(|error| Refusal::invalid_multipart(&error.body_text()))?;
    let mut upload = Upload::of(&Params::parse(uri.query().unwrap_or_default()));
    upload.file_name.clear();
    upload.read(form).await?;
    let root = format!("{}{}", links::base(&app, &headers), links::root(uri.path(), "/attachment"));
    let address = root.clone();
    let described = app.engine.write(&caller, move |session| upload.save(session, &address)).await?;
    let answer = |body: &Value| Format::Json.answer(StatusCode::CREATED, body.to_string());
    Ok(created(&root, answer, &described))
}

fn created(root: &str, answer: impl FnOnce(&Value) -> Response, described: &Value) -> Response {
    let mut response = answer(&json!({ "result": described }));
    let location = format!("{root}/attachment/{}", described["sys_id"].as_str().unwrap_or_default());
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    response
}

impl Upload {
    fn of(params: &Params) -> Self {
        let text = |name| params.get(name).unwrap_or_default().to_owned();
        Self {
            table_name: text("table_name"),
            table_sys_id: text("table_sys_id"),
            file_name: text("file_name"),
            encryption_context: text("encryption_context"),
            creation_time: text("creation_time"),
            ..Self::default()
        }
    }

    /// Of a script, which has no request.
    pub(super) fn of_file(file: super::File<'_>) -> Self {
        Self {
            table_name: file.table.to_owned(),
            table_sys_id: file.record.to_owned(),
            file_name: file.name.to_owned(),
            content_type: if file.kind.is_empty() { NAMELESS } else { file.kind }.to_owned(),
            bytes: file.bytes.into(),
            ..Self::default()
        }
    }

    /// The parts of a form; the file is the part that has a file name.
    async fn read(&mut self, mut form: Multipart) -> Result<(), Refusal> {
        let broken =
            |error: axum::extract::multipart::MultipartError| Refusal::invalid_multipart(&error.body_text());
        let mut has_file = false;
        while let Some(part) = form.next_field().await.map_err(broken)? {
            let name = part.name().unwrap_or_default().to_owned();
            let field = match name.as_str() {
                _ if part.file_name().is_some() => {
                    has_file = true;
                    self.read_file(part).await?;
                    continue;
                }
                "table_name" => &mut self.table_name,
                "table_sys_id" => &mut self.table_sys_id,
                "encryption_context" => &mut self.encryption_context,
                "creation_time" => &mut self.creation_time,
                _ => continue,
            };
            let text = part.text().await.map_err(broken)?;
            if text.len() > LONGEST_TEXT {
                return Err(Refusal::invalid_multipart(&format!("the part {name} is too long")));
            }
            text.trim().clone_into(field);
        }
        if has_file { Ok(()) } else { Err(Refusal::missing_parameter("uploadFile")) }
    }

    async fn read_file(&mut self, part: Field<'_>) -> Result<(), Refusal> {
        part.file_name().unwrap_or_default().clone_into(&mut self.file_name);
        part.content_type().unwrap_or(NAMELESS).clone_into(&mut self.content_type);
        self.bytes = part.bytes().await.map_err(|error| Refusal::invalid_multipart(&error.body_text()))?;
        Ok(())
    }

    fn check(&self, session: &Session) -> Result<(), Refusal> {
        let wanted = [
            ("table_name", &self.table_name),
            ("table_sys_id", &self.table_sys_id),
            ("file_name", &self.file_name),
        ];
        if let Some((name, _)) = wanted.into_iter().find(|(_, value)| value.trim().is_empty()) {
            return Err(Refusal::missing_parameter(name));
        }
        let largest = session.properties().number("com.glide.attachment.max_size", 1_024);
        check_length(self.bytes.len(), largest.saturating_mul(MEBIBYTE))?;
        check_extension(session, &self.file_name)?;
        session.find(&self.table_name, &self.table_sys_id)?.ok_or_else(Refusal::no_record).map(drop)
    }

    /// Stores the file; what is told about it.
    pub(super) fn save(self, session: &Session, root: &str) -> Result<Value, Refusal> {
        self.check(session)?;
        let compressed = content::compress(&self.bytes)?;
        let hash = digest::digest(&digest::SHA256, &self.bytes);
        let mut values = Values::new()
            .with("table_name", self.table_name)
            .with("table_sys_id", self.table_sys_id)
            .with("file_name", self.file_name)
            .with("content_type", self.content_type)
            .with("encryption_context", self.encryption_context)
            .with("size_bytes", self.bytes.len().to_string())
            .with("size_compressed", compressed.len().to_string())
            .with("compressed", "true")
            .with("chunk_size_bytes", content::CHUNK.to_string())
            .with("hash", hex::encode(hash))
            .with("state", "available");
        let created = dates::from_wire(&self.creation_time);
        if let Some(created) = created {
            values.set("sys_created_on", dates::to_wire(created));
        }
        let options = WriteOptions { keep_system_fields: created.is_some(), ..WriteOptions::default() };
        let record = session.insert_with(TABLE, &values, options)?;
        content::store(session, record.sys_id(), &compressed)?;
        metadata::one(session, &record, root)
    }
}
