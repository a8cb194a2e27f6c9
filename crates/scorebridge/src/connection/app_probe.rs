//! Is the connector app installed? Its columns and its choice are looked for; the platform's own list of
//! applications is closed to integration users.

use servicenow_client::{Client, Error, ErrorKind, Query};

use super::AppPresence;
use super::heartbeat::APP_TABLE;
use crate::tickets::{CHANGE_CATEGORY, ConnectorColumns, TicketKind};

/// What was found of the connector app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppFound {
    /// Whether it can be used.
    pub presence: AppPresence,
    /// Columns and choices that are missing, as `table.column`; empty when all or none are there.
    pub missing: Vec<String>,
}

/// Looks for the connector app: two or three calls.
pub async fn find_app(client: &Client) -> Result<AppFound, Error> {
    let Columns { found, kinds } = columns_of(client).await?;
    if found.is_empty() {
        let presence =
            if has_own_table(client).await? { AppPresence::Installed } else { AppPresence::Missing };
        return Ok(AppFound { presence, missing: Vec::new() });
    }
    let mut missing = missing_of(&found, &kinds);
    if !has_category(client).await? {
        missing.push(format!("change_request.category={CHANGE_CATEGORY}"));
    }
    let presence = if missing.is_empty() { AppPresence::Installed } else { AppPresence::Missing };
    Ok(AppFound { presence, missing })
}

/// The app's columns in the instance.
struct Columns {
    /// As `table.column`; a column of the `task` table serves both kinds.
    found: Vec<String>,
    /// The kinds of which it is known whether their columns are there.
    kinds: Vec<TicketKind>,
}

async fn columns_of(client: &Client) -> Result<Columns, Error> {
    let tables = ["task"].into_iter().chain(TicketKind::ALL.map(TicketKind::table));
    let query = Query::new()
        .is_in("name", tables)
        .is_in("element", ConnectorColumns::NAMES)
        .fields(&["name", "element"])
        .limit(50);
    let column =
        |record: &servicenow_client::Record| format!("{}.{}", record.value("name"), record.value("element"));
    match client.table("sys_dictionary").list(&query).await {
        Ok(page) if !page.items().is_empty() => {
            Ok(Columns { found: page.items().iter().map(column).collect(), kinds: TicketKind::ALL.to_vec() })
        }
        Ok(_) => columns_on_records(client).await,
        Err(error) if error.is_authorization() || error.is_not_found() => columns_on_records(client).await,
        Err(error) => Err(error),
    }
}

/// The dictionary is closed to many users. A record tells its columns too: names that are not known are left out of
/// the answer. A kind without records tells nothing.
async fn columns_on_records(client: &Client) -> Result<Columns, Error> {
    let mut columns = Columns { found: Vec::new(), kinds: Vec::new() };
    for kind in TicketKind::ALL {
        let query = Query::new().fields(&ConnectorColumns::NAMES);
        if let Some(record) = client.table(kind.table()).first(&query).await? {
            let there = ConnectorColumns::NAMES.iter().filter(|name| record.has(name));
            columns.kinds.push(kind);
            columns.found.extend(there.map(|name| format!("{}.{name}", kind.table())));
        }
    }
    Ok(columns)
}

/// Where the dictionary is closed and no ticket exists yet, the app's own table tells: its role may read it.
async fn has_own_table(client: &Client) -> Result<bool, Error> {
    match client.table(APP_TABLE).first(&Query::new().fields(&["sys_id"])).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_not_found() || matches!(error.kind(), ErrorKind::Refused { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

fn missing_of(columns: &[String], kinds: &[TicketKind]) -> Vec<String> {
    let has = |table: &str, name: &str| columns.iter().any(|column| *column == format!("{table}.{name}"));
    let all = kinds.iter().flat_map(|kind| ConnectorColumns::NAMES.map(|name| (kind.table(), name)));
    all.filter(|(table, name)| !has(table, name) && !has("task", name))
        .map(|(table, name)| format!("{table}.{name}"))
        .collect()
}

async fn has_category(client: &Client) -> Result<bool, Error> {
    let query = Query::new()
        .equals("name", TicketKind::Change.table())
        .equals("element", "category")
        .equals("value", CHANGE_CATEGORY)
        .fields(&["name", "element", "value"]);
    match client.table("sys_choice").first(&query).await {
        Ok(found) => Ok(found.is_some()),
        // Hidden choices are no proof of absence, and a value that is none does no harm.
        Err(error) if error.is_authorization() => Ok(true),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_the_base_table_serve_both_kinds() {
        let on_task: Vec<_> = ConnectorColumns::NAMES.iter().map(|name| format!("task.{name}")).collect();
        assert_eq!(missing_of(&on_task, &TicketKind::ALL), Vec::<String>::new());
        let on_incident: Vec<_> =
            ConnectorColumns::NAMES.iter().map(|name| format!("incident.{name}")).collect();
        assert_eq!(missing_of(&on_incident, &TicketKind::ALL).len(), 4);
        assert!(missing_of(&on_incident, &[TicketKind::Incident]).is_empty());
        assert!(missing_of(&on_incident, &TicketKind::ALL)[0].starts_with("change_request."));
    }
}
