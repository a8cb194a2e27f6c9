//! A running instance with a client for it.

use std::fmt::Display;

use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use servicenow_instance::{Instance, InstanceBuilder};

/// An instance on a free port with the first users.
pub(crate) struct Lab {
    pub(crate) instance: Instance,
    pub(crate) http: Client,
}

/// Moment at which the clock of a [`Lab`] stands.
pub(crate) const NOW: &str = "2026-11-02T09:30:00Z";
/// The same in the platform's form.
pub(crate) const NOW_WIRE: &str = "2026-11-02 09:30:00";
/// `sys_id` of the user admin.
pub(crate) const ADMIN: &str = "6816f79cc0a8016401c5a33be04be441";
/// `sys_id` of Beth Anglin, who has the role itil.
pub(crate) const BETH: &str = "46d44a23a9fe19810012d100cca80666";
/// `sys_id` of the group Network.
pub(crate) const NETWORK: &str = "287ebd7da9fe198100f92cc8d1d2154e";

impl Lab {
    /// Without demo data, with a standing clock and seeded ids.
    pub(crate) async fn new() -> Self {
        Self::of(Self::builder()).await
    }

    pub(crate) fn builder() -> InstanceBuilder {
        Instance::builder().seed(7).now(NOW.parse().unwrap()).demo_data(false)
    }

    pub(crate) async fn of(builder: InstanceBuilder) -> Self {
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .tls_danger_accept_invalid_certs(true)
            .build()
            .unwrap();
        Self { instance: builder.start().await.unwrap(), http }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        self.instance.url().join(path).unwrap().into()
    }

    /// A request as admin.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request_as("admin", method, path)
    }

    /// A request as a user whose password is the user name.
    pub(crate) fn request_as(&self, user: &str, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path)).basic_auth(user, Some(user))
    }

    /// Answer of a GET as admin, which must be 200.
    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.request(Method::GET, path).send().await.unwrap();
        body(answer, StatusCode::OK).await
    }

    /// `result` of a list as admin.
    pub(crate) async fn list(&self, path: &str) -> Vec<Value> {
        let mut answer = self.get(path).await;
        let Value::Array(list) = answer["result"].take() else { panic!("no list: {answer}") };
        list
    }

    /// The record made by a POST as admin.
    pub(crate) async fn create(&self, table: &str, fields: Value) -> Value {
        self.create_as("admin", table, fields).await
    }

    pub(crate) async fn create_as(&self, user: &str, table: &str, fields: Value) -> Value {
        let path = format!("/api/now/table/{table}?sysparm_exclude_reference_link=true");
        let answer = self.request_as(user, Method::POST, &path).json(&fields).send().await.unwrap();
        body(answer, StatusCode::CREATED).await["result"].take()
    }

    /// The record after a PATCH as admin.
    pub(crate) async fn update(&self, table: &str, id: &Value, fields: Value) -> Value {
        let answer = self.patch_as("admin", table, id, fields).await;
        body(answer, StatusCode::OK).await["result"].take()
    }

    pub(crate) async fn patch_as(&self, user: &str, table: &str, id: &Value, fields: Value) -> Response {
        let path = record(table, id) + "?sysparm_exclude_reference_link=true";
        self.request_as(user, Method::PATCH, &path).json(&fields).send().await.unwrap()
    }

    /// The record as admin sees it, references without links.
    pub(crate) async fn show(&self, table: &str, id: &Value) -> Value {
        let path = record(table, id) + "?sysparm_exclude_reference_link=true";
        self.get(&path).await["result"].take()
    }

    pub(crate) async fn switch_on(&self, scenario: &str) {
        let path = format!("/dev/scenarios/{scenario}");
        let answer = self.http.put(self.url(&path)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    }

    pub(crate) async fn switch_off(&self, scenario: &str) {
        let path = format!("/dev/scenarios/{scenario}");
        let answer = self.http.delete(self.url(&path)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    }

    /// Moves the standing clock.
    pub(crate) async fn advance(&self, by: &str) {
        let body = json!({ "advance": by });
        let answer = self.http.put(self.url("/dev/clock")).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
    }

    /// Gives a user a password equal to the user name.
    pub(crate) async fn let_in(&self, user_name: &str) {
        let found = self.list(&format!("/api/now/table/sys_user?user_name={user_name}")).await;
        self.update("sys_user", &found[0]["sys_id"], json!({ "user_password": user_name })).await;
    }

    /// A user with roles, who can sign in; the `sys_id`.
    pub(crate) async fn user(&self, user_name: &str, roles: &[&str]) -> String {
        let fields = json!({ "user_name": user_name, "user_password": user_name, "last_name": user_name });
        let user = self.create("sys_user", fields).await["sys_id"].as_str().unwrap().to_owned();
        for role in roles {
            self.create("sys_user_has_role", json!({ "user": user, "role": role })).await;
        }
        user
    }
}

/// The path of a record.
pub(crate) fn record(table: &str, id: &Value) -> String {
    format!("/api/now/table/{table}/{}", id.as_str().expect("an id is text"))
}

/// `path` with one parameter, encoded.
pub(crate) fn with(path: &str, name: &str, value: impl Display) -> String {
    let separator = if path.contains('?') { '&' } else { '?' };
    let value: String = url::form_urlencoded::byte_serialize(value.to_string().as_bytes()).collect();
    format!("{path}{separator}{name}={value}")
}

/// The JSON body of an answer with the expected status.
pub(crate) async fn body(answer: Response, status: StatusCode) -> Value {
    let found = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(found, status, "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Checks the whole error answer.
pub(crate) async fn refusal(answer: Response, status: StatusCode, message: &str, detail: Value) {
    let found = body(answer, status).await;
    let expected = json!({ "error": { "message": message, "detail": detail }, "status": "failure" });
    assert_eq!(found, expected);
}
