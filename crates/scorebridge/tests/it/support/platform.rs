//! A developer instance beside the portal, with what its installation checklist leaves behind, and a browser that
//! authorizes there.

use std::collections::BTreeMap;

use jiff::Timestamp;
use reqwest::{Client, Method, Response, header, redirect};
use scorebridge::clock::Clock;
use scorebridge::store::Role;
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};
use servicenow_instance::{Instance, Scenario};
use url::Url;

use super::app::{BASE, TestApp};

/// Client id of the OAuth entity.
pub(crate) const CLIENT_ID: &str = "8f1d6c0e5b2a4d0f9c77e1b4a2c93d10";
/// Its secret.
pub(crate) const CLIENT_SECRET: &str = "client-secret-of-the-checklist";
/// User name of the integration user.
pub(crate) const USER: &str = "m365.integration";
/// Its password.
pub(crate) const PASSWORD: &str = "Integration-2026";

/// The instance.
pub(crate) struct Platform {
    pub(crate) instance: Instance,
    http: Client,
}

impl Platform {
    /// An administrator before an empty portal, and an instance on a free port whose checklist was gone through.
    /// Both stand at the machine's time, which the instance's server tells whatever its own clock says.
    pub(crate) async fn beside_portal() -> (TestApp, Self) {
        let app = TestApp::start_at(Role::Administrator, Clock::system().now()).await;
        let platform = Self::start(app.now()).await;
        platform.run_checklist().await;
        (app, platform)
    }

    async fn start(now: Timestamp) -> Self {
        let instance = Instance::builder().seed(7).now(now).demo_data(false).start().await.unwrap();
        let http = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        Self { instance, http }
    }

    /// The address that people type.
    pub(crate) fn address(&self) -> String {
        self.instance.url().as_str().trim_end_matches('/').to_owned()
    }

    /// The name that pages show: host and port.
    pub(crate) fn name(&self) -> String {
        self.instance.addr().to_string()
    }

    /// Switches a scenario on or off.
    pub(crate) fn switch(&self, scenario: Scenario, on: bool) {
        self.instance.switch(scenario, on);
    }

    async fn run_checklist(&self) {
        let redirect = format!("{BASE}/servicenow/callback");
        let entity = json!({
            "name": "Security center", "type": "client", "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET,
            "redirect_url": redirect, "active": "true",
        });
        self.create("oauth_entity", &entity).await;
        let user = json!({
            "user_name": USER, "first_name": "Microsoft 365", "last_name": "integration",
            "user_password": PASSWORD, "internal_integration_user": "true", "active": "true",
        });
        let user = self.create("sys_user", &user).await;
        for role in ["itil", "x_scbr_m365ticket.integration"] {
            let path = format!("/api/now/table/sys_user_role?sysparm_query=name={role}");
            let role = self.as_admin(Method::GET, &path, None).await["result"][0]["sys_id"].clone();
            self.create("sys_user_has_role", &json!({ "user": user["sys_id"], "role": role })).await;
        }
    }

    async fn create(&self, table: &str, fields: &Value) -> Value {
        let path = format!("/api/now/table/{table}");
        self.as_admin(Method::POST, &path, Some(fields)).await["result"].clone()
    }

    async fn as_admin(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let url = self.instance.url().join(path).unwrap();
        let mut request = self.http.request(method, url).basic_auth("admin", Some("admin"));
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// What a person does on the instance's pages: signs in, and selects Allow or Deny. Gives path and query that
    /// the browser comes back with.
    pub(crate) async fn decide(&self, authorize: &str, user: &str, password: &str, decision: &str) -> String {
        let mut browser = Browser::at(&self.instance);
        let page = browser.open(Method::GET, authorize.parse().unwrap(), None).await;
        let fields = [("user_name", user), ("user_password", password)];
        let page = browser.submit(&page, "form[name=login]", &fields).await;
        let page = browser.submit(&page, "button[name=decision]", &[("decision", decision)]).await;
        assert!(page.url.as_str().starts_with(BASE), "{}: {}", page.url, page.text);
        page.url[url::Position::BeforePath..].to_owned()
    }
}

impl TestApp {
    /// Steps 1 to 3 of set-up against a platform.
    pub(crate) async fn set_up_client(&self, platform: &Platform) {
        let address = platform.address();
        let steps: [(&str, &[(&str, &str)]); 3] = [
            ("/servicenow/setup/instance", &[("instance", &address)]),
            ("/servicenow/setup/checklist", &[("user", USER)]),
            ("/servicenow/setup/client", &[("client_id", CLIENT_ID), ("client_secret", CLIENT_SECRET)]),
        ];
        for (path, fields) in steps {
            let answer = self.post(path, fields).await;
            assert_eq!(answer.status, 303, "{path}: {}", answer.text());
        }
    }

