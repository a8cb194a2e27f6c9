//! The ticketing connector inside the instance (application scope `x_scbr_m365ticket`): installation
//! checklist and connection status, in English and Dutch. Everything it does to records outside its scope
//! passes the application access of their tables, as for an installed application.

mod checklist;
mod dutch;
mod english;
mod status;
mod steps;
mod texts;

#[cfg(test)]
mod tests;

pub(crate) use checklist::{checklist, run};
pub(crate) use status::status;

use crate::engine::Session;

/// Application scope.
const SCOPE: &str = "x_scbr_m365ticket";
/// Rows that portals write about their connection.
const CONNECTIONS: &str = "x_scbr_m365ticket_connection";
/// Role of integration users.
const ROLE: &str = "x_scbr_m365ticket.integration";
/// Rows of the installation checklist of the packaged application (`connector-app/`).
const STEP: &str = "x_scbr_m365ticket_step";
/// The list of them.
const STEPS: &str = "/x_scbr_m365ticket_step_list.do?sysparm_query=ORDERBYorder";
const NOT_INSTALLED: &str = "The ticketing connector is not installed.";

/// How the connector came into the instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Installed {
    /// Not at all.
    No,
    /// With the instance: its pages are ours.
    BuiltIn,
    /// As a package or update set, which brings records of its own.
    Package,
}

impl Installed {
    fn of(session: &Session) -> Self {
        let has = |table: &str| session.dictionary().table(table).is_some();
        match (has(STEP), has(CONNECTIONS)) {
            (true, _) => Self::Package,
            (false, true) => Self::BuiltIn,
            (false, false) => Self::No,
        }
    }
}
