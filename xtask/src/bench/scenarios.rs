//! What is measured. A scenario starts its own server, so that memory and caches are its own too.

use std::pin::Pin;

use anyhow::Context as _;
use serde_json::Value;

use super::{Load, Row, Server, http};

type Measuring = Pin<Box<dyn Future<Output = anyhow::Result<Row>>>>;

/// A named measurement.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) run: fn() -> Measuring,
}

pub(crate) const SCENARIOS: &[Scenario] =
    &[Scenario { name: "tenant: newest score", run: || Box::pin(newest_score()) }];

/// What the portal asks of Graph once an hour: the newest score with all of its controls.
async fn newest_score() -> anyhow::Result<Row> {
    let server = Server::start(&["tenant", "--listen", "127.0.0.1:0"], &["tenant"])?;
    let (http, root) = (http()?, server.address("tenant")?);
    let token = tenant_token(&http, root).await?;
    let address = format!("{root}/v1.0/security/secureScores?$top=1");
    let load = Load { requests: 2_000, concurrency: 4, warm_up: 200 };
    let outcome = load
        .send(async |_| {
            let answer = http.get(&address).bearer_auth(&token).send().await?.error_for_status()?;
            answer.bytes().await?;
            Ok(())
        })
        .await?;
    Ok(Row { scenario: "tenant: newest score", outcome, resident_kib: server.resident_kib()? })
}

async fn tenant_token(http: &reqwest::Client, root: &str) -> anyhow::Result<String> {
    let clients: Value = http.get(format!("{root}/dev/clients")).send().await?.json().await?;
    let text = |name: &str| clients[0][name].as_str().context("a test client lacks a field");
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", text("client_id")?),
        ("client_secret", text("client_secret")?),
        ("scope", &format!("{root}/.default")),
    ];
    let address = format!("{root}/{}/oauth2/v2.0/token", text("tenant")?);
    let answer: Value = http.post(address).form(&form).send().await?.error_for_status()?.json().await?;
    Ok(answer["access_token"].as_str().context("the answer has no token")?.to_owned())
}
