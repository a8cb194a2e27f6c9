//! Reads the rows of scripts.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{Connection, Row};

use super::{Action, Include, Operation, Rule, Scope, Scripts, Source, Tracking, When};
use crate::script::trigger::Condition;

const SCOPES: &str = "SELECT sys_id, scope, runtime_access_tracking FROM sys_scope WHERE scope IS NOT NULL";
const RULES: &str = "SELECT r.sys_id, r.name, r.collection, r.\"when\", r.\"order\", r.action_insert, r.action_update, r.action_delete, r.action_query, r.filter_condition, r.condition, r.advanced, r.script, r.template, r.abort_action, r.add_message, r.message, r.role_conditions, s.scope FROM sys_script r LEFT JOIN sys_scope s ON s.sys_id = r.sys_scope WHERE r.active = 'true' AND r.collection IS NOT NULL ORDER BY r.\"order\", r.rowid";
const INCLUDES: &str = "SELECT i.sys_id, i.name, i.api_name, i.script, i.access, s.scope FROM sys_script_include i LEFT JOIN sys_scope s ON s.sys_id = i.sys_scope WHERE i.active = 'true' AND i.name IS NOT NULL ORDER BY i.rowid";
const MODULES: &str = "SELECT m.sys_id, m.path, m.content, s.scope FROM sys_module m LEFT JOIN sys_scope s ON s.sys_id = m.sys_scope WHERE m.path IS NOT NULL";
const PRIVILEGES: &str = "SELECT s.scope, p.target_name, p.operation, p.status FROM sys_scope_privilege p JOIN sys_scope s ON s.sys_id = p.source_scope WHERE p.target_name IS NOT NULL AND p.operation IS NOT NULL";
const ACTIONS: &str = "SELECT a.sys_id, a.name, a.\"table\", a.form_button, a.form_link, a.form_context_menu, a.list_button, a.list_choice, a.list_link, a.show_insert, a.show_update, a.condition, a.script, a.hint, a.\"order\", s.scope FROM sys_ui_action a LEFT JOIN sys_scope s ON s.sys_id = a.sys_scope WHERE a.active = 'true' AND a.client IS NOT 'true' AND a.name IS NOT NULL AND a.\"table\" IS NOT NULL ORDER BY a.rowid";
const ACTION_ROLES: &str = "SELECT m.sys_ui_action, coalesce(r.name, m.sys_user_role, '') FROM sys_ui_action_role m LEFT JOIN sys_user_role r ON r.sys_id = m.sys_user_role WHERE m.sys_ui_action IS NOT NULL";
const OPERATIONS: &str = "SELECT o.sys_id, o.name, o.http_method, o.relative_path, o.operation_uri, o.operation_script, o.requires_authentication, o.requires_acl_authorization, o.enforce_acl, d.base_uri, d.namespace, d.service_id, d.enforce_acl, v.version_id, v.is_default, s.scope FROM sys_ws_operation o JOIN sys_ws_definition d ON d.sys_id = o.web_service_definition LEFT JOIN sys_ws_version v ON v.sys_id = o.web_service_version LEFT JOIN sys_scope s ON s.sys_id = o.sys_scope WHERE o.active = 'true' AND d.active = 'true' ORDER BY o.rowid";
const ROLES: &str = "SELECT sys_id, name FROM sys_user_role WHERE name IS NOT NULL";

pub(super) fn load(connection: &Connection) -> rusqlite::Result<Scripts> {
    let mut scripts = Scripts::default();
    scopes(connection, &mut scripts)?;
    rules(connection, &mut scripts)?;
    includes(connection, &mut scripts)?;
    modules(connection, &mut scripts)?;
    privileges(connection, &mut scripts)?;
    actions(connection, &mut scripts)?;
    operations(connection, &mut scripts)?;
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

fn actions(connection: &Connection, scripts: &mut Scripts) -> rusqlite::Result<()> {
    let mut roles: HashMap<String, Vec<String>> = HashMap::new();
    let mut statement = connection.prepare_cached(ACTION_ROLES)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        roles.entry(row.get(0)?).or_default().push(row.get(1)?);
    }
    let mut statement = connection.prepare_cached(ACTIONS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let sys_id: String = row.get(0)?;
        let action = Action {
            roles: roles.remove(&sys_id).unwrap_or_default(),
            sys_id,
            name: text(row, 1)?,
            table: text(row, 2)?,
            on_form: flag(row, 3)? || flag(row, 4)? || flag(row, 5)?,
            on_list: flag(row, 6)? || flag(row, 7)? || flag(row, 8)?,
            on_insert: flag(row, 9)?,
            on_update: flag(row, 10)?,
            condition: text(row, 11)?.trim().to_owned(),
            script: text(row, 12)?,
            hint: text(row, 13)?,
            order: row.get::<_, Option<i64>>(14)?.unwrap_or(100),
            scope: scope_of(row, 15)?,
        };
        scripts.actions.push(Arc::new(action));
    }
    Ok(())
}

fn operations(connection: &Connection, scripts: &mut Scripts) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(OPERATIONS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (name, scope) = (text(row, 1)?, scope_of(row, 15)?);
        let title = format!("REST resource {name} [sys_ws_operation.{}]", text(row, 0)?);
        let own = text(row, 8)?;
        let acls = if own.is_empty() { text(row, 12)? } else { own };
        let operation = Operation {
            method: text(row, 2)?,
            paths: paths(row, &scope)?,
            source: Source { title, source: text(row, 5)?.into() },
            authenticated: flag(row, 6)?,
            authorized: flag(row, 7)?,
            acls: acls.split(',').map(str::trim).filter(|id| !id.is_empty()).map(ToOwned::to_owned).collect(),
            scope,
        };
        scripts.operations.push(Arc::new(operation));
    }
    Ok(())
}

/// `/api/<scope>/<service>/<path>`, with its version, and without it when the
/// version is the default one.
fn paths(row: &Row<'_>, scope: &str) -> rusqlite::Result<Vec<Vec<String>>> {
    let (relative, given) = (text(row, 3)?, text(row, 4)?);
    let (base, namespace, service) = (text(row, 9)?, text(row, 10)?, text(row, 11)?);
    let namespace = if namespace.is_empty() { scope } else { &namespace };
    let plain = if base.is_empty() { format!("/api/{namespace}/{service}") } else { base };
    let mut paths = vec![given];
    match text(row, 13)?.as_str() {
        "" => paths.push(format!("{plain}/{relative}")),
        version => {
            paths.push(format!("/api/{namespace}/{version}/{service}/{relative}"));
            if flag(row, 14)? {
                paths.push(format!("{plain}/{relative}"));
            }
        }
    }
    let parts = |path: String| -> Vec<String> {
        path.split('/').filter(|part| !part.is_empty()).map(ToOwned::to_owned).collect()
    };
    Ok(paths.into_iter().map(parts).filter(|path| !path.is_empty()).collect())
}
