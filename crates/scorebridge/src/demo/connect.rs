//! `demo --connected`: what a person would do in ten minutes, done over the same protocol: the checklist's records as
//! administrator, an authorization as the integration user, provisioning, and tickets in several states.

use std::time::Duration;

use anyhow::{Context as _, bail};
use jiff::ToSpan as _;
use jiff::tz::TimeZone;
use secrecy::SecretString;
use servicenow_client::{Client, Credentials, Fields, InstanceUrl, OAuthClient, Query, Record, SysId};
use url::Url;

use crate::app::App;
use crate::auth;
use crate::connection::{Authorization, NewConnection};
use crate::ids::{ConnectionId, TicketId};
use crate::jobs::{self, SendTicket};
use crate::score::ImprovementAction;
use crate::store::{ActionFilter, ActionSort, Person, Role, Upserted};
use crate::tickets::{Delivery, NewTicket, Priority, Source, Task, TicketKind};

/// User name of the integration user, as the checklist suggests it.
const INTEGRATION_USER: &str = "m365.integration";
/// Roles of the integration user.
const ROLES: [&str; 2] = ["itil", "x_scbr_m365ticket.integration"];
/// How long the first import and the deliveries may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Pause between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// States the demo's tickets are moved through, by kind: the last one is where the ticket stays.
const MOVES: [(TicketKind, Priority, i64, &[&str]); 8] = [
    (TicketKind::Change, Priority::High, 9, &[]),
    (TicketKind::Change, Priority::Medium, 20, &["-4"]),
    (TicketKind::Change, Priority::Medium, 2, &["-4", "-3"]),
    (TicketKind::Change, Priority::Low, 45, &["-4", "-3", "-2", "-1"]),
    (TicketKind::Incident, Priority::High, 3, &[]),
    (TicketKind::Incident, Priority::Medium, 8, &["2"]),
    (TicketKind::Incident, Priority::Low, 30, &["3"]),
    (TicketKind::Incident, Priority::High, 12, &["2", "6"]),
];

/// Connects the portal to the developer instance at `instance` and makes tickets.
pub async fn connect(app: &App, instance: &Url) -> anyhow::Result<()> {
    let (connection, person) = set_up(app, instance).await?;
    let tickets = send_tickets(app, connection, &person).await.context("send tickets")?;
    move_tickets(app, &administrator(instance)?, &tickets).await.context("move tickets on")?;
    jobs::sync_now(app);
    Ok(())
}

/// Connects the portal to the developer instance at `instance`, without tickets and without need of its workers.
/// Returns the connection and the person who made it.
pub async fn set_up(app: &App, instance: &Url) -> anyhow::Result<(ConnectionId, Person)> {
    let registration = register(app, &administrator(instance)?).await.context("go through the checklist")?;
    let person = sample_person(app).await?;
    let instance = InstanceUrl::parse(instance.as_str())?;
    let connection = authorize(app, &instance, &registration).await.context("authorize")?;
    let found = app.store.find_connection_by_id(connection).await?.context("find the connection")?;
    let provisioned = jobs::provision(app, &found, &person).await?;
    if !provisioned.connected {
        bail!("provisioning did not pass: {:?}", provisioned.checks);
    }
    Ok((connection, person))
}

fn administrator(instance: &Url) -> anyhow::Result<Client> {
    let credentials = Credentials::Basic { user_name: "admin".to_owned(), password: "admin".into() };
    Ok(Client::builder(InstanceUrl::parse(instance.as_str())?).credentials(credentials).build()?)
}

/// What the checklist leaves behind.
struct Registration {
    client_id: String,
    client_secret: SecretString,
    user_sys_id: String,
    password: SecretString,
}

