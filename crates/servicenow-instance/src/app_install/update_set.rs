//! Retrieved update sets (protocol 7.1): loading a file, previewing what its
//! updates would meet, committing them with the installer of applications, and
//! writing a set as a file again.

use std::collections::BTreeSet;

use super::archive::File;
use super::payload::{self, Update};
use super::{apply, tracked};
use crate::api::escaped;
use crate::dictionary::Kind;
use crate::engine::{Record, Selection, Session, Values};
use crate::query::Query;
use crate::refusals::Refusal;

const REMOTE: &str = "sys_remote_update_set";
const UPDATES: &str = "sys_update_xml";
const PROBLEMS: &str = "sys_update_preview_problem";

/// `String.hashCode` of Java, which update sets carry of their payloads.
pub(super) fn java_hash(text: &str) -> i32 {
    text.encode_utf16().fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)))
}

/// Loads a file; the id of the set.
pub(crate) fn load(session: &Session, text: &str) -> Result<String, Refusal> {
    let root = payload::element(text)?;
    if root.name != "unload" {
        return Err(Refusal::unreadable("The file is no unload of an update set."));
    }
    let (sets, others): (Vec<_>, Vec<_>) = root.children.into_iter().partition(|child| child.name == REMOTE);
    let [set] = <[_; 1]>::try_from(sets).map_err(|sets| {
        Refusal::unreadable(format!("The file has {} update sets instead of one.", sets.len()))
    })?;
    let set = set.into_update();
    let updates: Vec<Update> =
        others.into_iter().filter(|child| child.name == UPDATES).map(payload::Element::into_update).collect();
    for update in &updates {
        let name = update.get("name");
        payload::updates(update.get("payload")).map_err(|_| {
            Refusal::unreadable(format!("The update {name} has no payload that can be read."))
        })?;
    }
    session.trusted(|session| {
        forget(session, set.sys_id())?;
        let row = plain(session, &set)?.with("state", "loaded");
        let id = session.insert_plain(REMOTE, &row)?.sys_id().to_owned();
        for update in &updates {
            let row = plain(session, update)?.with("remote_update_set", id.as_str());
            session.insert_plain(UPDATES, &row)?;
        }
        Ok(id)
    })
}

/// A set that is loaded again replaces what was loaded before.
fn forget(session: &Session, set: &str) -> Result<(), Refusal> {
    for table in [PROBLEMS, UPDATES] {
        for row in session.select(table, &Selection::of(Query::equals("remote_update_set", set)))? {
            session.remove_plain(&row)?;
        }
    }
    session.find(REMOTE, set)?.map_or(Ok(()), |row| session.remove_plain(&row))
}

fn plain(session: &Session, update: &Update) -> Result<Values, Refusal> {
    let dictionary = session.dictionary();
    let table = dictionary.require(&update.table)?;
    let fields = update.fields.iter().filter(|field| table.has(&field.name));
    Ok(fields.map(|field| (field.name.as_str(), field.value.as_str())).collect())
}

fn set_of(session: &Session, id: &str) -> Result<Record, Refusal> {
    session.trusted(|session| session.find(REMOTE, id))?.ok_or_else(Refusal::no_record)
}

fn rows_of(session: &Session, id: &str) -> Result<Vec<Record>, Refusal> {
    session.trusted(|session| session.select(UPDATES, &Selection::of(Query::equals("remote_update_set", id))))
}

/// Looks for what the updates need and neither the instance nor the set has;
/// the number of problems.
pub(crate) fn preview(session: &Session, id: &str) -> Result<usize, Refusal> {
    let set = set_of(session, id)?;
    if set.get("state") == "committed" {
        return Err(Refusal::unreadable("The update set is committed already."));
    }
    let rows = rows_of(session, id)?;
    let mut updates = Vec::new();
    for row in &rows {
        updates.extend(payload::updates(row.get("payload"))?.into_iter().map(|update| (row, update)));
    }
    let own: BTreeSet<&str> = updates.iter().map(|(_, update)| update.sys_id()).collect();
    let tables: BTreeSet<&str> = updates
        .iter()
        .filter(|(_, update)| update.table == "sys_db_object")
        .map(|(_, update)| update.get("name"))
        .collect();
    session.trusted(|session| {
        for row in session.select(PROBLEMS, &Selection::of(Query::equals("remote_update_set", id)))? {
            session.remove_plain(&row)?;
        }
        let mut count = 0;
        for (row, update) in &updates {
            for problem in problems(session, update, &own, &tables)? {
                let row = Values::new()
                    .with("type", "error")
                    .with("description", problem)
                    .with("remote_update_set", id)
                    .with("remote_update", row.sys_id());
                session.insert_plain(PROBLEMS, &row)?;
                count += 1;
            }
        }
        session.update(&set, &Values::new().with("state", "previewed"))?;
        Ok(count)
    })
}

