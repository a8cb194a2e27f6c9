//! The client against a whole instance: the developer instance, or with `SERVICENOW_CONTRACT_URL`,
//! `SERVICENOW_CONTRACT_USER` and `SERVICENOW_CONTRACT_PASSWORD` (an administrator) a real one.
//!
//! A real one keeps nothing: tests delete what they create.
//! Tests that need a trouble to be switched on always run against the developer instance.

mod consent;
mod files;
mod identity;
mod queries;
mod records;
mod tokens;
mod troubles;

use std::env;
use std::sync::{Arc, Weak};
use std::time::Duration;

use servicenow_client::{Client, Credentials, Fields, InstanceUrl, Record, RetryPolicy};
use servicenow_instance::Instance;
use tokio::runtime::Runtime;
use tokio::sync::Mutex;

/// An instance with a client that may do everything; the records of other tests are in it too.
pub(crate) struct Subject {
    pub(crate) client: Client,
    /// Keeps the developer instance as long as a test needs it.
    _shared: Option<Arc<Shared>>,
}

/// A developer instance that serves several tests, on a runtime that outlives each of theirs.
struct Shared {
    instance: Instance,
    runtime: Option<Runtime>,
}

static SHARED: Mutex<Weak<Shared>> = Mutex::const_new(Weak::new());

impl Shared {
    /// Starting takes a second, so tests that run at the same time share one.
    async fn get() -> Arc<Self> {
        let mut shared = SHARED.lock().await;
        if let Some(running) = shared.upgrade() {
            return running;
        }
        let runtime = Runtime::new().unwrap();
        let instance = runtime.spawn(developer_instance()).await.unwrap();
        let started = Arc::new(Self { instance, runtime: Some(runtime) });
        *shared = Arc::downgrade(&started);
        started
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        // A runtime must not be waited for in the runtime of a test.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Subject {
    pub(crate) async fn start() -> Self {
        let variable = |name: &str| env::var(format!("SERVICENOW_CONTRACT_{name}")).ok();
        if let (Some(url), Some(user), Some(password)) =
            (variable("URL"), variable("USER"), variable("PASSWORD"))
        {
            return Self { client: client_as(&url.parse().unwrap(), &user, &password), _shared: None };
        }
        let shared = Shared::get().await;
        Self { client: admin_of(&shared.instance), _shared: Some(shared) }
    }

    /// Creates an incident that the other tests do not see, with a correlation id of its own.
    pub(crate) async fn incident(&self, fields: Fields) -> Record {
        let fields = fields.set("correlation_id", fresh_id());
        self.client.table("incident").create(&fields).await.unwrap()
    }
}

pub(crate) async fn developer_instance() -> Instance {
    Instance::builder().seed(7).demo_data(false).start().await.unwrap()
}

pub(crate) fn url_of(instance: &Instance) -> InstanceUrl {
    instance.url().as_str().parse().unwrap()
}

pub(crate) fn admin_of(instance: &Instance) -> Client {
    client_as(&url_of(instance), "admin", "admin")
}

fn client_as(url: &InstanceUrl, user_name: &str, password: &str) -> Client {
    Client::builder(url.clone())
        .credentials(Credentials::Basic { user_name: user_name.to_owned(), password: password.into() })
        .retry(RetryPolicy::none())
        .timeout(Duration::from_secs(30))
        .build()
        .unwrap()
}

/// 128 random bits, so that tests may share a real instance.
pub(crate) fn fresh_id() -> String {
    servicenow_client::StateParam::random().as_str()[..22].to_owned()
}