/// Makes the OAuth entity and the integration user; finds them again when the data folder was kept.
async fn register(app: &App, administrator: &Client) -> anyhow::Result<Registration> {
    let (client_id, client_secret, password) = (auth::random(), auth::random(), auth::random());
    let redirect = app.config.server.base_url.join("servicenow/callback")?;
    administrator
        .table("oauth_entity")
        .create(
            &Fields::new()
                .set("name", "Scorebridge demo")
                .set("type", "client")
                .set("client_id", client_id.as_str())
                .set("client_secret", client_secret.as_str())
                .set("redirect_url", redirect.as_str())
                .set("active", "true"),
        )
        .await?;
    let users = administrator.table("sys_user");
    let user = match users.first(&Query::new().equals("user_name", INTEGRATION_USER)).await? {
        Some(user) => {
            let password = Fields::new().set("user_password", password.as_str());
            users.update(user.sys_id(), &password).await?
        }
        None => users.create(&integration_user(&password)).await?,
    };
    for role in ROLES {
        grant(administrator, &user, role).await?;
    }
    Ok(Registration {
        client_id,
        client_secret: client_secret.into(),
        user_sys_id: user.sys_id().to_string(),
        password: password.into(),
    })
}

fn integration_user(password: &str) -> Fields {
    Fields::new()
        .set("user_name", INTEGRATION_USER)
        .set("first_name", "Microsoft 365")
        .set("last_name", "integration")
        .set("email", "m365.integration@sample.example")
        .set("user_password", password)
        .set("internal_integration_user", "true")
}

async fn grant(administrator: &Client, user: &Record, role: &str) -> anyhow::Result<()> {
    let role = administrator
        .table("sys_user_role")
        .first(&Query::new().equals("name", role))
        .await?
        .with_context(|| format!("find the role {role}"))?;
    let grants = administrator.table("sys_user_has_role");
    let held = Query::new().equals("user", user.sys_id()).equals("role", role.sys_id());
    if grants.first(&held).await?.is_none() {
        grants.create(&Fields::new().set("user", user.sys_id()).set("role", role.sys_id())).await?;
    }
    Ok(())
}

/// The person in whose name the demo acts; signing in makes the real entry.
async fn sample_person(app: &App) -> anyhow::Result<Person> {
    let person = Upserted {
        tenant: app.config.graph.tenant.clone(),
        subject: "demo".to_owned(),
        name: "Sam de Vries".to_owned(),
        user_name: "sam.devries@sample.example".to_owned(),
        role: Role::Administrator,
        at: app.clock.now(),
    };
    Ok(app.store.upsert_person(&person).await?)
}

/// Saves a connection with tokens of the integration user, by the password grant.
async fn authorize(
    app: &App,
    instance: &InstanceUrl,
    registration: &Registration,
) -> anyhow::Result<ConnectionId> {
    let now = app.clock.now();
    let facts = jobs::probe_instance(app, instance.as_url().as_str())
        .await
        .map_err(|problem| anyhow::anyhow!("{}", problem.key))?;
    let new = NewConnection {
        tenant: app.config.graph.tenant.clone(),
        instance: instance.clone(),
        release: facts.release.clone(),
        at: now,
    };
    let store = &app.store;
    let id = store.begin_connection(&new).await?.context("the data folder holds a connection already")?;
    store.set_expected_user(id, INTEGRATION_USER).await?;
    store.set_client(id, &registration.client_id, &registration.client_secret, now).await?;
    let redirect = app.config.server.base_url.join("servicenow/callback")?;
    let oauth = OAuthClient::new(
        instance.clone(),
        registration.client_id.clone(),
        Some(registration.client_secret.clone()),
        redirect,
    )?;
    let tokens = oauth.password(INTEGRATION_USER, &registration.password).await?;
    let authorization = Authorization {
        user_sys_id: registration.user_sys_id.clone(),
        user_name: INTEGRATION_USER.to_owned(),
        at: now,
        access_expires_at: tokens.access_expires_at,
        refresh_expires_at: tokens.refresh_expires_at,
    };
    store.authorize_connection(id, &authorization, &tokens).await?;
    Ok(id)
}