fn problems(
    session: &Session,
    update: &Update,
    own: &BTreeSet<&str>,
    tables: &BTreeSet<&str>,
) -> Result<Vec<String>, Refusal> {
    let dictionary = session.dictionary();
    let Some(table) = dictionary.table(&update.table) else {
        if tables.contains(update.table.as_str()) {
            return Ok(Vec::new());
        }
        return Ok(vec![format!("Table '{}' does not exist", update.table)]);
    };
    let mut found = Vec::new();
    for given in &update.fields {
        let field = table.field(&given.name).filter(|field| field.kind == Kind::Reference);
        let target = field.and_then(|field| dictionary.table(field.reference.as_deref()?));
        let is_id = given.value.len() == 32 && given.value.bytes().all(|byte| byte.is_ascii_hexdigit());
        let Some(target) = target.filter(|_| is_id && given.keys.is_empty()) else {
            continue;
        };
        if !own.contains(given.value.as_str()) && session.find(&target.name, &given.value)?.is_none() {
            found.push(format!(
                "Could not find a record in {} for column {} referenced in this update",
                target.name, given.name
            ));
        }
    }
    Ok(found)
}

/// Applies a set that was previewed without an open problem; what happened in
/// words.
pub(crate) fn commit(session: &Session, id: &str) -> Result<String, Refusal> {
    let set = set_of(session, id)?;
    if set.get("state") != "previewed" {
        return Err(Refusal::unreadable("Preview the update set before it is committed."));
    }
    let problems = Query::equals("remote_update_set", id);
    let problems = session.trusted(|session| session.select(PROBLEMS, &Selection::of(problems)))?;
    let open = problems.iter().filter(|problem| problem.get("status").is_empty()).count();
    if open > 0 {
        return Err(Refusal::unreadable(format!(
            "The update set has {open} problems; accept or skip each first."
        )));
    }
    let rows = rows_of(session, id)?;
    let skipped = |row: &&Record| {
        !problems
            .iter()
            .any(|problem| problem.get("status") == "skipped" && problem.get("remote_update") == row.sys_id())
    };
    let files =
        rows.iter().filter(skipped).map(|row| File::read(row.get("name"), row.get("payload").to_owned()));
    let files: Vec<File> = files.collect::<Result<_, Refusal>>()?;
    let app = application(&set, &files);
    let report =
        apply::apply(session, &files.iter().flat_map(|file| &file.updates).collect::<Vec<_>>(), &app)?;
    if app != "global" {
        let kept: Vec<File> = tracked::rows(session, &app)?
            .iter()
            .filter(|row| files.iter().all(|file| file.name != row.get("name")))
            .map(|row| File::read(row.get("name"), row.get("payload").to_owned()))
            .collect::<Result<_, Refusal>>()?;
        tracked::replace(session, &app, &[kept, files].concat())?;
    }
    session.trusted(|session| {
        let local = Values::new()
            .with("name", set.get("name"))
            .with("state", "complete")
            .with("application", app.as_str())
            .with("remote_sys_id", id);
        let local = session.insert_plain("sys_update_set", &local)?;
        let done = Values::new()
            .with("state", "committed")
            .with("commit_date", session.now_text())
            .with("update_set", local.sys_id())
            .with("inserted", report.inserted.to_string())
            .with("updated", report.updated.to_string())
            .with("deleted", report.deleted.to_string());
        session.update(&set, &done)
    })?;
    Ok(report.words())
}

/// The application the set belongs to.
fn application(set: &Record, files: &[File]) -> String {
    let named = set.get("application");
    if !named.is_empty() {
        return named.to_owned();
    }
    let updates = files.iter().flat_map(|file| &file.updates);
    let app = updates.filter(|update| update.table == "sys_app").map(Update::sys_id).next();
    app.unwrap_or("global").to_owned()
}

/// A local set as a file that another instance can load.
pub(crate) fn export(session: &Session, id: &str) -> Result<String, Refusal> {
    let set = session.find("sys_update_set", id)?.ok_or_else(Refusal::no_record)?;
    let rows = session.select(UPDATES, &Selection::of(Query::equals("update_set", id)))?;
    let head = ["application", "description", "name", "release_date"];
    let own = [("remote_sys_id", id), ("state", "loaded"), ("sys_id", id)];
    let fields = head.into_iter().map(|name| (name, set.get(name))).chain(own);
    let now = session.now_text();
    let mut text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?><unload unload_date=\"{now}\">\n");
    record(&mut text, REMOTE, fields);
    for row in &rows {
        let hash = java_hash(row.get("payload")).to_string();
        let names = [
            "action",
            "category",
            "name",
            "payload",
            "sys_id",
            "table",
            "target_name",
            "type",
            "update_domain",
        ];
        let own = [("payload_hash", hash.as_str()), ("remote_update_set", id)];
        record(&mut text, UPDATES, names.into_iter().map(|name| (name, row.get(name))).chain(own));
    }
    text.push_str("</unload>\n");
    Ok(text)
}

fn record<'a>(text: &mut String, table: &str, fields: impl Iterator<Item = (&'a str, &'a str)>) {
    text.push_str(&["<", table, " action=\"INSERT_OR_UPDATE\">\n"].concat());
    for (name, value) in fields {
        text.push_str(&["<", name, ">", &escaped(value), "</", name, ">\n"].concat());
    }
    text.push_str(&["</", table, ">\n"].concat());
}
