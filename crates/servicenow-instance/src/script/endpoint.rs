//! Access rules of scripted REST resources (`REST_Endpoint`): each asks for a role and may ask a script, and one of a
//! resource's rules must admit the caller.

use super::log::Entry;
use super::machine::{Scene, Script, Want};
use super::record::NativeRecord;
use super::scripts::Operation;
use super::workshop::with_machine;
use crate::engine::{Record, Selection, Session};
use crate::query::Query;
use crate::refusals::Refusal;

/// Refuses callers whom no rule of the resource admits.
pub(super) fn authorized(session: &Session, operation: &Operation) -> Result<(), Refusal> {
    if !operation.authorized || operation.acls.is_empty() {
        return Ok(());
    }
    let rules =
        operation.acls.iter().map(|id| session.trusted(|session| session.find("sys_security_acl", id)));
    let rules: Vec<Record> = rules.filter_map(Result::transpose).collect::<Result<_, _>>()?;
    let mut active = rules.iter().filter(|rule| rule.is_true("active")).peekable();
    if active.peek().is_none() {
        return Ok(());
    }
    for rule in active {
        let overridden = rule.is_true("admin_overrides") && session.caller().is_admin();
        if overridden || has_role(session, rule)? && answers(session, rule) {
            return Ok(());
        }
    }
    Err(Refusal::api_denied())
}

/// One of the roles that the rule names; a rule without roles asks for none.
fn has_role(session: &Session, rule: &Record) -> Result<bool, Refusal> {
    session.trusted(|session| {
        let links = Selection::of(Query::equals("sys_security_acl", rule.sys_id()));
        let links = session.select("sys_security_acl_role", &links)?;
        let roles = links.iter().map(|link| session.find("sys_user_role", link.get("sys_user_role")));
        let roles = roles.collect::<Result<Vec<_>, _>>()?;
        Ok(roles.is_empty() || roles.iter().flatten().any(|role| session.caller().has_role(role.get("name"))))
    })
}

/// What the rule's script leaves in `answer`. One that fails is in the log and admits nobody.
fn answers(session: &Session, rule: &Record) -> bool {
    let source = rule.get("script");
    if !rule.is_true("advanced") || source.trim().is_empty() {
        return true;
    }
    let title = format!("access control {} [sys_security_acl.{}]", rule.get("name"), rule.sys_id());
    let source = format!("(function () {{ var answer = true;\n{source}\n;return answer; }})()");
    let scope = scope_of(session, rule);
    let script = Script { name: &title, source: &source, scope: &scope };
    let run = with_machine(session, |machine| {
        let current = NativeRecord::of_record(machine.bench(), &scope, rule.clone(), "").handle();
        machine.run(script, Scene::Action { current }, Want::Truth)
    });
    match run {
        Ok(answer) => answer == "true",
        Err(trouble) => {
            session.workshop().log(Entry::error(trouble.to_string(), &scope));
            false
        }
    }
}

fn scope_of(session: &Session, rule: &Record) -> String {
    let scope = session.trusted(|session| session.find("sys_scope", rule.get("sys_scope")));
    let scope = scope.ok().flatten().map(|scope| scope.get("scope").to_owned());
    scope.filter(|scope| !scope.is_empty()).unwrap_or_else(|| "global".to_owned())
}
