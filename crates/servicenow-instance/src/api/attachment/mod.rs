//! Attachment API: files of records (protocol 3.2). The bytes lie compressed
//! in rows of `sys_attachment_doc`, as on the platform.

mod attributes;
mod content;
mod metadata;
mod scripted;
mod upload;

use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::call::Call;
use super::links;
use crate::engine::{Record, Selection, Session, Values};
use crate::refusals::Refusal;

pub(crate) use attributes::{attribute, attributes};
pub(crate) use scripted::{File, attach, bytes, detach};
pub(crate) use upload::{upload_file, upload_form};

const TABLE: &str = "sys_attachment";
/// Records of a list when no limit is given.
const DEFAULT_LIMIT: u64 = 1_000;
const NAMELESS: &str = "application/octet-stream";

/// `GET /api/now/attachment`
pub(crate) async fn list(call: Call) -> Result<Response, Refusal> {
    if !matches!(call.method, Method::GET | Method::HEAD) {
        return Err(Refusal::method_not_supported());
    }
    let call = Arc::new(call);
    let limit =
        call.params.get("sysparm_limit").and_then(|limit| limit.parse().ok()).unwrap_or(DEFAULT_LIMIT);
    let offset = call.params.offset();
    let (result, total) = call.read(move |call, session| page(call, session, (limit, offset))).await?;
    let mut response = call.ok(&json!({ "result": result }));
    response.headers_mut().insert("X-Total-Count", HeaderValue::from(total));
    let address = format!("{}{}", call.base, call.path);
    let pages = links::pages(&address, &call.params, (limit, offset), Some(total));
    if let Ok(pages) = HeaderValue::from_str(&pages) {
        response.headers_mut().insert(header::LINK, pages);
    }
    Ok(response)
}

fn page(call: &Call, session: &Session, (limit, offset): (u64, u64)) -> Result<(Vec<Value>, u64), Refusal> {
    let dictionary = session.dictionary();
    let query = call.params.query(&dictionary, dictionary.require(TABLE)?);
    let selection = Selection { query, limit: Some(limit), offset };
    let (found, total) = session.select_counted(TABLE, &selection)?;
    Ok((metadata::list(session, &found, &root(call))?, total))
}

/// `/api/now/attachment/{sys_id}`
pub(crate) async fn single(Path(sys_id): Path<String>, call: Call) -> Result<Response, Refusal> {
    let call = Arc::new(call);
    match call.method {
        Method::GET | Method::HEAD => {
            let result = call
                .read(move |call, session| metadata::one(session, &require(session, &sys_id)?, &root(call)))
                .await?;
            Ok(call.ok(&json!({ "result": result })))
        }
        Method::PATCH | Method::PUT => rename(&call, sys_id).await,
        Method::DELETE => {
            call.write(move |_, session| {
                let record = require(session, &sys_id)?;
                session.delete(&record)
            })
            .await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        _ => Err(Refusal::method_not_supported()),
    }
}

async fn rename(call: &Arc<Call>, sys_id: String) -> Result<Response, Refusal> {
    let values = call.values()?;
    let name = values.get("file_name").filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| Refusal::missing_parameter("file_name"))?.to_owned();
    call.write(move |_, session| {
        let record = require(session, &sys_id)?;
        check_extension(session, &name)?;
        session.update(&record, &Values::new().with("file_name", name)).map(drop)
    })
    .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// `GET /api/now/attachment/{sys_id}/file`
pub(crate) async fn file(Path(sys_id): Path<String>, call: Call) -> Result<Response, Refusal> {
    if !matches!(call.method, Method::GET | Method::HEAD) {
        return Err(Refusal::method_not_supported());
    }
    let call = Arc::new(call);
    let (record, described, bytes) = call
        .read(move |call, session| {
            let record = require(session, &sys_id)?;
            let described = metadata::one(session, &record, &root(call))?;
            let bytes = content::load(session, &record)?;
            Ok((record, described, bytes))
        })
        .await?;
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let media_type = HeaderValue::from_str(record.get("content_type"));
    headers.insert(header::CONTENT_TYPE, media_type.unwrap_or(HeaderValue::from_static(NAMELESS)));
    let disposition = HeaderValue::from_str(&metadata::disposition(record.get("file_name")));
    headers
        .insert(header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment")));
    if let Ok(described) = HeaderValue::from_str(&metadata::ascii(&described)) {
        headers.insert("X-Attachment-Metadata", described);
    }
    Ok(response)
}

/// The attachment, when the caller may read it and its record.
fn require(session: &Session, sys_id: &str) -> Result<Record, Refusal> {
    session.find(TABLE, sys_id)?.ok_or_else(Refusal::no_record)
}

/// `http://host/api/now[/v1]`
fn root(call: &Call) -> String {
    call.root("/attachment")
}

/// Refuses files that `glide.attachment.extensions` leaves out.
fn check_extension(session: &Session, file_name: &str) -> Result<(), Refusal> {
    let properties = session.properties();
    let allowed = properties.get("glide.attachment.extensions").unwrap_or_default().trim();
    let extension = file_name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is_allowed = allowed.is_empty()
        || allowed
            .split(',')
            .any(|known| known.trim().trim_start_matches('.').eq_ignore_ascii_case(extension));
    if is_allowed { Ok(()) } else { Err(Refusal::file_type_not_allowed(file_name)) }
}