    /// The address of the instance that "Continue to ServiceNow" leads to.
    pub(crate) async fn begin_authorization(&self, return_to: &str) -> String {
        let leaving = self.post("/servicenow/authorize", &[("return_to", return_to)]).await;
        assert_eq!(leaving.status, 200, "{}", leaving.text());
        leaving.header("refresh").strip_prefix("0; url=").unwrap().to_owned()
    }

    /// Set-up up to a connection that is authorized, not provisioned.
    pub(crate) async fn authorized_at(&self, platform: &Platform) {
        self.set_up_client(platform).await;
        let url = self.begin_authorization("/servicenow/setup").await;
        let back = platform.decide(&url, USER, PASSWORD, "allow").await;
        assert_eq!(self.get(&back).await.header("location"), "/servicenow/setup?notice=authorized");
    }
}

/// What the first step of the instance's checklist says when an administrator runs it (S23), in the platform's words.
pub(crate) async fn refusal_of_first_step(instance: &Instance) -> String {
    let mut browser = Browser::at(instance);
    let checklist = instance.url().join("/x_scbr_m365ticket_checklist.do").unwrap();
    let page = browser.open(Method::GET, checklist.clone(), None).await;
    browser.submit(&page, "form[name=login]", &[("user_name", "admin"), ("user_password", "admin")]).await;
    let page = browser.open(Method::GET, checklist, None).await;
    let fields = [("step", "oauth"), ("redirect_url", "https://portal.example/servicenow/callback")];
    let page = browser.submit(&page, "#step-1 form button", &fields).await;
    let html = Html::parse_document(&page.text);
    let said = html.select(&Selector::parse("#step-1 [role=alert] code").unwrap()).next();
    said.unwrap_or_else(|| panic!("the step was not refused: {}", page.text)).text().collect()
}

struct Browser {
    origin: url::Origin,
    http: Client,
    cookies: BTreeMap<String, String>,
}

struct Loaded {
    url: Url,
    text: String,
}

impl Browser {
    fn at(instance: &Instance) -> Self {
        let http = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        Self { origin: instance.url().origin(), http, cookies: BTreeMap::new() }
    }

    async fn open(
        &mut self,
        mut method: Method,
        mut url: Url,
        mut form: Option<Vec<(String, String)>>,
    ) -> Loaded {
        for _ in 0..10 {
            if url.origin() != self.origin {
                return Loaded { url, text: String::new() };
            }
            let answer = self.send(method, &url, form.take()).await;
            method = Method::GET;
            let Some(to) = answer.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned())
            else {
                return Loaded { url, text: answer.text().await.unwrap() };
            };
            url = url.join(&to).unwrap();
        }
        panic!("too many redirects, the last to {url}");
    }

    async fn send(&mut self, method: Method, url: &Url, form: Option<Vec<(String, String)>>) -> Response {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let origin = url.origin().ascii_serialization();
        let mut request = self.http.request(method, url.clone()).header(header::COOKIE, cookies.join("; "));
        if let Some(form) = form {
            request = request.form(&form).header(header::ORIGIN, origin);
        }
        let answer = request.send().await.unwrap();
        for cookie in answer.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        answer
    }

    /// Sends the form that `selector` names or lies in, with fields changed or added.
    async fn submit(&mut self, page: &Loaded, selector: &str, changes: &[(&str, &str)]) -> Loaded {
        let (action, mut fields) = form_of(page, selector);
        fields.retain(|(name, _)| !changes.iter().any(|(changed, _)| changed == name));
        fields.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self.open(Method::POST, page.url.join(&action).unwrap(), Some(fields)).await
    }
}

fn form_of(page: &Loaded, selector: &str) -> (String, Vec<(String, String)>) {
    let html = Html::parse_document(&page.text);
    let found = html.select(&Selector::parse(selector).unwrap()).next();
    let found = found.unwrap_or_else(|| panic!("no {selector} at {} in {}", page.url, page.text));
    let form = std::iter::once(found)
        .chain(found.ancestors().filter_map(ElementRef::wrap))
        .find(|element| element.value().name() == "form")
        .unwrap();
    let inputs = Selector::parse("input[name]").unwrap();
    let fields = form.select(&inputs).map(|input| {
        (input.attr("name").unwrap().to_owned(), input.attr("value").unwrap_or_default().to_owned())
    });
    (form.attr("action").unwrap_or_default().to_owned(), fields.collect())
}
