//! Risk and impact of a standard change, by the rows of `risk_conditions`:
//! the first whose condition fits decides.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::Method;
use axum::response::Response;
use serde_json::{Value, json};

use super::super::call::Call;
use super::{Kind, admit, require, shape};
use crate::engine::{Selection, Session, Values, fits};
use crate::query::Query;
use crate::refusals::{Refusal, Write};

/// `PATCH /change/standard/{sys_id}/risk`, also without `standard`
pub(crate) async fn assess(Path(change): Path<String>, call: Call) -> Result<Response, Refusal> {
    if call.method != Method::PATCH {
        return Err(Refusal::method_not_supported());
    }
    admit(&call)?;
    let call = Arc::new(call);
    let body = call.write(move |_, session| assessed(session, &change)).await?;
    Ok(call.ok(&body))
}

fn assessed(session: &Session, change: &str) -> Result<Value, Refusal> {
    let change = require(session, Kind::Standard, change)?;
    session.check_write(Write::Update, &change)?;
    let changed = session.trusted(|session| {
        let query = Query::equals("active", "true").ordered_by("order");
        let conditions = session.select("risk_conditions", &Selection::of(query))?;
        let found = conditions
            .iter()
            .find(|condition| fits(session, &change, &Query::parse(condition.get("condition"))));
        match found {
            Some(found) => {
                let values =
                    Values::new().with("risk", found.get("risk")).with("impact", found.get("impact"));
                session.update(&change, &values)
            }
            None => Ok(change.clone()),
        }
    })?;
    Ok(json!({ "result": shape::one(session, &changed)? }))
}
