//! Roles of users: with a role come the roles it contains, as inherited rows.

use super::Draft;
use crate::engine::{Record, Selection, Session, Values};
use crate::query::{Operator, Query};
use crate::refusals::Refusal;

pub(super) fn after(session: &Session, draft: &Draft) -> Result<(), Refusal> {
    if !draft.is_new() {
        return Ok(());
    }
    let (user, role) = (draft.get("user"), draft.get("role"));
    session.trusted(|session| {
        for contained in contained(session, role)? {
            let query = pair(user, &contained);
            if session.first("sys_user_has_role", query)?.is_none() {
                let row = Values::new()
                    .with("user", user)
                    .with("role", contained)
                    .with("inherited", "true")
                    .with("state", "active");
                session.insert_plain("sys_user_has_role", &row)?;
            }
        }
        Ok(())
    })
}

/// Takes away inherited rows that no remaining role brings.
pub(super) fn after_delete(session: &Session, record: &Record) -> Result<(), Refusal> {
    let user = record.get("user");
    session.trusted(|session| {
        let kept = session.select("sys_user_has_role", &Selection::of(Query::equals("user", user)))?;
        let mut brought = Vec::new();
        for row in kept.iter().filter(|row| !row.is_true("inherited")) {
            brought.extend(contained(session, row.get("role"))?);
        }
        for row in kept.iter().filter(|row| row.is_true("inherited")) {
            if !brought.iter().any(|role| role == row.get("role")) {
                session.remove_plain(row)?;
            }
        }
        Ok(())
    })
}

/// Nobody keeps a role that is gone, nor what came with it.
pub(super) fn after_role_delete(session: &Session, role: &Record) -> Result<(), Refusal> {
    session.trusted(|session| {
        let of_role = |table: &str, field: &str| {
            session.select(table, &Selection::of(Query::equals(field, role.sys_id())))
        };
        for field in ["role", "contains"] {
            for row in of_role("sys_user_role_contains", field)? {
                session.delete(&row)?;
            }
        }
        for table in ["sys_group_has_role", "sys_user_has_role"] {
            for row in of_role(table, "role")? {
                session.delete(&row)?;
            }
        }
        Ok(())
    })
}

/// All roles within a role, at any depth.
fn contained(session: &Session, role: &str) -> Result<Vec<String>, Refusal> {
    let mut found: Vec<String> = Vec::new();
    let mut open = vec![role.to_owned()];
    while let Some(role) = open.pop() {
        let query = Query::equals("role", &role);
        for row in session.select("sys_user_role_contains", &Selection::of(query))? {
            let inner = row.get("contains").to_owned();
            if !found.contains(&inner) {
                found.push(inner.clone());
                open.push(inner);
            }
        }
    }
    Ok(found)
}

fn pair(user: &str, role: &str) -> Query {
    Query::equals("user", user).and("role", Operator::Equals, role)
}