/// Sends one ticket for each row of `MOVES`, from the actions that matter most.
async fn send_tickets(app: &App, connection: ConnectionId, person: &Person) -> anyhow::Result<Vec<TicketId>> {
    let actions = imported_actions(app).await?;
    let mut tickets = Vec::new();
    for ((kind, priority, days, _), action) in MOVES.iter().zip(actions) {
        let due = app.clock.now().to_zoned_datetime(TimeZone::UTC).date().checked_add(days.days())?;
        let task = Task {
            kind: *kind,
            name: action.title.chars().take(crate::tickets::NAME_MAX).collect(),
            description: action.description.clone(),
            priority: *priority,
            due,
            source: Source::Microsoft,
            category: action.category.context("an action without category")?,
            action: Some(action.id),
        };
        let (id, at) = (TicketId::generate(), app.clock.now());
        let ticket = NewTicket {
            id,
            tenant: person.tenant.clone(),
            connection,
            task,
            started_by: person.user_name.clone(),
            idempotency_key: format!("demo-{id}"),
            another: false,
            at,
        };
        app.store.insert_ticket(&ticket, &SendTicket::job(&person.tenant, id, at)).await?;
        tickets.push(id);
    }
    app.jobs.notify_waiters();
    app.jobs.notify_one();
    Ok(tickets)
}

async fn imported_actions(app: &App) -> anyhow::Result<Vec<ImprovementAction>> {
    let tenant = &app.config.graph.tenant;
    let filter =
        ActionFilter { statuses: vec![crate::score::ActionStatus::ToAddress], ..ActionFilter::default() };
    let started = tokio::time::Instant::now();
    loop {
        let mut actions = app.store.top_actions(tenant, &filter, ActionSort::Impact(true), (0, 40)).await?;
        actions.retain(|action| action.category.is_some());
        if actions.len() >= MOVES.len() {
            return Ok(actions);
        }
        if started.elapsed() > PATIENCE {
            bail!("the scores were not imported within {} s", PATIENCE.as_secs());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Moves each record through its states as an administrator of the instance.
async fn move_tickets(app: &App, administrator: &Client, tickets: &[TicketId]) -> anyhow::Result<()> {
    for (&id, (kind, .., states)) in tickets.iter().zip(MOVES) {
        let sys_id = delivered(app, id).await?;
        for state in states {
            administrator.table(kind.table()).update(&sys_id, &step(kind, state)).await?;
        }
    }
    Ok(())
}

fn step(kind: TicketKind, state: &str) -> Fields {
    let fields = Fields::new().set("state", state);
    match (kind, state) {
        (TicketKind::Change, "-4") => {
            fields.set("assignment_group", "287ebd7da9fe198100f92cc8d1d2154e").set("work_notes", "Taken up.")
        }
        (TicketKind::Incident, "3") => {
            fields.set("hold_reason", "5").set("work_notes", "Waits for a change.")
        }
        (TicketKind::Incident, "6") => {
            fields.set("close_code", "Solution provided").set("close_notes", "Set as recommended.")
        }
        _ => fields,
    }
}

async fn delivered(app: &App, id: TicketId) -> anyhow::Result<SysId> {
    let started = tokio::time::Instant::now();
    loop {
        let ticket = app.store.find_ticket(&app.config.graph.tenant, id).await?.context("find a ticket")?;
        match (ticket.delivery, ticket.observed) {
            (Delivery::Sent, Some(observed)) => return Ok(SysId::parse(&observed.sys_id)?),
            (Delivery::Refused | Delivery::GivenUp, _) => bail!("a ticket was refused: {:?}", ticket.problem),
            _ if started.elapsed() > PATIENCE => {
                bail!("a ticket was not sent within {} s", PATIENCE.as_secs())
            }
            _ => tokio::time::sleep(LOOK_EVERY).await,
        }
    }
}
