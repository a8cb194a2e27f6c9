//! Whether an application may touch a table of another (protocol 6.1): the
//! table's application access decides; what is allowed is recorded as a
//! cross-scope privilege, or needs one, as the application's setting says.

use std::rc::Rc;
use std::sync::Arc;

use super::answer::Fault;
use super::bench::Bench;
use super::log::Level;
use super::scripts::Tracking;
use crate::engine::{Session, Values};
use crate::refusals::Refusal;

/// Refuses `operation` (`Read`, `Create`, `Write`, `Delete`) on `table`, in
/// the platform's words.
pub(super) fn check(bench: &Rc<Bench>, operation: &str, table: &str, scope: &str) -> Result<(), Fault> {
    let may_record = bench.may_write();
    let missing = bench.read(|session| {
        let dictionary = session.dictionary();
        let Some(target) = dictionary.table(table) else {
            return Ok(None);
        };
        if target.scope == scope {
            return Ok(None);
        }
        session.check_scope(operation, table, scope)?;
        Ok(session.scripts().missing_privilege(scope, table, operation))
    });
    let missing = missing.map_err(|fault| refused(bench, fault, scope))?;
    let Some(tracking) = missing else {
        return Ok(());
    };
    if may_record {
        let status = if tracking == Tracking::Enforcing { "requested" } else { "allowed" };
        bench.write(|session| record(session, operation, (table, scope), status))?;
    }
    if tracking == Tracking::Enforcing {
        let fault = Fault::from(Refusal::cross_scope(operation, table, scope));
        return Err(refused(bench, fault, scope));
    }
    Ok(())
}

fn refused(bench: &Bench, fault: Fault, scope: &str) -> Fault {
    bench.log(Level::Error, format!("Security restricted: {fault}"), scope);
    fault
}

/// The row of `sys_scope_privilege` for a first use.
fn record(
    session: &Session,
    operation: &str,
    (table, scope): (&str, &str),
    status: &str,
) -> Result<(), Refusal> {
    let scripts = session.scripts();
    let target = session.dictionary().table(table).map(Arc::clone);
    let target_scope = target.as_ref().map_or("global", |table| table.scope.as_str());
    let row = Values::new()
        .with("source_scope", scripts.scope_id(scope))
        .with("target_scope", scripts.scope_id(target_scope))
        .with("target_name", table)
        .with("target_type", "sys_db_object")
        .with("operation", operation.to_ascii_lowercase())
        .with("status", status)
        .with("sys_scope", scripts.scope_id(scope));
    session.insert_plain("sys_scope_privilege", &row).map(drop)
}
