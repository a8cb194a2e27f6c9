//! What an application brought, as rows of `sys_update_xml`: what an upgrade
//! removes and an uninstall deletes is found there.

use std::collections::BTreeSet;

use super::archive::File;
use super::payload;
use crate::engine::{Record, Selection, Session, Values};
use crate::query::{Operator, Query};
use crate::random::named_id;
use crate::refusals::Refusal;

/// Marks rows of installed packages among those of people's update sets.
const CATEGORY: &str = "package";

/// Rows of an application.
pub(super) fn rows(session: &Session, app: &str) -> Result<Vec<Record>, Refusal> {
    let query = Query::equals("application", app).and("category", Operator::Equals, CATEGORY);
    session.trusted(|session| session.select("sys_update_xml", &Selection::of(query)))
}

/// Tables and ids of everything the rows tell of.
pub(super) fn records(rows: &[Record]) -> BTreeSet<(String, String)> {
    let updates = rows.iter().flat_map(|row| payload::updates(row.get("payload")).unwrap_or_default());
    updates
        .filter(|update| !update.deletes)
        .map(|update| (update.table.clone(), update.sys_id().to_owned()))
        .collect()
}

/// Replaces what was tracked by the files of a package.
pub(super) fn replace(session: &Session, app: &str, files: &[File]) -> Result<(), Refusal> {
    for row in rows(session, app)? {
        session.remove_plain(&row)?;
    }
    for file in files {
        session.insert_plain("sys_update_xml", &row(app, file))?;
    }
    Ok(())
}

fn row(app: &str, file: &File) -> Values {
    let first = file.updates.first();
    let table = first.map_or("", |update| update.table.as_str());
    let target = first.map(|update| ["name", "title", "label"].map(|field| update.get(field)));
    let target = target.into_iter().flatten().find(|name| !name.is_empty()).unwrap_or_default();
    Values::new()
        .with("sys_id", named_id(&format!("sys_update_xml:{app}:{}", file.name)))
        .with("name", file.name.as_str())
        .with("action", "INSERT_OR_UPDATE")
        .with("application", app)
        .with("category", CATEGORY)
        .with("payload", file.text.as_str())
        .with("payload_hash", super::update_set::java_hash(&file.text).to_string())
        .with("table", table)
        .with("type", table)
        .with("target_name", target)
        .with("update_domain", "global")
}
