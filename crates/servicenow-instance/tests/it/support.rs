//! A running instance with a client for it.

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::Value;
use servicenow_instance::{Instance, InstanceBuilder};

/// An instance on a free port with the first users.
pub struct Lab {
    pub instance: Instance,
    pub http: reqwest::Client,
}

/// Moment at which the clock of a [`Lab`] stands.
pub const NOW: &str = "2026-11-02T09:30:00Z";

impl Lab {
    /// Without demo data, with a standing clock and seeded ids.
    pub async fn new() -> Self {
        Self::of(Self::builder()).await
    }

    pub fn builder() -> InstanceBuilder {
        Instance::builder().seed(7).now(NOW.parse().unwrap()).demo_data(false)
    }

    pub async fn of(builder: InstanceBuilder) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .tls_danger_accept_invalid_certs(true)
            .build()
            .unwrap();
        Self { instance: builder.start().await.unwrap(), http }
    }

    pub fn url(&self, path: &str) -> String {
        self.instance.url().join(path).unwrap().into()
    }

    /// A request as admin.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url(path)).basic_auth("admin", Some("admin"))
    }

    /// Answers of a GET as admin, which must be 200.
    pub async fn get(&self, path: &str) -> Value {
        let answer = self.request(Method::GET, path).send().await.unwrap();
        json(answer, StatusCode::OK).await
    }
}

/// The JSON body of an answer with the expected status.
pub async fn json(answer: Response, status: StatusCode) -> Value {
    let found = answer.status();
    let text = answer.text().await.unwrap();
    assert_eq!(found, status, "{text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}
