//! Stores on databases of their own: SQLite in a temporary folder, PostgreSQL on the server of this test program.

use scorebridge::connection::NewConnection;
use scorebridge::ids::{ActionId, ConnectionId, TenantId, TicketId};
use scorebridge::score::Category;
use scorebridge::store::{Inserted, KeyRing, NewJob, Store};
use scorebridge::tickets::{NewTicket, Observed, Priority, Source, Task, TicketKind};

use jiff::{SignedDuration, Timestamp};

use super::postgres;

/// A store and whatever keeps its database alive.
pub(crate) struct TestStore {
    pub(crate) store: Store,
    pub(crate) url: String,
    _folder: Option<tempfile::TempDir>,
}

impl std::ops::Deref for TestStore {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

impl TestStore {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("data/scorebridge.db").display());
        Self::open(url, Some(folder)).await
    }

    pub(crate) async fn postgres() -> Self {
        let url = tokio::task::spawn_blocking(|| postgres::server().create_database()).await.unwrap();
        Self::open(url, None).await
    }

    async fn open(url: String, folder: Option<tempfile::TempDir>) -> Self {
        let store = Store::open(&url, KeyRing::ephemeral()).await.unwrap();
        store.ensure_tenant(&tenant(), "Contoso").await.unwrap();
        Self { store, url, _folder: folder }
    }
}

/// Makes a test of each engine out of `async fn NAME(store: TestStore)`.
macro_rules! on_both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($store:ident: $type:ty) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            use super::*;

            async fn test($store: $type) $body

            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                test(<$type>::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                test(<$type>::postgres().await).await;
            }
        }
    )+};
}
pub(crate) use on_both_engines;

pub(crate) fn tenant() -> TenantId {
    TenantId::new("7d6f2c1a-0000-4000-8000-000000000001")
}

/// A fixed time, and seconds after it.
pub(crate) fn at(seconds: i64) -> Timestamp {
    "2026-11-24T08:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_secs(seconds)
}

pub(crate) fn task(kind: TicketKind, action: Option<&str>) -> Task {
    Task {
        kind,
        name: "Require MFA for administrative roles".to_owned(),
        description: "Next steps:\n1. Turn it on.".to_owned(),
        priority: Priority::High,
        due: "2026-12-08".parse().unwrap(),
        source: if action.is_some() { Source::Microsoft } else { Source::User },
        category: Category::Identity,
        action: action.map(ActionId::new),
    }
}

pub(crate) fn new_ticket(connection: ConnectionId, task: Task) -> NewTicket {
    let id = TicketId::generate();
    NewTicket {
        id,
        tenant: tenant(),
        connection,
        task,
        started_by: "sam@contoso.example".to_owned(),
        idempotency_key: id.to_string(),
        another: false,
        at: at(0),
    }
}

pub(crate) fn send_job(ticket: TicketId) -> NewJob {
    NewJob::new(&tenant(), "send-ticket", &ticket, at(0)).deduplicated(format!("send {ticket}"))
}

impl TestStore {
    pub(crate) async fn connection(&self) -> ConnectionId {
        let new = NewConnection {
            tenant: tenant(),
            instance: "https://acme.service-now.com".parse().unwrap(),
            release: Some("Zurich".to_owned()),
            at: at(0),
        };
        self.begin_connection(&new).await.unwrap().unwrap()
    }

    pub(crate) async fn insert(&self, ticket: &NewTicket) -> Inserted {
        self.insert_ticket(ticket, &send_job(ticket.id)).await.unwrap()
    }

    /// A ticket whose record exists.
    pub(crate) async fn sent(&self, ticket: &NewTicket, observed: &Observed) -> TicketId {
        assert_eq!(self.insert(ticket).await, Inserted::New(ticket.id));
        assert!(self.begin_delivery(&tenant(), ticket.id, at(1)).await.unwrap());
        self.complete_delivery(&tenant(), ticket.id, observed, (false, at(2))).await.unwrap();
        ticket.id
    }
}

/// A record as the instance shows it right after it was made.
pub(crate) fn observed(number: &str) -> Observed {
    Observed {
        sys_id: format!("{:0>32}", number.to_lowercase().replace(|c: char| !c.is_ascii_hexdigit(), "0")),
        number: number.to_owned(),
        name: "Require MFA for administrative roles".to_owned(),
        state: "-5".to_owned(),
        state_label: "New".to_owned(),
        priority: 2,
        due: Some("2026-12-08".parse().unwrap()),
        assigned_to: String::new(),
        assignment_group: String::new(),
        active: true,
        updated_on: at(1),
        updated_by: "m365.integration".to_owned(),
    }
}
