//! A running tenant and the requests that tests make of it.

use std::collections::HashMap;

use reqwest::{Client, RequestBuilder, Response, redirect::Policy};
use sample_tenant::{Clock, SampleTenant, SampleTenantBuilder, TestClient};
use secrecy::ExposeSecret;
use serde_json::Value;

pub(crate) const DAY: &str = "2026-11-24";

/// A tenant on a free port with a held day and time, and a browser-like client that follows no redirect.
pub(crate) struct Tenant {
    pub(crate) tenant: SampleTenant,
    pub(crate) http: Client,
}

pub(crate) fn builder() -> SampleTenantBuilder {
    SampleTenant::builder()
        .listen("127.0.0.1:0".parse().unwrap())
        .seed(7)
        .today(DAY.parse().unwrap())
        .clock(Clock::fixed("2026-11-24T09:30:00Z".parse().unwrap()))
}

impl Tenant {
    pub(crate) async fn start() -> Self {
        Self::from(builder()).await
    }

    pub(crate) async fn from(builder: SampleTenantBuilder) -> Self {
        let tenant = builder.start().await.unwrap();
        let http = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { tenant, http }
    }

    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}{}", self.tenant.url(), path.trim_start_matches('/'))
    }

    /// The first client with exactly this permission, or with none.
    pub(crate) fn client(&self, permission: Option<&str>) -> TestClient {
        let fits = |client: &TestClient| client.permissions.first().map(String::as_str) == permission;
        self.tenant.clients().into_iter().find(fits).unwrap()
    }

    pub(crate) fn writer(&self) -> TestClient {
        self.client(Some("SecurityEvents.ReadWrite.All"))
    }

    pub(crate) fn reader(&self) -> TestClient {
        self.client(Some("SecurityEvents.Read.All"))
    }

    pub(crate) async fn ask_for_token(&self, form: &[(&str, &str)]) -> Response {
        let address = self.address(&format!("{}/oauth2/v2.0/token", self.tenant.id()));
        self.http.post(address).form(form).send().await.unwrap()
    }

    pub(crate) async fn token_of(&self, client: &TestClient) -> String {
        let scope = format!("{}.default", self.tenant.graph_root());
        let answer = self
            .ask_for_token(&[
                ("grant_type", "client_credentials"),
                ("client_id", &client.client_id),
                ("client_secret", client.client_secret.expose_secret()),
                ("scope", &scope),
            ])
            .await;
        assert_eq!(answer.status(), 200);
        let answer: Value = answer.json().await.unwrap();
        answer["access_token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn as_reader(&self, request: RequestBuilder) -> Response {
        request.bearer_auth(self.token_of(&self.reader()).await).send().await.unwrap()
    }

    pub(crate) async fn as_writer(&self, request: RequestBuilder) -> Response {
        request.bearer_auth(self.token_of(&self.writer()).await).send().await.unwrap()
    }

    /// Reads a path below `/v1.0/security/`, or a whole address, as the reader.
    pub(crate) async fn read(&self, path: &str) -> (u16, Value) {
        let address = if path.starts_with("http") {
            path.to_owned()
        } else {
            self.address(&format!("v1.0/security/{path}"))
        };
        let answer = self.as_reader(self.http.get(address)).await;
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// All items of a list, over every page.
    pub(crate) async fn read_all(&self, path: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let (status, page) = self.read(&path).await;
            assert_eq!(status, 200, "{page}");
            items.extend(page["value"].as_array().unwrap().iter().cloned());
            next = page["@odata.nextLink"].as_str().map(str::to_owned);
        }
        items
    }

    pub(crate) async fn latest(&self) -> Value {
        self.read("secureScores?$top=1").await.1["value"][0].clone()
    }

    pub(crate) async fn control_score(&self, id: &str) -> Value {
        let latest = self.latest().await;
        let scores = by_id(latest["controlScores"].as_array().unwrap(), "controlName");
        scores.get(id).cloned().unwrap_or_default()
    }
}

pub(crate) fn by_id(items: &[Value], key: &str) -> HashMap<String, Value> {
    items.iter().map(|item| (item[key].as_str().unwrap().to_owned(), item.clone())).collect()
}
