//! A portal for real use beside a developer instance and a sample tenant, each a process of its own. What the portal
//! holds is stored by its own code, before it starts.

use std::{path::Path, time::Duration};

use anyhow::{Context as _, bail, ensure};
use jiff::{ToSpan as _, tz::TimeZone};
use scorebridge::{
    app::App,
    clock::Clock,
    config::Config,
    demo,
    ids::{ActionId, ConnectionId, TicketId},
    jobs::{self, SendTicket},
    portal,
    score::{ActionPoints, ImprovementAction},
    store::{ActionFilter, ActionSort, Inserted, Person, ScoreImport},
    tickets::{NewTicket, Priority, Source, Task, TicketKind},
};
use serde_json::Value;
use tempfile::TempDir;
use tokio::time::{Instant, sleep};

use super::{Server, http, program};

/// Seconds between two syncs, as in the demo.
pub(crate) const SYNC_SECONDS: u64 = 2;
/// How long the delivery of all tickets may take.
const DELIVER_WITHIN: Duration = Duration::from_mins(10);
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// Days of points that each action has.
const DAYS: i64 = 90;

/// What is in it before it is measured.
#[derive(Clone, Copy, Default)]
pub(crate) struct Content {
    /// Improvement actions; the sample tenant's own are 85.
    pub(crate) actions: usize,
    /// Tickets, all open, in turn changes and incidents, each with its record in the instance.
    pub(crate) tickets: usize,
}

/// The three processes; the portal ends first.
pub(crate) struct World {
    pub(crate) portal: Server,
    pub(crate) instance: Server,
    /// How long the portal took to deliver the tickets.
    pub(crate) delivered_in: Duration,
    _tenant: Server,
    _data: TempDir,
}

impl World {
    /// Starts everything, connected and with its content delivered.
    pub(crate) async fn start(content: Content) -> anyhow::Result<Self> {
        let tenant = Server::start(&["tenant", "--listen", "127.0.0.1:0"], &["tenant"])?;
        let instance = Server::start(&["instance", "--listen", "127.0.0.1:0"], &["instance"])?;
        let data = tempfile::tempdir()?;
        let environment = environment(tenant.address("tenant")?, data.path()).await?;
        let config = Config::load(None, environment.iter().cloned())?;
        fill(config, instance.address("instance")?, content).await.context("fill the portal")?;
        let portal = Server::start_with(&program(), &["serve"], &environment, &["portal"])?;
        let delivered_in = delivered(portal.address("portal")?).await?;
        Ok(Self { portal, instance, delivered_in, _tenant: tenant, _data: data })
    }
}

/// The configuration as an administrator would set it for a container.
async fn environment(tenant: &str, data: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let clients: Value = http()?.get(format!("{tenant}/dev/clients")).send().await?.json().await?;
    let clients = clients.as_array().context("the tenant lists no clients")?;
    let reads = |client: &&Value| client["permissions"].to_string().contains("SecurityEvents.Read");
    let client = clients.iter().find(reads).context("no client of the tenant may read scores")?;
    let text = |name: &str| client[name].as_str().map(str::to_owned).context("a test client lacks a field");
    let (id, client_id, client_secret) = (text("tenant")?, text("client_id")?, text("client_secret")?);
    let settings = [
        ("SERVER__LISTEN", "127.0.0.1:0".to_owned()),
        ("SERVER__DATA", data.display().to_string()),
        ("SERVER__TIMING", "true".to_owned()),
        ("SIGNIN__ISSUER", format!("{tenant}/{id}/v2.0")),
        ("SIGNIN__CLIENT_ID", client_id.clone()),
        ("SIGNIN__CLIENT_SECRET", client_secret.clone()),
        ("GRAPH__TENANT", id),
        ("GRAPH__ROOT", tenant.to_owned()),
        ("GRAPH__AUTHORITY", tenant.to_owned()),
        ("GRAPH__CLIENT_ID", client_id),
        ("GRAPH__CLIENT_SECRET", client_secret),
        ("SERVICENOW__SYNC_SECONDS", SYNC_SECONDS.to_string()),
        ("SERVICENOW__ALLOW_PRIVATE_ADDRESSES", "true".to_owned()),
    ];
    Ok(settings.map(|(key, value)| (format!("SCOREBRIDGE_{key}"), value)).to_vec())
}

