//! A portal in a process of its own between a developer instance and a sample tenant in this one. Its data folder
//! survives what happens to it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use jiff::ToSpan as _;
use jiff::tz::TimeZone;
use sample_tenant::SampleTenant;
use scorebridge::app::App;
use scorebridge::clock::Clock;
use scorebridge::config::Config;
use scorebridge::ids::TicketId;
use scorebridge::jobs::{self, SendTicket};
use scorebridge::score::Category;
use scorebridge::store::{Inserted, TicketFilter, TicketSort};
use scorebridge::tickets::{Delivery, EventKind, NewTicket, Priority, Source, Task, Ticket, TicketKind};
use scorebridge::{demo, portal};
use servicenow_client::{Client, Credentials, InstanceUrl, Query};
use servicenow_instance::Instance;
use tempfile::TempDir;

use crate::support::process::{Server, environment};

/// Pause between two looks at something that is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(5);

pub(crate) struct Bridge {
    pub(crate) instance: Instance,
    config: Config,
    environment: Vec<(String, String)>,
    log: PathBuf,
    _tenant: SampleTenant,
    _data: TempDir,
}

impl Bridge {
    /// A portal that is connected and does not run, with `waiting` tickets that wait to be sent.
    pub(crate) async fn with_tickets(waiting: usize) -> Self {
        let data = tempfile::tempdir().unwrap();
        let tenant = SampleTenant::builder().listen("127.0.0.1:0".parse().unwrap()).start().await.unwrap();
        let instance = Instance::builder().demo_data(false).start().await.unwrap();
        let config =
            demo::config("127.0.0.1:0".parse().unwrap(), &data.path().join("data"), &tenant).unwrap();
        let bridge = Self {
            environment: environment(&config, 1),
            log: data.path().join("portal.log"),
            instance,
            config,
            _tenant: tenant,
            _data: data,
        };
        bridge.fill(waiting).await;
        bridge
    }

    /// The portal's parts without workers, in this process: only while it does not run.
    async fn app(&self) -> App {
        portal::assemble(self.config.clone(), Clock::system()).await.unwrap()
    }

    async fn fill(&self, waiting: usize) {
        let app = self.app().await;
        jobs::import_score(&app).await.unwrap();
        let (connection, person) = demo::set_up(&app, self.instance.url()).await.unwrap();
        for number in 0..waiting {
            let (id, at) = (TicketId::generate(), app.clock.now());
            let ticket = NewTicket {
                id,
                tenant: person.tenant.clone(),
                connection,
                task: task(number, &app.clock),
                started_by: person.user_name.clone(),
                idempotency_key: id.to_string(),
                another: false,
                at,
            };
            let job = SendTicket::job(&person.tenant, id, at);
            assert_eq!(app.store.insert_ticket(&ticket, &job).await.unwrap(), Inserted::New(id));
        }
        app.store.close().await;
    }

    /// What the portal logged, in all of its runs.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Starts the portal; it may not answer yet.
    pub(crate) fn start(&self) -> Server {
        Server::start(&["serve"], &self.environment, &self.log)
    }

    /// The number of the last request that the instance received so far.
    pub(crate) fn heard(&self) -> u64 {
        self.instance.requests().last().map_or(0, |request| request.sequence)
    }

    /// Waits until the instance has received `count` create calls after `heard`.
    pub(crate) async fn creates(&self, count: usize, heard: u64) {
        self.wait(|| {
            let requests = self.instance.requests();
            let creates = requests.iter().filter(|one| one.method == "POST" && one.path.contains("/table/"));
            creates.filter(|one| one.sequence > heard).count() >= count
        })
        .await;
    }

    async fn wait(&self, mut until: impl FnMut() -> bool) {
        let started = Instant::now();
        while !until() {
            assert!(started.elapsed() < Duration::from_secs(30), "nothing more is sent\n{}", self.log());
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    /// How many tickets were left in the middle of a create call; only while the portal does not run.
    pub(crate) async fn left_in_calls(&self) -> usize {
        let app = self.app().await;
        let all = (TicketFilter { not_sent: true, ..TicketFilter::default() }, TicketSort::Number(true));
        let page =
            app.store.list_tickets(&self.config.graph.tenant, &all.0, all.1, (0, 1_000)).await.unwrap();
        app.store.close().await;
        page.items.iter().filter(|ticket| ticket.delivery == Delivery::Sending).count()
    }

    /// Waits until the running portal has sent everything; gives its tickets with their timelines.
    pub(crate) async fn all_sent(&self, portal: &Server) -> Vec<(Ticket, Vec<EventKind>)> {
        let (app, started) = (self.app().await, Instant::now());
        let tenant = &self.config.graph.tenant;
        loop {
            let waiting = TicketFilter { not_sent: true, ..TicketFilter::default() };
            let page =
                app.store.list_tickets(tenant, &waiting, TicketSort::Number(true), (0, 1)).await.unwrap();
            if page.total == 0 {
                break;
            }
            let late = started.elapsed() > Duration::from_secs(40);
            assert!(!late, "{} tickets wait, such as {:?}\n{}", page.total, page.items, portal.log());
            tokio::time::sleep(20 * LOOK_EVERY).await;
        }
        let all = TicketFilter::default();
        let page = app.store.list_tickets(tenant, &all, TicketSort::Number(true), (0, 1_000)).await.unwrap();
        let mut tickets = Vec::new();
        for ticket in page.items {
            let events = app.store.list_ticket_events(tenant, ticket.id, 100).await.unwrap();
            tickets.push((ticket, events.into_iter().map(|event| event.kind).collect()));
        }
        app.store.close().await;
        tickets
    }

    /// Numbers of the records in the instance by correlation id, read past the portal.
    pub(crate) async fn records(&self) -> BTreeMap<String, Vec<String>> {
        let credentials = Credentials::Basic { user_name: "admin".to_owned(), password: "admin".into() };
        let instance = InstanceUrl::parse(self.instance.url().as_str()).unwrap();
        let client = Client::builder(instance).credentials(credentials).build().unwrap();
        let ours = Query::new().equals("correlation_display", "Scorebridge").limit(1_000);
        let mut records: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for record in client.table("task").list(&ours).await.unwrap().into_items() {
            let numbers = records.entry(record.value("correlation_id").to_owned()).or_default();
            numbers.push(record.number().to_owned());
        }
        records
    }
}

/// Changes and incidents in turn.
fn task(number: usize, clock: &Clock) -> Task {
    let today = clock.now().to_zoned_datetime(TimeZone::UTC).date();
    Task {
        kind: TicketKind::ALL[number % TicketKind::ALL.len()],
        name: format!("Task {number}"),
        description: "Next steps:\n1. Turn it on.".to_owned(),
        priority: Priority::Medium,
        due: today + 14.days(),
        source: Source::User,
        category: Category::Identity,
        action: None,
    }
}
