//! Runs the checks of set-up and provisioning, saves what they found, and switches cards and sharing on (S29).

use super::clients::{client_of, http_for, oauth_client, place};
use super::connect::{ConnectError, log};
use super::refresh_tickets::{SyncError, Synced, sync_connection};
use super::{heartbeat, states};
use crate::app::App;
use crate::connection::{
    AppPresence, Check, CheckName, CheckUp, ClientCheck, Connection, ConnectionStatus, Learned, Outcome,
    check_client,
};
use crate::live::LiveEvent;
use crate::message::Message;
use crate::store::{Activity, Person, StoreError};

/// What provisioning did.
#[derive(Debug, Clone)]
pub struct Provisioned {
    /// The checks as they ended, in order.
    pub checks: Vec<Check>,
    /// Whether all passed or only warned: then the connection is `Connected` now.
    pub connected: bool,
}

/// Runs the eight checks in order and saves them.
pub async fn run_checks(app: &App, connection: &Connection) -> Result<Vec<Check>, StoreError> {
    let mut checks = look(app, connection).await?;
    checks.push(Check::new(CheckName::CardsAndSharing, cards(connection, &checks), app.clock.now()));
    save(app, connection, &checks).await?;
    Ok(checks)
}

/// Runs the checks and, when none failed, switches cards and sharing on (S29).
pub async fn provision(
    app: &App,
    connection: &Connection,
    person: &Person,
) -> Result<Provisioned, StoreError> {
    let mut checks = look(app, connection).await?;
    let connected = checks.iter().all(|check| matches!(check.outcome, Outcome::Passed | Outcome::Warning));
    let seen = if connected {
        switch_on(app, connection, person).await?;
        (Outcome::Passed, Message::new("evidence-cards-on"))
    } else {
        (Outcome::Waiting, Message::new("evidence-waiting"))
    };
    checks.push(Check::new(CheckName::CardsAndSharing, seen, app.clock.now()));
    save(app, connection, &checks).await?;
    Ok(Provisioned { checks, connected })
}

async fn switch_on(app: &App, connection: &Connection, person: &Person) -> Result<(), StoreError> {
    app.store.provision_connection(connection.id, app.clock.now()).await?;
    let activity = Activity::ConnectionProvisioned { instance: connection.instance.name().to_owned() };
    log(app, connection, person, activity).await?;
    if let Some(now) = app.store.find_connection_by_id(connection.id).await? {
        heartbeat::tell_app(app, &now, Some(ConnectionStatus::Connected)).await;
    }
    if let Ok(client) = client_of(app, connection).await {
        states::refresh_labels(app, connection, &client).await?;
    }
    app.live.publish(LiveEvent::Connection(connection.tenant.clone()));
    Ok(())
}

/// The first seven checks.
async fn look(app: &App, connection: &Connection) -> Result<Vec<Check>, StoreError> {
    let now = app.clock.now();
    let http = match http_for(app, &connection.instance) {
        Ok(http) => http,
        Err(problem) => return Ok(unreachable(app, problem)),
    };
    let client = match client_of(app, connection).await {
        Ok(client) => Some(client),
        Err(ConnectError::Store(error)) => return Err(error),
        Err(ConnectError::Problem(_)) => None,
    };
    let known = client_check(app, connection).await?;
    let egress = &app.config.servicenow.egress_addresses;
    let check_up = CheckUp { connection, client: client.as_ref(), http: &http, egress, now };
    let (mut checks, learned) = check_up.run(known).await;
    remember(app, connection, &learned).await?;
    let authorized = checks.iter().any(|check| {
        check.name == CheckName::Authorization && matches!(check.outcome, Outcome::Passed | Outcome::Warning)
    });
    checks.push(if authorized {
        Check::new(CheckName::FirstSync, first_sync(app, connection).await?, app.clock.now())
    } else {
        Check::waiting(CheckName::FirstSync, now)
    });
    Ok(checks)
}

/// Asked only before the authorization: later, a token that works is the better proof.
async fn client_check(app: &App, connection: &Connection) -> Result<ClientCheck, StoreError> {
    if connection.authorization.is_some() {
        return Ok(ClientCheck::CannotTell);
    }
    match oauth_client(app, connection).await {
        Ok(client) => Ok(check_client(&client, place(app, connection)).await),
        Err(ConnectError::Store(error)) => Err(error),
        Err(ConnectError::Problem(problem)) => Ok(ClientCheck::Wrong(problem)),
    }
}

fn unreachable(app: &App, problem: Message) -> Vec<Check> {
    let now = app.clock.now();
    let mut checks = vec![Check::new(CheckName::InstanceReachable, (Outcome::Failed, problem), now)];
    checks.extend(CheckName::ALL[1..7].iter().map(|name| Check::waiting(*name, now)));
    checks
}

async fn remember(app: &App, connection: &Connection, learned: &Learned) -> Result<(), StoreError> {
    let same = learned.release == connection.release && learned.app == connection.app;
    if same || learned.app == AppPresence::Unknown && learned.release.is_none() {
        return Ok(());
    }
    app.store.set_instance_facts(connection.id, learned.release.as_deref(), learned.app).await
}

async fn first_sync(app: &App, connection: &Connection) -> Result<(Outcome, Message), StoreError> {
    match sync_connection(app, connection).await {
        Ok(Synced { seen, changed }) => {
            let evidence = Message::new("evidence-synced").with("seen", seen).with("changed", changed);
            Ok((Outcome::Passed, evidence))
        }
        Err(SyncError::Store(error)) => Err(error),
        Err(SyncError::Instance(problem)) => Ok((Outcome::Failed, problem)),
    }
}

fn cards(connection: &Connection, checks: &[Check]) -> (Outcome, Message) {
    let failed = checks.iter().any(|check| check.outcome == Outcome::Failed);
    match connection.provisioned_at {
        _ if failed => (Outcome::Waiting, Message::new("evidence-waiting")),
        Some(_) => (Outcome::Passed, Message::new("evidence-cards-on")),
        None => (Outcome::Failed, Message::new("evidence-cards-off")),
    }
}

async fn save(app: &App, connection: &Connection, checks: &[Check]) -> Result<(), StoreError> {
    app.store.save_checks(connection.id, checks).await?;
    app.live.publish(LiveEvent::Check(connection.tenant.clone()));
    Ok(())
}
