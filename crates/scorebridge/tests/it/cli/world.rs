//! A running portal with its instance and tenant, and the program on a terminal beside it.

use std::time::Duration;

use sample_tenant::SampleTenant;
use scorebridge::auth;
use scorebridge::clock::Clock;
use scorebridge::config::Config;
use scorebridge::demo;
use scorebridge::portal::Portal;
use serde_json::Value;
use servicenow_client::{Client, Credentials, Fields, InstanceUrl, SysId};
use servicenow_instance::Instance;
use tempfile::TempDir;
use tokio::process::Command;

use crate::support::process::{complaint, environment, scorebridge};

/// Seconds between syncs: none happens by itself while a test runs, after the first.
const SYNC_SECONDS: u32 = 3_600;
/// Sign-in name of the person who has used the portal.
pub(crate) const PERSON: &str = "sam.devries@sample.example";

pub(crate) struct World {
    pub(crate) instance: Instance,
    portal: Portal,
    config: Config,
    token: String,
    _tenant: SampleTenant,
    _data: TempDir,
}

/// What a command did.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    /// What it said on stderr.
    pub(crate) said: String,
}

impl World {
    /// A portal with scores, connected, and a token of its administrator.
    pub(crate) async fn connected() -> Self {
        let mut world = Self::unconnected().await;
        let (_, person) = demo::set_up(world.portal.app(), world.instance.url()).await.unwrap();
        let (store, now) = (&world.portal.app().store, Clock::system().now());
        store.insert_api_token(&auth::hash(&world.token), "test", person.id, now).await.unwrap();
        world.config.server = world.portal.app().config.server.clone();
        world
    }

    /// A portal with scores that nobody has signed in to.
    pub(crate) async fn unconnected() -> Self {
        let data = tempfile::tempdir().unwrap();
        let any = "127.0.0.1:0".parse().unwrap();
        let tenant = SampleTenant::builder().listen(any).start().await.unwrap();
        let instance = Instance::builder().demo_data(false).start().await.unwrap();
        let mut config = demo::config(any, data.path(), &tenant).unwrap();
        config.servicenow.sync_seconds = SYNC_SECONDS;
        let portal = Portal::start(config.clone(), Clock::system()).await.unwrap();
        let world = Self { instance, portal, config, token: auth::api_token(), _tenant: tenant, _data: data };
        world.until(async || world.has_scores().await).await;
        world
    }

    async fn has_scores(&self) -> bool {
        let app = self.portal.app();
        app.store.imported_at(&app.config.graph.tenant).await.unwrap().is_some()
    }

    /// Waits for something that the portal does by itself.
    pub(crate) async fn until(&self, done: impl AsyncFn() -> bool) {
        for _ in 0..600 {
            if done().await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it did not happen within 30 s");
    }

    /// Runs the program as somebody with a token of the portal.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, &[("SCOREBRIDGE_TOKEN", &self.token)]).await
    }

    /// The same with these variables instead of the token.
    pub(crate) async fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ran {
        let mut command = scorebridge(arguments);
        command.env("SCOREBRIDGE_URL", self.portal.url().as_str()).envs(variables.iter().copied());
        ran(command).await
    }

    /// Runs the program as the administrator of the portal's machine.
    pub(crate) async fn run_on_machine(&self, arguments: &[&str]) -> Ran {
        let mut command = scorebridge(arguments);
        command.envs(environment(&self.config, SYNC_SECONDS));
        ran(command).await
    }

    /// A ticket as the portal has it.
    pub(crate) async fn ticket(&self, id: &str) -> Value {
        self.run(&["tickets", "show", id, "--json"]).await.json()
    }

    /// Changes a ticket's record in the instance, as somebody there would.
    pub(crate) async fn change(&self, ticket: &Value, field: &str, value: &str) {
        let credentials = Credentials::Basic { user_name: "admin".to_owned(), password: "admin".into() };
        let instance = InstanceUrl::parse(self.instance.url().as_str()).unwrap();
        let client = Client::builder(instance).credentials(credentials).build().unwrap();
        let sys_id = SysId::parse(ticket["record"]["sys_id"].as_str().unwrap()).unwrap();
        client.table("task").update(&sys_id, &Fields::new().set(field, value)).await.unwrap();
    }
}

async fn ran(command: std::process::Command) -> Ran {
    let output = Command::from(command).output().await.unwrap();
    Ran {
        code: output.status.code(),
        said: complaint(&output),
        stdout: String::from_utf8(output.stdout).unwrap(),
    }
}

impl Ran {
    /// The data of a command that succeeded.
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{}", self.said);
        serde_json::from_str(&self.stdout).unwrap_or_else(|_| panic!("no JSON: {}", self.stdout))
    }

    /// A line of one thing shown field by field, by a command that succeeded.
    pub(crate) fn field(&self, title: &str) -> &str {
        assert_eq!(self.code, Some(0), "{}", self.said);
        let mut lines = self.stdout.lines().map(str::trim);
        let value = lines.find_map(|line| line.strip_prefix(title)).map(str::trim);
        value.unwrap_or_else(|| panic!("no {title} in\n{}", self.stdout))
    }

    /// The complaint of a command that failed; data it printed none.
    pub(crate) fn refusal(&self) -> &str {
        assert_eq!((self.code, self.stdout.as_str()), (Some(1), ""), "{}", self.said);
        assert!(self.said.starts_with("error: "), "{}", self.said);
        &self.said
    }
}
