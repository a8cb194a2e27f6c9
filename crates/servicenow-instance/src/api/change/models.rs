//! Change models, and the templates of standard changes.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use serde_json::json;

use super::super::call::Call;
use super::{admit, listed, reads, shape};
use crate::engine::{Session, Values};
use crate::refusals::Refusal;
use crate::rules;

const TEMPLATES: &str = "std_change_record_producer";

/// `GET /change/model[/{sys_id}]`
pub(crate) async fn models(path: Option<Path<String>>, call: Call) -> Result<Response, Refusal> {
    shown("chg_model", path, call).await
}

/// `GET /change/standard/template[/{sys_id}]`
pub(crate) async fn templates(path: Option<Path<String>>, call: Call) -> Result<Response, Refusal> {
    shown(TEMPLATES, path, call).await
}

async fn shown(table: &'static str, path: Option<Path<String>>, call: Call) -> Result<Response, Refusal> {
    admit(&call)?;
    if !reads(&call) {
        return Err(Refusal::method_not_supported());
    }
    let call = Arc::new(call);
    let body = call.read(move |call, session| match path {
        None => listed(call, session, table, &[]),
        Some(Path(id)) => {
            let found = session.find(table, &id)?.ok_or_else(Refusal::no_record)?;
            Ok(json!({ "result": shape::one(session, &found)? }))
        }
    });
    Ok(call.ok(&body.await?))
}

/// What a standard change has from its template.
pub(super) fn preset(session: &Session, id: &str) -> Result<Values, Refusal> {
    let producer = session.find(TEMPLATES, id)?.filter(|producer| producer.is_true("active"));
    let producer = producer.ok_or_else(Refusal::no_record)?;
    let values = rules::preset(session, producer.get("template"))?;
    Ok(values.with("std_change_producer_version", producer.get("current_version")))
}
