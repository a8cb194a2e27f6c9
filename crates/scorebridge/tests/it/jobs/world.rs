//! A portal without pages: its parts on a database of their own, with a clock that stands still, connected to an
//! instance.

use jiff::{SignedDuration, Timestamp};
use scorebridge::app::App;
use scorebridge::clock::Clock;
use scorebridge::config::Config;
use scorebridge::connection::{AppPresence, Authorization, Connection, NewConnection};
use scorebridge::ids::{ConnectionId, TicketId};
use scorebridge::jobs::{self, SendTicket};
use scorebridge::portal;
use scorebridge::store::{Inserted, Person, Role, Upserted};
use scorebridge::tickets::{Delivery, NewTicket, Task, Ticket, TicketKind};
use servicenow_client::{Client, Credentials, Fields, InstanceUrl, OAuthClient, Query, Record, TokenSet};
use servicenow_instance::{Instance, RecordedRequest, Scenario};
use tempfile::TempDir;

use crate::support::database::{at, task, tenant};

pub(crate) const USER: &str = "m365.integration";
const CLIENT_ID: &str = "0123456789abcdef0123456789abcdef";
const CLIENT_SECRET: &str = "a-client-secret-of-32-characters";
const PASSWORD: &str = "a long password of the integration user";

/// The parts of a portal.
pub(crate) struct World {
    pub(crate) app: App,
    _folder: TempDir,
}

/// Settings as the environment has them.
pub(crate) fn settings(folder: &TempDir, more: &[(&str, &str)]) -> Config {
    let data = folder.path().to_string_lossy().into_owned();
    let tenant = tenant();
    let mut pairs = vec![
        ("SERVER__DATA", data.as_str()),
        ("SERVER__BASE_URL", "http://127.0.0.1:8080"),
        ("SIGNIN__ISSUER", "http://127.0.0.1:9/issuer"),
        ("SIGNIN__CLIENT_ID", "portal"),
        ("SIGNIN__CLIENT_SECRET", "secret"),
        ("GRAPH__TENANT", tenant.as_str()),
        ("GRAPH__CLIENT_ID", "graph"),
        ("GRAPH__CLIENT_SECRET", "secret"),
        ("SERVICENOW__ALLOW_PRIVATE_ADDRESSES", "true"),
    ];
    pairs.retain(|(key, _)| more.iter().all(|(other, _)| other != key));
    pairs.extend_from_slice(more);
    let environment = pairs.into_iter().map(|(key, value)| (format!("SCOREBRIDGE_{key}"), value.to_owned()));
    Config::load(None, environment).unwrap()
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    pub(crate) async fn with(more: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = portal::assemble(settings(&folder, more), Clock::frozen(at(0))).await.unwrap();
        Self { app, _folder: folder }
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.app.clock.now()
    }

    /// A person who administers.
    pub(crate) async fn person(&self) -> Person {
        let person = Upserted {
            tenant: tenant(),
            subject: "sam".to_owned(),
            name: "Sam de Vries".to_owned(),
            user_name: "sam@contoso.example".to_owned(),
            role: Role::Administrator,
            at: self.now(),
        };
        self.app.store.upsert_person(&person).await.unwrap()
    }

    /// A connection in set-up: its client is entered, nobody authorized yet.
    pub(crate) async fn connection_in_setup(&self, instance: &str) -> ConnectionId {
        let new = NewConnection {
            tenant: tenant(),
            instance: InstanceUrl::parse(instance).unwrap(),
            release: None,
            at: self.now(),
        };
        let id = self.app.store.begin_connection(&new).await.unwrap().unwrap();
        self.app.store.set_expected_user(id, USER).await.unwrap();
        self.app.store.set_client(id, CLIENT_ID, &CLIENT_SECRET.into(), self.now()).await.unwrap();
        id
    }

    /// A connection with these tokens, provisioned.
    pub(crate) async fn connect(&self, instance: &str, tokens: &TokenSet) -> ConnectionId {
        let id = self.connection_in_setup(instance).await;
        self.authorize(id, tokens).await;
        self.app.store.provision_connection(id, self.now()).await.unwrap();
        self.app.store.set_instance_facts(id, Some("Zurich"), AppPresence::Missing).await.unwrap();
        id
    }

    pub(crate) async fn authorize(&self, id: ConnectionId, tokens: &TokenSet) {
        let authorization = Authorization {
            user_sys_id: "0".repeat(32),
            user_name: USER.to_owned(),
            at: self.now(),
            access_expires_at: tokens.access_expires_at,
            refresh_expires_at: tokens.refresh_expires_at,
        };
        self.app.store.authorize_connection(id, &authorization, tokens).await.unwrap();
    }

    pub(crate) async fn connection(&self) -> Connection {
        self.app.store.find_connection(&tenant()).await.unwrap().unwrap()
    }

    /// Stores a ticket with its job, as a page does.
    pub(crate) async fn send(&self, task: Task) -> TicketId {
        let connection = self.connection().await.id;
        let (id, at) = (TicketId::generate(), self.now());
        let ticket = NewTicket {
            id,
            tenant: tenant(),
            connection,
            task,
            started_by: "sam@contoso.example".to_owned(),
            idempotency_key: id.to_string(),
            another: true,
            at,
        };
        let inserted = self.app.store.insert_ticket(&ticket, &SendTicket::job(&tenant(), id, at)).await;
        assert_eq!(inserted.unwrap(), Inserted::New(id));
        id
    }

    pub(crate) async fn send_incident(&self) -> TicketId {
        self.send(task(TicketKind::Incident, Some("AdminMFAV2"))).await
    }

    pub(crate) async fn ticket(&self, id: TicketId) -> Ticket {
        self.app.store.find_ticket(&tenant(), id).await.unwrap().unwrap()
    }

    /// The key of why the last try of a ticket failed.
    pub(crate) async fn problem(&self, id: TicketId) -> String {
        self.ticket(id).await.problem.map(|problem| problem.key).unwrap_or_default()
    }

    pub(crate) async fn run(&self) -> usize {
        jobs::run_due_jobs(&self.app).await.unwrap()
    }

    /// Moves the clock to the next try of a ticket, and runs it.
    pub(crate) async fn run_next(&self, id: TicketId) {
        let next = self.ticket(id).await.next_attempt_at.expect("a ticket that waits");
        self.app.clock.advance(next.duration_since(self.now()));
        assert_eq!(self.run().await, 1);
    }

    /// Runs try after try until the delivery stands there.
    pub(crate) async fn run_until(&self, id: TicketId, delivery: Delivery) {
        for _ in 0..50 {
            if self.ticket(id).await.delivery == delivery {
                return;
            }
            self.run_next(id).await;
        }
        panic!("not {delivery:?}: {:?}", self.ticket(id).await);
    }

    /// Runs try after try until it fails for this reason.
    pub(crate) async fn run_until_problem(&self, id: TicketId, key: &str) {
        for _ in 0..50 {
            if self.problem(id).await == key {
                return;
            }
            self.run_next(id).await;
        }
        panic!("not {key}: {:?}", self.ticket(id).await);
    }
}

