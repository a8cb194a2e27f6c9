//! The states of tickets as the instance knows them: labels for what was observed, and states that nobody named yet
//! (S21).
//!
//! The `task` table shows the labels of its own states for records of any class, so a label is taken from the names
//! we know, and asked for once where a state is new.

use std::collections::BTreeMap;

use servicenow_client::{Choice, Client, SysId};

use crate::app::App;
use crate::connection::Connection;
use crate::store::StoreError;
use crate::tickets::{Observed, StateName, TicketKind};

type Labels = BTreeMap<(TicketKind, String), String>;

/// Gives observations the right labels, and makes states known that are new.
pub(super) async fn settle(
    app: &App,
    connection: &Connection,
    client: &Client,
    observations: &mut [(TicketKind, &mut Observed)],
) -> Result<(), StoreError> {
    let mut labels = known_labels(app, connection).await?;
    for (kind, observed) in observations {
        let key = (*kind, observed.state.clone());
        if !labels.contains_key(&key) {
            let label = label_of(client, *kind, observed).await;
            app.store.discover_state(&connection.tenant, *kind, &observed.state, &label).await?;
            labels.insert(key.clone(), label);
        }
        observed.state_label.clone_from(&labels[&key]);
    }
    Ok(())
}

async fn known_labels(app: &App, connection: &Connection) -> Result<Labels, StoreError> {
    let names = app.store.list_state_names(&connection.tenant).await?;
    Ok(names.into_iter().map(|name| ((name.kind, name.value), name.instance_name)).collect())
}

/// Asks the record's own table. If that fails, the label as it came is better than none.
async fn label_of(client: &Client, kind: TicketKind, observed: &Observed) -> String {
    let own = match SysId::parse(&observed.sys_id) {
        Ok(id) => client.table(kind.table()).get(&id).await,
        Err(error) => Err(error),
    };
    let label = match own {
        Ok(record) if record.value("state") == observed.state => record.display_value("state").to_owned(),
        _ => observed.state_label.clone(),
    };
    if label.is_empty() { observed.state.clone() } else { label }
}

/// Reads the choices of both tables: two calls. New states are made known, changed labels are saved.
pub(super) async fn refresh_labels(
    app: &App,
    connection: &Connection,
    client: &Client,
) -> Result<(), StoreError> {
    for kind in TicketKind::ALL {
        match client.choices(kind.table(), "state").await {
            Ok(choices) => take_over(app, connection, kind, &choices).await?,
            // Choices may be hidden from the integration user; states are then found with the first ticket in them.
            Err(error) => tracing::debug!(%error, "the states of a table cannot be read"),
        }
    }
    Ok(())
}

async fn take_over(
    app: &App,
    connection: &Connection,
    kind: TicketKind,
    choices: &[Choice],
) -> Result<(), StoreError> {
    let tenant = &connection.tenant;
    let names = app.store.list_state_names(tenant).await?;
    let mut own: Vec<StateName> = names.into_iter().filter(|name| name.kind == kind).collect();
    for choice in choices.iter().filter(|choice| own.iter().all(|name| name.value != choice.value)) {
        app.store.discover_state(tenant, kind, &choice.value, &choice.label).await?;
    }
    let mut renamed = false;
    for name in &mut own {
        let choice = choices.iter().find(|choice| choice.value == name.value);
        if let Some(choice) = choice.filter(|choice| choice.label != name.instance_name) {
            name.instance_name.clone_from(&choice.label);
            renamed = true;
        }
    }
    if renamed { rename(app, connection, kind, &own).await } else { Ok(()) }
}

/// States that were discovered just now are kept beside the renamed ones.
async fn rename(
    app: &App,
    connection: &Connection,
    kind: TicketKind,
    renamed: &[StateName],
) -> Result<(), StoreError> {
    let names = app.store.list_state_names(&connection.tenant).await?;
    let names: Vec<StateName> = names
        .into_iter()
        .filter(|name| name.kind == kind)
        .map(|name| renamed.iter().find(|other| other.value == name.value).cloned().unwrap_or(name))
        .collect();
    app.store.set_state_names(&connection.tenant, kind, &names).await
}
