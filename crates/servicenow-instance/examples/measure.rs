//! Measures the Table API over loopback: a list of 100 out of many incidents,
//! creating one by one, and how that compares with a bare handler that
//! inserts one row. For an optimised build.
//!
//! `cargo run -p servicenow-instance --example measure -- [INCIDENTS] [CREATED]`; without incidents only
//! creating is measured.

use std::error::Error;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use reqwest::{Client, RequestBuilder};
use rusqlite::Connection;
use serde_json::{Value, json};
use servicenow_instance::Instance;

type Outcome<T> = Result<T, Box<dyn Error>>;

const ROUNDS: usize = 200;
const CREATED: usize = 2_000;
const WORKERS: usize = 4;
/// Of `/proc` on Linux: a hundred ticks per second.
const MICROSECONDS_PER_TICK: f64 = 10_000.0;

/// Queries with the names they are reported under.
const QUERIES: [(&str, &str); 5] = [
    ("three terms", "active=true^priority=2^state=2"),
    ("three terms, text", "active=true^short_descriptionLIKEmail^priority=3"),
    (
        "three terms, ordered",
        "active=true^priority=2^assignment_group=287ebd7da9fe198100f92cc8d1d2154e^ORDERBYDESCsys_updated_on",
    ),
    ("by time", "sys_updated_on>=2026-01-05 00:00:00^ORDERBYsys_updated_on^ORDERBYsys_id"),
    ("by correlation", "correlation_id=c77"),
];

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<usize>());
    let count = numbers.next().unwrap_or(Ok(100_000))?;
    let created = numbers.next().unwrap_or(Ok(CREATED))?;
    let instance = Instance::builder().demo_data(false).start().await?;
    let http = Client::builder().timeout(Duration::from_mins(2)).build()?;
    let url = instance.url().join("api/now/table/incident")?.to_string();
    fill(&http, instance.url().join("dev/seed")?.as_str(), count).await?;
    println!("{count} incidents, {} MiB resident", resident_mib());
    if count > 0 {
        lists(&http, &url).await?;
    }
    let body = json!({
        "short_description": "Require MFA",
        "impact": "2",
        "urgency": "2",
        "caller_id": "beth.anglin",
        "correlation_id": "x",
    });
    let create = || http.post(&url).basic_auth("admin", Some("admin")).json(&body);
    let bare = bare_server().await?;
    let (rate, used) = throughput(created, create).await?;
    let (bare_rate, bare_used) = throughput(created, || http.post(&bare).json(&body)).await?;
    println!("create: {rate:.0}/s, bare handler: {bare_rate:.0}/s, ratio {:.2}", rate / bare_rate);
    println!("processor time each, client included: {used:.0} µs, bare {bare_used:.0} µs");
    println!("{} MiB resident", resident_mib());
    Ok(())
}

async fn lists(http: &Client, url: &str) -> Outcome<()> {
    for (name, query) in QUERIES {
        let call = || {
            let call = http.get(url).basic_auth("admin", Some("admin"));
            call.query(&[("sysparm_query", query), ("sysparm_limit", "100")])
        };
        let (first, median, bytes) = times(call).await?;
        println!("list, {name}: first {first:?}, median {median:?}, {bytes} bytes");
    }
    Ok(())
}

async fn fill(http: &Client, seed: &str, count: usize) -> Outcome<()> {
    let all: Vec<usize> = (0..count).collect();
    for chunk in all.chunks(2_000) {
        let rows: Vec<Value> = chunk.iter().map(|number| incident(*number)).collect();
        http.post(seed).json(&json!({ "incident": rows })).send().await?.error_for_status()?;
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

/// The first answer's time, the median of all, and the size.
async fn times(call: impl Fn() -> RequestBuilder) -> Outcome<(Duration, Duration, usize)> {
    let mut times = Vec::with_capacity(ROUNDS);
    let mut bytes = 0;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        bytes = call().send().await?.error_for_status()?.bytes().await?.len();
        times.push(started.elapsed());
    }
    let first = times[0];
    times.sort_unstable();
    Ok((first, times[ROUNDS / 2], bytes))
}

/// Requests per second of a few workers, and microseconds of processor time for each.
async fn throughput(requests: usize, call: impl Fn() -> RequestBuilder) -> Outcome<(f64, f64)> {
    let (started, used) = (Instant::now(), processor_ticks());
    let workers = (0..WORKERS).map(|_| async {
        for _ in 0..requests / WORKERS {
            call().send().await?.error_for_status()?.bytes().await?;
        }
        Ok::<_, reqwest::Error>(())
    });
    futures::future::try_join_all(workers).await?;
    #[expect(clippy::cast_precision_loss, reason = "a few thousand are exact")]
    let (count, ticks) = (requests as f64, (processor_ticks() - used) as f64);
    Ok((count / started.elapsed().as_secs_f64(), ticks * MICROSECONDS_PER_TICK / count))
}

/// Of user and system together; zero where there is no `/proc`.
fn processor_ticks() -> u64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
}

/// What an instance can be compared with: parse, insert one row, answer.
async fn bare_server() -> Outcome<String> {
    let folder = std::env::temp_dir().join(format!("measure-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let connection = Connection::open(folder.join("bare.db"))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "OFF")?;
    connection.execute_batch("CREATE TABLE IF NOT EXISTS incident (id INTEGER PRIMARY KEY, body TEXT)")?;
    let app = Router::new().route("/", post(insert)).with_state(Arc::new(Mutex::new(connection)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}/", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(url)
}

async fn insert(
    State(connection): State<Arc<Mutex<Connection>>>,
    axum::Json(body): axum::Json<Value>,
) -> (StatusCode, axum::Json<Value>) {
    let inserted = tokio::task::spawn_blocking(move || {
        let connection = connection.lock().expect("no handler panics");
        let mut statement =
            connection.prepare_cached("INSERT INTO incident (body) VALUES (?1)").expect("the table is there");
        statement.insert([body.to_string()]).expect("a row can be inserted");
        body
    });
    (StatusCode::CREATED, axum::Json(inserted.await.expect("the insert does not panic")))
}

fn resident_mib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}