/// Waits until something is so; gives up after a minute.
pub(crate) async fn wait_until(mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..6000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it did not come to pass within a minute");
}

/// Tokens that a double takes; they last.
pub(crate) fn tokens(now: Timestamp) -> TokenSet {
    TokenSet {
        access_token: "access".into(),
        refresh_token: Some("refresh".into()),
        access_expires_at: now + SignedDuration::from_hours(1000),
        refresh_expires_at: Some(now + SignedDuration::from_hours(2400)),
        scope: None,
    }
}

/// A world connected to a developer instance as its integration user.
pub(crate) struct Connected {
    pub(crate) world: World,
    pub(crate) instance: Instance,
    pub(crate) admin: Client,
}

impl std::ops::Deref for Connected {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl Connected {
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    pub(crate) async fn with(more: &[(&str, &str)]) -> Self {
        let (connected, id) = Self::in_setup(more).await;
        let tokens = connected.password_grant().await;
        connected.authorize(id, &tokens).await;
        connected.app.store.provision_connection(id, connected.now()).await.unwrap();
        let (store, app) = (&connected.app.store, AppPresence::Installed);
        store.set_instance_facts(id, Some("Zurich"), app).await.unwrap();
        connected.forget_requests();
        connected
    }

    /// The checklist is done; nobody authorized yet.
    pub(crate) async fn in_setup(more: &[(&str, &str)]) -> (Self, ConnectionId) {
        let world = World::with(more).await;
        let instance = Instance::builder().seed(7).now(at(0)).demo_data(false).start().await.unwrap();
        let url = InstanceUrl::parse(instance.url().as_str()).unwrap();
        let admin = Client::builder(url)
            .credentials(Credentials::Basic { user_name: "admin".to_owned(), password: "admin".into() })
            .build()
            .unwrap();
        let connected = Self { world, instance, admin };
        connected.go_through_checklist().await;
        let id = connected.connection_in_setup(connected.instance.url().as_str()).await;
        (connected, id)
    }

