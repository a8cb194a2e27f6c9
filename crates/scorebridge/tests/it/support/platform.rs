//! A developer instance beside the portal, with what its installation checklist leaves behind, and a browser that
//! authorizes there.

use std::collections::BTreeMap;

use jiff::Timestamp;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, Response, header, redirect};
use scorebridge::clock::Clock;
use scorebridge::store::Role;
use scraper::{ElementRef, Html, Selector};
use serde_json::{Value, json};
use servicenow_instance::{Instance, InstanceBuilder, Scenario};
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
        Self::of(Instance::builder().seed(7).now(now).demo_data(false)).await
    }

    /// An instance that nobody installed anything in, at this time.
    pub(crate) async fn bare(now: Timestamp) -> Self {
        Self::of(Instance::builder().seed(7).now(now).demo_data(false).connector(false)).await
    }

    async fn of(builder: InstanceBuilder) -> Self {
        let instance = builder.start().await.unwrap();
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

    /// Makes a record.
    pub(crate) async fn create(&self, table: &str, fields: &Value) -> Value {
        let path = format!("/api/now/table/{table}");
        self.as_admin(Method::POST, &path, Some(fields)).await["result"].clone()
    }

    /// A call of the instance's API, which must succeed.
    pub(crate) async fn as_admin(&self, method: Method, path: &str, body: Option<&Value>) -> Value {
        let answer = self.call(("admin", "admin"), method, path, body).await;
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.unwrap());
        answer.json().await.unwrap()
    }

    /// A call of the instance's API as a user with a password; the answer, whatever it is.
    pub(crate) async fn call(
        &self,
        (user, password): (&str, &str),
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Response {
        let url = self.instance.url().join(path).unwrap();
        let mut request = self.http.request(method, url).basic_auth(user, Some(password));
        if let Some(body) = body {
            request = request.json(body);
        }
        request.send().await.unwrap()
    }

    /// A browser in which an administrator of the instance signed in.
    pub(crate) async fn administrator(&self) -> Browser {
        Browser::of_administrator(&self.instance).await
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
    let mut browser = Browser::of_administrator(instance).await;
    let page = browser.visit("/x_scbr_m365ticket_checklist.do").await;
    let fields = [("step", "oauth"), ("redirect_url", "https://portal.example/servicenow/callback")];
    let page = browser.submit(&page, "#step-1 form button", &fields).await;
    let said = page.all("#step-1 [role=alert] code").into_iter().next();
    said.unwrap_or_else(|| panic!("the step was not refused: {}", page.text))
}

/// A person's browser on the instance's pages.
pub(crate) struct Browser {
    start: Url,
    http: Client,
    cookies: BTreeMap<String, String>,
}

/// A page of the instance.
pub(crate) struct Loaded {
    url: Url,
    pub(crate) text: String,
}

impl Loaded {
    /// Words of every element that matches, white space folded.
    pub(crate) fn all(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.text);
        let words = |element: ElementRef<'_>| {
            element.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
        };
        html.select(&Selector::parse(selector).unwrap()).map(words).collect()
    }

    /// An attribute of the first element that matches.
    pub(crate) fn attribute(&self, selector: &str, name: &str) -> Option<String> {
        let html = Html::parse_document(&self.text);
        let found = html.select(&Selector::parse(selector).unwrap()).next();
        found.and_then(|element| element.attr(name)).map(str::to_owned)
    }
}

impl Browser {
    fn at(instance: &Instance) -> Self {
        let http = Client::builder().redirect(redirect::Policy::none()).build().unwrap();
        Self { start: instance.url().clone(), http, cookies: BTreeMap::new() }
    }

    /// One in which an administrator of the instance signed in.
    async fn of_administrator(instance: &Instance) -> Self {
        let mut browser = Self::at(instance);
        let page = browser.visit("/login.do").await;
        let fields = [("user_name", "admin"), ("user_password", "admin")];
        browser.submit(&page, "form[name=login]", &fields).await;
        browser
    }

    /// Opens a page of the instance.
    pub(crate) async fn visit(&mut self, path: &str) -> Loaded {
        self.open(Method::GET, self.start.join(path).unwrap(), None).await
    }

    /// Sends a file with the token of a form; the answer, whatever it is.
    pub(crate) async fn upload(&self, path: &str, file: Vec<u8>, token: &str) -> Response {
        let form = Form::new()
            .text("sysparm_ck", token.to_owned())
            .part("attachFile", Part::bytes(file).file_name("blob"));
        let request = self.http.post(self.start.join(path).unwrap());
        let request = request.header(header::COOKIE, self.cookie_header()).header("X-UserToken", token);
        request.multipart(form).send().await.unwrap()
    }

    fn cookie_header(&self) -> String {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        cookies.join("; ")
    }

    async fn open(
        &mut self,
        mut method: Method,
        mut url: Url,
        mut form: Option<Vec<(String, String)>>,
    ) -> Loaded {
        for _ in 0..10 {
            if url.origin() != self.start.origin() {
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
        let origin = url.origin().ascii_serialization();
        let mut request = self.http.request(method, url.clone()).header(header::COOKIE, self.cookie_header());
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
    pub(crate) async fn submit(&mut self, page: &Loaded, selector: &str, changes: &[(&str, &str)]) -> Loaded {
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
