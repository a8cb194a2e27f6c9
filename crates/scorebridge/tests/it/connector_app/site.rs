//! A portal that listens, and an instance into which an administrator brings the app.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use scorebridge::clock::Clock;
use scorebridge::connection::AppFile;
use scorebridge::ids::TicketId;
use scorebridge::jobs::{self, SendTicket};
use scorebridge::store::{Inserted, Role};
use scorebridge::tickets::{NewTicket, Task, Ticket};
use serde_json::Value;

use crate::support::app::{BASE, TestApp};
use crate::support::platform::{Browser, Loaded, Platform};

/// Scope of the app.
pub(crate) const SCOPE: &str = "x_scbr_m365ticket";
/// User name that the checklist makes.
pub(crate) const USER: &str = "m365.integration";
const UPLOAD: &str = "/sn_appclient_upload_processor.do?sysparm_request_type=custom_app";

/// How the app gets into the instance.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Way {
    Package,
    UpdateSet,
}

/// What the checklist's first two steps show once.
pub(crate) struct Made {
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) password: String,
}

pub(crate) struct Site {
    pub(crate) app: TestApp,
    pub(crate) platform: Platform,
    listening: SocketAddr,
}

impl Site {
    /// Both stand at the machine's time, which the instance's server tells whatever its own clock says.
    pub(crate) async fn bare() -> Self {
        let app = TestApp::start_at(Role::Administrator, Clock::system().now()).await;
        let platform = Platform::bare(app.now()).await;
        let listening = app.listen().await;
        Self { app, platform, listening }
    }

    pub(crate) async fn with_app(way: Way) -> Self {
        let site = Self::bare().await;
        site.install(way).await;
        site
    }

    pub(crate) async fn install(&self, way: Way) {
        let file =
            |extension| AppFile::ALL.into_iter().find(|file| file.extension == extension).unwrap().content;
        match way {
            Way::Package => self.install_package(file("zip").to_vec()).await,
            Way::UpdateSet => self.commit_update_set(file("xml").to_vec()).await,
        }
    }

    /// As `now-sdk install` sends it.
    pub(crate) async fn install_package(&self, package: Vec<u8>) {
        let mut browser = self.platform.administrator().await;
        let token = form_token(&browser.visit("/upload.do").await);
        let answer = browser.upload(UPLOAD, package, &token).await;
        let status = answer.status();
        let answer: Value = answer.json().await.unwrap();
        let progress = format!("/api/sn_cicd/progress/{}", answer["executionTracker"].as_str().unwrap());
        let progress = self.platform.as_admin(Method::GET, &progress, None).await;
        assert_eq!(
            (status, &progress["result"]["status_label"]),
            (StatusCode::OK, &"Successful".into()),
            "{progress}"
        );
        let said = progress["result"]["status_message"].as_str().unwrap();
        assert!(!said.contains("not supported"), "{said}");
    }

    /// As an administrator does it: upload, preview, commit.
    pub(crate) async fn commit_update_set(&self, file: Vec<u8>) {
        let mut browser = self.platform.administrator().await;
        let token = form_token(&browser.visit("/upload.do").await);
        let answer = browser.upload("/upload.do", file, &token).await;
        assert_eq!(answer.status(), StatusCode::FOUND);
        let page = browser.visit("/update_sets.do").await;
        let set = page.attribute("button[name=preview]", "value").expect("a loaded update set");
        let page = browser.submit(&page, "form[action='/update_sets.do']", &[("preview", &set)]).await;
        assert!(page.attribute("button[name=commit]", "value").is_some(), "{:?}", page.all("main"));
        let page = browser.submit(&page, "form[action='/update_sets.do']", &[("commit", &set)]).await;
        assert!(page.all(".message").join(" ").contains("Committed:"), "{:?}", page.all("main"));
    }

    /// Records as an administrator sees them.
    pub(crate) async fn rows(&self, table: &str, query: &str) -> Vec<Value> {
        let query: String = url::form_urlencoded::byte_serialize(query.as_bytes()).collect();
        let path =
            format!("/api/now/table/{table}?sysparm_exclude_reference_link=true&sysparm_query={query}");
        let mut answer = self.platform.as_admin(Method::GET, &path, None).await;
        let Value::Array(rows) = answer["result"].take() else { panic!("no list: {answer}") };
        rows
    }

    pub(crate) async fn change(&self, table: &str, id: &Value, fields: &Value) -> Value {
        let path = format!("/api/now/table/{table}/{}", id.as_str().unwrap());
        self.platform.as_admin(Method::PATCH, &path, Some(fields)).await["result"].take()
    }

    /// Enters what a step of the checklist asks for and presses Run; the form with its messages.
    pub(crate) async fn run_step(
        &self,
        browser: &mut Browser,
        code: &str,
        fields: &[(&str, &str)],
    ) -> Loaded {
        let step = self.rows("x_scbr_m365ticket_step", &format!("code={code}")).await.remove(0);
        let page = browser
            .visit(&format!("/x_scbr_m365ticket_step.do?sys_id={}", step["sys_id"].as_str().unwrap()))
            .await;
        let run = page.attribute("button[value^='action:']", "value").expect("a Run button");
        let mut fields = fields.to_vec();
        fields.push(("sys_action", &run));
        browser.submit(&page, "#record", &fields).await
    }

