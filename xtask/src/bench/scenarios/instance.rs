//! The developer instance with as many incidents as a large organisation has.

use std::env;

use anyhow::{Context as _, ensure};
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};

use super::ROUNDS;
use crate::bench::{Aim, Figure, Load, Outcome, Server, Unit, http};

const INCIDENTS: usize = 100_000;
const CHUNK: usize = 2_000;
const QUERY: &str = "active=true^priority=2^state=2";
const LISTED: usize = 100;
const READS: Load = Load { requests: 300, concurrency: 1, warm_up: 30 };
const CREATES: Load = Load { requests: 2_000, concurrency: 4, warm_up: 100 };

pub(super) async fn table() -> anyhow::Result<Vec<Figure>> {
    let server = Server::start(&["instance", "--listen", "127.0.0.1:0"], &["instance"])?;
    let (http, root) = (http()?, server.address("instance")?);
    let empty = server.resident_kib()?;
    let table = format!("{root}/api/now/table/incident");
    let mut figures = create(&http, &table).await?;
    fill(&http, &format!("{root}/dev/seed")).await?;
    let filled = server.resident_kib()?;
    let (listed, some) = list(&http, &table).await?;
    figures.push(listed);
    let one = format!("{table}/{some}");
    let read = READS.best_of(ROUNDS, async |_| answered(http.get(&one)).await.map(drop)).await?;
    figures.push(Figure::time("instance, GET one incident, median", read.percentile(50)));
    let created = creates(&http, &table).await?;
    figures.push(Figure::new("instance, POST of an incident to 100,000", created.rate(), Unit::PerSecond));
    figures.push(Figure::memory("memory of the instance, empty", empty).how("with its demo data"));
    figures.push(
        Figure::memory("memory of the instance, 100,000 incidents", filled.max(server.resident_kib()?))
            .aim(Aim::Below(120.0))
            .how("the larger of two: after filling, and after all of the above"),
    );
    Ok(figures)
}

/// Time of the list, and the id of a record in it.
async fn list(http: &Client, table: &str) -> anyhow::Result<(Figure, String)> {
    let limit = LISTED.to_string();
    let query = [("sysparm_query", QUERY), ("sysparm_limit", limit.as_str())];
    let first: Value = serde_json::from_slice(&answered(http.get(table).query(&query)).await?)?;
    let records = first["result"].as_array().context("the list has no result")?;
    ensure!(records.len() == LISTED, "{QUERY} lists {} records, not {LISTED}", records.len());
    let some = records[0]["sys_id"].as_str().context("a record has no sys_id")?.to_owned();
    let listed =
        READS.best_of(ROUNDS, async |_| answered(http.get(table).query(&query)).await.map(drop)).await?;
    let figure = Figure::time("instance, list of 100 by three terms, median", listed.percentile(50));
    let how = format!(
        "`{QUERY}` over 100,000 incidents, {} lists, best of {ROUNDS} rounds; 95 % {:.2} ms",
        listed.answered(),
        listed.percentile(95).as_secs_f64() * 1_000.0
    );
    Ok((figure.aim(Aim::Below(5.0)).how(how), some))
}

/// Creating, beside a handler that does the least; rounds in turn, so that both meet the same machine. Both begin with
/// few records.
async fn create(http: &Client, table: &str) -> anyhow::Result<Vec<Figure>> {
    let bare = Server::start_with(&env::current_exe()?, &["bare"], &[], &["bare"])?;
    let bare = bare.address("bare").map(|root| format!("{root}/"))?;
    let (mut created, mut inserted): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
    let mut times: Option<Outcome> = None;
    for _ in 0..ROUNDS {
        inserted.push(creates(http, &bare).await?.rate());
        let round = creates(http, table).await?;
        created.push(round.rate());
        times = times.filter(|best| best.rate() > round.rate()).or(Some(round));
    }
    let best = |rates: &[f64]| rates.iter().copied().fold(0.0, f64::max);
    let (created, inserted) = (best(&created), best(&inserted));
    let median = times.context("no round was measured")?.percentile(50).as_secs_f64() * 1_000.0;
    Ok(vec![
        Figure::new("instance, POST of an incident, to a bare handler", created / inserted, Unit::Number)
            .aim(Aim::AtLeast(0.5))
            .how(format!("{inserted:.0} /s by a handler that inserts the body as one row, 4 at once")),
        Figure::new("instance, POST of an incident", created, Unit::PerSecond).how(format!(
            "{} by 4 at once, best of {ROUNDS} rounds, median {median:.2} ms",
            CREATES.requests
        )),
    ])
}

async fn creates(http: &Client, address: &str) -> anyhow::Result<Outcome> {
    let body = json!({
        "short_description": "Require MFA",
        "impact": "2",
        "urgency": "2",
        "caller_id": "beth.anglin",
        "correlation_id": "x",
    });
    CREATES.best_of(1, async |_| answered(http.post(address).json(&body)).await.map(drop)).await
}

async fn answered(request: RequestBuilder) -> anyhow::Result<Vec<u8>> {
    let answer = request.basic_auth("admin", Some("admin")).send().await?.error_for_status()?;
    Ok(answer.bytes().await?.to_vec())
}

async fn fill(http: &Client, seed: &str) -> anyhow::Result<()> {
    let all: Vec<usize> = (0..INCIDENTS).collect();
    for chunk in all.chunks(CHUNK) {
        let records: Vec<Value> = chunk.iter().map(|number| incident(*number)).collect();
        http.post(seed).json(&json!({ "incident": records })).send().await?.error_for_status()?;
    }
    Ok(())
}

fn incident(number: usize) -> Value {
    let subjects = ["Cannot read mail", "Laptop is slow", "VPN drops", "Disk is full", "Access needed"];
    let groups = ["287ebd7da9fe198100f92cc8d1d2154e", "8a4dde73c6112278017a6a4baf547aa7", ""];
    let states = ["1", "2", "3", "6", "7"];
    let (day, hour) = (number / 5_000 % 28 + 1, number / 3_600 % 24);
    json!({
        "number": format!("INC{:07}", 1_000_000 + number),
        "short_description": format!("{} {number}", subjects[number % subjects.len()]),
        "description": "Something does not work as it should, and somebody should look at it soon.",
        "state": states[number / 7 % states.len()],
        "priority": (number / 3 % 5 + 1).to_string(),
        "impact": "2",
        "urgency": "2",
        "active": if number.is_multiple_of(4) { "false" } else { "true" },
        "assignment_group": groups[number / 5 % groups.len()],
        "caller_id": "46d44a23a9fe19810012d100cca80666",
        "correlation_id": format!("c{number}"),
        "opened_at": "2026-01-01 10:00:00",
        "sys_updated_on": format!("2026-01-{day:02} {hour:02}:{:02}:{:02}", number / 60 % 60, number % 60),
    })
}
