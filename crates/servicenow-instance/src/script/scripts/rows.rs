//! Reads the rows of scripts.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, Row};

use super::{Include, Rule, Scope, Scripts, Source, Tracking, When};
use crate::script::trigger::Condition;

const SCOPES: &str = "SELECT sys_id, scope, runtime_access_tracking FROM sys_scope WHERE scope IS NOT NULL";
const RULES: &str = "SELECT r.sys_id, r.name, r.collection, r.\"when\", r.\"order\", r.action_insert, r.action_update, r.action_delete, r.action_query, r.filter_condition, r.condition, r.advanced, r.script, r.template, r.abort_action, r.add_message, r.message, r.role_conditions, s.scope FROM sys_script r LEFT JOIN sys_scope s ON s.sys_id = r.sys_scope WHERE r.active = 'true' AND r.collection IS NOT NULL ORDER BY r.\"order\", r.rowid";
const INCLUDES: &str = "SELECT i.sys_id, i.name, i.api_name, i.script, i.access, s.scope FROM sys_script_include i LEFT JOIN sys_scope s ON s.sys_id = i.sys_scope WHERE i.active = 'true' AND i.name IS NOT NULL ORDER BY i.rowid";
const MODULES: &str = "SELECT m.sys_id, m.path, m.content, s.scope FROM sys_module m LEFT JOIN sys_scope s ON s.sys_id = m.sys_scope WHERE m.path IS NOT NULL";
const PRIVILEGES: &str = "SELECT s.scope, p.target_name, p.operation, p.status FROM sys_scope_privilege p JOIN sys_scope s ON s.sys_id = p.source_scope WHERE p.target_name IS NOT NULL AND p.operation IS NOT NULL";
const ROLES: &str = "SELECT sys_id, name FROM sys_user_role WHERE name IS NOT NULL";

pub(super) fn load(connection: &Connection) -> rusqlite::Result<Scripts> {
    let mut scripts = Scripts::default();
    scopes(connection, &mut scripts)?;
    rules(connection, &mut scripts)?;
    includes(connection, &mut scripts)?;
    modules(connection, &mut scripts)?;
    privileges(connection, &mut scripts)?;
    Ok(scripts)
}

fn text(row: &Row<'_>, at: usize) -> rusqlite::Result<String> {
    Ok(row.get::<_, Option<String>>(at)?.unwrap_or_default())
}

fn flag(row: &Row<'_>, at: usize) -> rusqlite::Result<bool> {
    Ok(row.get::<_, Option<String>>(at)?.as_deref() == Some("true"))
}

fn scope_of(row: &Row<'_>, at: usize) -> rusqlite::Result<String> {
    Ok(row.get::<_, Option<String>>(at)?.unwrap_or_else(|| "global".to_owned()))
}

fn scopes(connection: &Connection, scripts: &mut Scripts) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(SCOPES)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let name = text(row, 1)?;
        let tracking = match text(row, 2)?.as_str() {
            "enforcing" => Some(Tracking::Enforcing),
            "permissive" if name != "global" => Some(Tracking::Permissive),
            _ => None,
        };
        scripts.scopes.insert(name, Scope { sys_id: row.get(0)?, tracking });
    }
    Ok(())
}

fn rules(connection: &Connection, scripts: &mut Scripts) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(RULES)?;
    let mut rows = statement.query([])?;
    let mut roles: Option<HashMap<String, String>> = None;
    while let Some(row) = rows.next()? {
        let mut rule = rule(row)?;
        let wanted = text(row, 17)?;
        if !wanted.is_empty() {
            let names = match &mut roles {
                Some(names) => names,
                None => roles.insert(role_names(connection)?),
            };
            let ids = wanted.split(',').map(str::trim).filter(|id| !id.is_empty());
            rule.roles = ids.map(|id| names.get(id).cloned().unwrap_or_else(|| id.to_owned())).collect();
        }
        let rule = Arc::new(rule);
        scripts.by_id.insert(rule.sys_id.clone(), Arc::clone(&rule));
        scripts.rules.entry(text(row, 2)?).or_default().push(rule);
    }
    Ok(())
}

fn role_names(connection: &Connection) -> rusqlite::Result<HashMap<String, String>> {
    let mut statement = connection.prepare_cached(ROLES)?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

fn rule(row: &Row<'_>) -> rusqlite::Result<Rule> {
    let when = match text(row, 3)?.as_str() {
        "after" => When::After,
        "async" | "async_always" => When::Async,
        "before_display" | "display" => When::Display,
        _ => When::Before,
    };
    let advanced = flag(row, 11)?;
    let script = text(row, 12)?;
    let message = if flag(row, 15)? { row.get(16)? } else { None };
    Ok(Rule {
        sys_id: row.get(0)?,
        name: text(row, 1)?,
        when,
        order: row.get::<_, Option<i64>>(4)?.unwrap_or(100),
        on_insert: flag(row, 5)?,
        on_update: flag(row, 6)?,
        on_delete: flag(row, 7)?,
        on_query: flag(row, 8)?,
        filter: Condition::parse(&text(row, 9)?),
        condition: text(row, 10)?.trim().to_owned(),
        roles: Vec::new(),
        script: if advanced { script } else { String::new() },
        template: text(row, 13)?,
        abort: flag(row, 14)?,
        message,
        scope: scope_of(row, 18)?,
    })
}

fn includes(connection: &Connection, scripts: &mut Scripts) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(INCLUDES)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (name, scope) = (text(row, 1)?, scope_of(row, 5)?);
        let Some(api) = api_name(&name, &scope) else {
            continue;
        };
        let title = format!("script include {name} [sys_script_include.{}]", text(row, 0)?);
        let include = Include {
            is_public: text(row, 4)? == "public" || scope == "global",
            source: Source { title, source: text(row, 3)?.into() },
            name,
            scope,
        };
        scripts.includes.insert(api, include);
    }
    Ok(())
}

/// `x_scope.Name`, for names that a script can say.
fn api_name(name: &str, scope: &str) -> Option<String> {
    let mut letters = name.chars();
    let first = letters.next()?;
    let spoken = (first.is_ascii_alphabetic() || first == '_' || first == '$')
        && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '$');
    spoken.then(|| format!("{scope}.{name}"))
}

fn modules(connection: &Connection, scripts: &mut Scripts) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(MODULES)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (path, scope) = (text(row, 1)?, scope_of(row, 3)?);
        let title = format!("module {path} [sys_module.{}]", text(row, 0)?);
        let source = Source { title, source: text(row, 2)?.into() };
        scripts.modules.insert((scope, path), source);
    }
    Ok(())
}

fn privileges(connection: &Connection, scripts: &mut Scripts) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(PRIVILEGES)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let key = (text(row, 0)?, text(row, 1)?, text(row, 2)?);
        scripts.privileges.insert(key, text(row, 3)? == "allowed");
    }
    Ok(())
}