    async fn go_through_checklist(&self) {
        let redirect = self.app.config.server.base_url.join("servicenow/callback").unwrap();
        let registry = Fields::new()
            .set("name", "Scorebridge test")
            .set("type", "client")
            .set("client_id", CLIENT_ID)
            .set("client_secret", CLIENT_SECRET)
            .set("redirect_url", redirect.as_str())
            .set("active", true);
        self.admin.table("oauth_entity").create(&registry).await.unwrap();
        let user = self.make_user(USER).await;
        for role in ["itil", "x_scbr_m365ticket.integration"] {
            self.grant(&user, role).await;
        }
    }

    pub(crate) async fn make_user(&self, name: &str) -> Record {
        let user = Fields::new()
            .set("user_name", name)
            .set("first_name", "Microsoft 365")
            .set("last_name", "integration")
            .set("user_password", PASSWORD)
            .set("internal_integration_user", true);
        self.admin.table("sys_user").create(&user).await.unwrap()
    }

    pub(crate) async fn grant(&self, user: &Record, role: &str) {
        let query = Query::new().equals("name", role);
        let role = self.admin.table("sys_user_role").first(&query).await.unwrap().expect(role);
        let grant = Fields::new().set("user", user.sys_id()).set("role", role.sys_id());
        self.admin.table("sys_user_has_role").create(&grant).await.unwrap();
    }

    /// Tokens of the integration user.
    pub(crate) async fn password_grant(&self) -> TokenSet {
        let redirect = self.app.config.server.base_url.join("servicenow/callback").unwrap();
        let url = InstanceUrl::parse(self.instance.url().as_str()).unwrap();
        let clock = self.app.clock.clone();
        OAuthClient::new(url, CLIENT_ID, Some(CLIENT_SECRET.into()), redirect)
            .unwrap()
            .clock(move || clock.now())
            .password(USER, &PASSWORD.into())
            .await
            .unwrap()
    }

    /// Moves both clocks.
    pub(crate) fn advance(&self, seconds: i64) {
        self.app.clock.advance(SignedDuration::from_secs(seconds));
        self.instance.set_now(self.now());
    }

    pub(crate) async fn run_next_on_both(&self, id: TicketId) {
        let next = self.ticket(id).await.next_attempt_at.expect("a ticket that waits");
        self.advance(next.duration_since(self.now()).as_secs() + 1);
        assert_eq!(self.run().await, 1);
    }

    pub(crate) fn switch(&self, scenario: Scenario, on: bool) {
        self.instance.switch(scenario, on);
    }

    /// Counts requests from here on.
    pub(crate) fn forget_requests(&self) -> u64 {
        self.instance.requests().last().map_or(0, |request| request.sequence)
    }

    /// Calls of the API after the request with this number; renewals of tokens are not counted.
    pub(crate) fn requests_since(&self, sequence: u64) -> Vec<RecordedRequest> {
        let later =
            |request: &RecordedRequest| request.sequence > sequence && request.path.starts_with("/api/");
        self.instance.requests().into_iter().filter(later).collect()
    }

    /// Sets both clocks to the machine's: the instance's answers carry its date.
    pub(crate) fn follow_the_machine(&self) {
        self.app.clock.advance(Clock::system().now().duration_since(self.now()));
        self.instance.set_now(self.now());
    }

    /// Records that carry the id of a ticket.
    pub(crate) async fn records_of(&self, id: TicketId) -> Vec<Record> {
        let query = Query::new().equals("correlation_id", id.to_string());
        self.admin.table("task").list(&query).await.unwrap().into_items()
    }

    /// The record of a sent ticket, with all its fields.
    pub(crate) async fn record_of(&self, id: TicketId) -> Record {
        let ticket = self.ticket(id).await;
        let sys_id = ticket.observed.expect("a sent ticket").sys_id.parse().unwrap();
        self.admin.table(ticket.task.kind.table()).get(&sys_id).await.unwrap()
    }

    /// Changes a record as an administrator of the instance.
    pub(crate) async fn change(&self, id: TicketId, fields: &Fields) {
        let ticket = self.ticket(id).await;
        let sys_id = ticket.observed.expect("a sent ticket").sys_id.parse().unwrap();
        self.admin.table(ticket.task.kind.table()).update(&sys_id, fields).await.unwrap();
    }

    pub(crate) async fn sync(&self) -> jobs::Synced {
        jobs::sync_connection(&self.app, &self.connection().await).await.unwrap()
    }
}
