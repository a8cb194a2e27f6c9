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

/// Application scope.
const SCOPE: &str = "x_scbr_m365ticket";
/// Rows that portals write about their connection.
const CONNECTIONS: &str = "x_scbr_m365ticket_connection";
/// Role of integration users.
const ROLE: &str = "x_scbr_m365ticket.integration";