    /// State and result of a step.
    pub(crate) async fn step(&self, code: &str) -> (String, String) {
        let step = self.rows("x_scbr_m365ticket_step", &format!("code={code}")).await.remove(0);
        let text = |name: &str| step[name].as_str().unwrap().to_owned();
        (text("state"), text("message"))
    }

    /// The checklist's steps before the portal is connected.
    pub(crate) async fn run_checklist(&self) -> Made {
        let mut browser = self.platform.administrator().await;
        let redirect = format!("{BASE}/servicenow/callback");
        let page = self.run_step(&mut browser, "oauth", &[("redirect_url", &redirect)]).await;
        let client_secret = shown_once(&page, "Client secret, shown only now: ");
        let page = self.run_step(&mut browser, "user", &[]).await;
        let password = shown_once(&page, "Password of the integration user, shown only now: ");
        self.run_step(&mut browser, "values", &[]).await;
        let (state, values) = self.step("values").await;
        assert_eq!(state, "passed", "{values}");
        let client_id = values.lines().find_map(|line| line.strip_prefix("Client ID: ")).unwrap().to_owned();
        assert!(values.contains(&format!("Integration user: {USER}")), "{values}");
        Made { client_id, client_secret, password }
    }

    /// The portal's set-up with what the checklist made, up to the end.
    pub(crate) async fn connect(&self, made: &Made) {
        let address = self.platform.address();
        let steps: [(&str, &[(&str, &str)]); 3] = [
            ("/servicenow/setup/instance", &[("instance", &address)]),
            ("/servicenow/setup/checklist", &[("user", USER)]),
            (
                "/servicenow/setup/client",
                &[("client_id", &made.client_id), ("client_secret", &made.client_secret)],
            ),
        ];
        for (path, fields) in steps {
            let answer = self.app.post(path, fields).await;
            assert_eq!(answer.status, 303, "{path}: {}", answer.text());
        }
        let url = self.app.begin_authorization("/servicenow/setup").await;
        let back = self.platform.decide(&url, USER, &made.password, "allow").await;
        assert_eq!(self.app.get(&back).await.header("location"), "/servicenow/setup?notice=authorized");
        self.app.post("/servicenow/setup/provision", &[]).await;
        let page = self.app.get("/servicenow/setup").await;
        assert!(page.one(".bar.ok").starts_with("You are all set."), "{}", page.one("main"));
    }

    /// Makes the webhook's secret in the portal and enters it in the instance, as the settings ask for it.
    pub(crate) async fn switch_webhook_on(&self) {
        let page = self.app.post("/servicenow/webhook", &[]).await;
        let value = |id: &str| page.attributes(id, "value").remove(0);
        let address = value("#webhook-url").replace(BASE, &format!("http://{}", self.listening));
        for (name, value) in [("webhook_url", address), ("webhook_secret", value("#webhook-secret"))] {
            let property = self.rows("sys_properties", &format!("name={SCOPE}.{name}")).await.remove(0);
            self.change("sys_properties", &property["sys_id"], &serde_json::json!({ "value": value })).await;
        }
    }

    /// Sends a ticket as the portal's form does.
    pub(crate) async fn send(&self, task: Task) -> Ticket {
        let (app, tenant) = (&self.app.app, self.app.tenant());
        let connection = app.store.find_connection(tenant).await.unwrap().unwrap().id;
        let (id, at) = (TicketId::generate(), self.app.now());
        let ticket = NewTicket {
            id,
            tenant: tenant.clone(),
            connection,
            task,
            started_by: "sam@contoso.example".to_owned(),
            idempotency_key: id.to_string(),
            another: true,
            at,
        };
        let inserted = app.store.insert_ticket(&ticket, &SendTicket::job(tenant, id, at)).await;
        assert_eq!(inserted.unwrap(), Inserted::New(id));
        self.run_jobs().await;
        self.ticket(id).await
    }

    pub(crate) async fn ticket(&self, id: TicketId) -> Ticket {
        self.app.app.store.find_ticket(self.app.tenant(), id).await.unwrap().unwrap()
    }

    pub(crate) async fn run_jobs(&self) -> usize {
        jobs::run_due_jobs(&self.app.app).await.unwrap()
    }

    /// The app's log in the instance.
    pub(crate) async fn log(&self) -> Vec<String> {
        let rows = self.rows("x_scbr_m365ticket_log", "ORDERBYsys_created_on").await;
        rows.iter().map(|row| row["message"].as_str().unwrap().to_owned()).collect()
    }

    /// Runs what notes brought, until there was one; asynchronous rules have a worker of their own.
    pub(crate) async fn run_note(&self) {
        for _ in 0..1000 {
            if self.run_jobs().await > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let syslog = self.rows("syslog", "levelIN1,2").await;
        panic!("no note of the instance came: {:?} {syslog:?}", self.log().await);
    }
}

pub(crate) fn form_token(page: &Loaded) -> String {
    page.attribute("input[name=sysparm_ck]", "value").expect("a form with a token")
}

/// What a message says after `words`.
fn shown_once(page: &Loaded, words: &str) -> String {
    let messages = page.all(".message");
    let found = messages.iter().find_map(|message| message.strip_prefix(words));
    found.unwrap_or_else(|| panic!("no “{words}” among {messages:?}")).to_owned()
}
