//! The sample tenant.

use anyhow::Context as _;
use serde_json::Value;

use super::ROUNDS;
use crate::bench::{Figure, Load, Server, Unit, http};

/// What the portal asks of Graph once an hour: the newest score with all of its controls.
pub(super) async fn newest_score() -> anyhow::Result<Vec<Figure>> {
    let server = Server::start(&["tenant", "--listen", "127.0.0.1:0"], &["tenant"])?;
    let (http, root) = (http()?, server.address("tenant")?);
    let token = token(&http, root).await?;
    let address = format!("{root}/v1.0/security/secureScores?$top=1");
    let load = Load { requests: 1_000, concurrency: 4, warm_up: 100 };
    let asked = load.best_of(ROUNDS, async |_| {
        let answer = http.get(&address).bearer_auth(&token).send().await?.error_for_status()?;
        answer.bytes().await?;
        Ok(())
    });
    let outcome = asked.await?;
    let how = format!("{} requests, 4 at once, best of {ROUNDS} rounds", outcome.answered());
    Ok(vec![
        Figure::time("tenant, newest score, 95 %", outcome.percentile(95)).how(how),
        Figure::new("tenant, newest score", outcome.rate(), Unit::PerSecond),
        Figure::memory("memory of the tenant", server.resident_kib()?),
    ])
}

async fn token(http: &reqwest::Client, root: &str) -> anyhow::Result<String> {
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