/// Imports scores, connects and stores tickets, without workers: they are delivered once the portal runs.
async fn fill(config: Config, instance: &str, content: Content) -> anyhow::Result<()> {
    let app = portal::assemble(config, Clock::system()).await?;
    jobs::import_score(&app).await?;
    let actions = add_actions(&app, content.actions).await?;
    let (connection, person) = demo::set_up(&app, &instance.parse()?).await?;
    for number in 0..content.tickets {
        let task = task(number, &actions[number % actions.len()], &app.clock);
        store(&app, (connection, &person), task).await?;
    }
    app.store.close().await;
    Ok(())
}

/// More actions like those of the sample tenant, with points that change from day to day; gives all.
async fn add_actions(app: &App, wanted: usize) -> anyhow::Result<Vec<ImprovementAction>> {
    let tenant = &app.config.graph.tenant;
    let all = (ActionFilter::default(), ActionSort::Rank(false), (0, 10_000));
    let known = app.store.list_actions(tenant, &all.0, all.1, all.2).await?.items;
    let mut actions = known.clone();
    for number in known.len()..wanted {
        let like = &known[number % known.len()];
        let id = ActionId::new(format!("{}_{number}", like.id.as_str()));
        actions.push(ImprovementAction { id, title: format!("{} ({number})", like.title), ..like.clone() });
    }
    let today = app.clock.now().to_zoned_datetime(TimeZone::UTC).date();
    let points = actions[known.len()..].iter().zip((0..30).cycle()).flat_map(|(action, changed)| {
        let most = action.max_score.unwrap_or_default();
        (0..DAYS).map(move |ago| {
            let part = if ago < changed { 1.0 } else { 0.5 };
            ActionPoints { action: action.id.clone(), date: today - ago.days(), score: most * part }
        })
    });
    let import = ScoreImport { points: points.collect(), actions: actions.clone(), days: Vec::new() };
    app.store.save_import(tenant, &import, app.clock.now()).await?;
    Ok(actions)
}

fn task(number: usize, action: &ImprovementAction, clock: &Clock) -> Task {
    let today = clock.now().to_zoned_datetime(TimeZone::UTC).date();
    let days = i64::try_from(number % 60).unwrap_or_default();
    Task {
        kind: TicketKind::ALL[number % TicketKind::ALL.len()],
        name: action.title.clone(),
        description: action.description.clone(),
        priority: Priority::ALL[number % Priority::ALL.len()],
        due: today + (days + 1).days(),
        source: Source::Microsoft,
        category: action.category.unwrap_or(scorebridge::score::Category::Apps),
        action: Some(action.id.clone()),
    }
}

async fn store(app: &App, (connection, person): (ConnectionId, &Person), task: Task) -> anyhow::Result<()> {
    let (id, at) = (TicketId::generate(), app.clock.now());
    let ticket = NewTicket {
        id,
        tenant: person.tenant.clone(),
        connection,
        task,
        started_by: person.user_name.clone(),
        idempotency_key: id.to_string(),
        another: true,
        at,
    };
    let stored = app.store.insert_ticket(&ticket, &SendTicket::job(&person.tenant, id, at)).await?;
    ensure!(stored == Inserted::New(id), "a ticket was not stored: {stored:?}");
    Ok(())
}

/// Waits until no job waits any more.
async fn delivered(portal: &str) -> anyhow::Result<Duration> {
    let (http, started) = (http()?, Instant::now());
    loop {
        let metrics = http.get(format!("{portal}/metrics")).send().await?.text().await?;
        let mut lines = metrics.lines();
        let waiting = lines.find_map(|line| line.strip_prefix("scorebridge_jobs_waiting "));
        match waiting {
            Some("0") => return Ok(started.elapsed()),
            None => bail!("the portal tells no number of waiting jobs"),
            Some(waiting) if started.elapsed() > DELIVER_WITHIN => bail!("{waiting} tickets still wait"),
            Some(_) => sleep(LOOK_EVERY).await,
        }
    }
}
