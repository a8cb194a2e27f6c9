//! Data in a file: what was acknowledged is there after the process is killed.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;

use super::support::Lab;

/// Names the data file to the process that is going to be killed.
const DATA: &str = "SERVICENOW_INSTANCE_TEST_DATA";

/// Not a test of its own: the process that serves until it is killed.
#[tokio::test]
#[ignore = "started as its own process by the test that kills it"]
async fn victim() {
    let data = std::env::var(DATA).expect("only the killing test starts this");
    let lab = Lab::of(Lab::builder().data(data)).await;
    println!("\nready {}", lab.instance.url());
    std::future::pending::<()>().await;
}

fn spawn(data: &Path) -> (Child, String) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["durability::victim", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env(DATA, data)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let url = lines.map(Result::unwrap).find_map(|line| Some(line.strip_prefix("ready ")?.to_owned()));
    (child, url.expect("the process says where it serves"))
}

/// Writes until the connection breaks; acknowledged ids are collected.
async fn write(url: String, writer: usize, acknowledged: Arc<Mutex<Vec<String>>>) {
    let http = reqwest::Client::builder().timeout(Duration::from_secs(30)).build().unwrap();
    for number in 0.. {
        let id = format!("{writer}-{number}");
        let call = http
            .post(format!("{url}api/now/table/incident"))
            .basic_auth("admin", Some("admin"))
            .json(&json!({ "correlation_id": id, "work_notes": "kept" }));
        match call.send().await {
            Ok(answer) if answer.status() == StatusCode::CREATED => {
                acknowledged.lock().unwrap().push(id);
            }
            _ => return,
        }
    }
}

/// Proves P5.16.
#[tokio::test(flavor = "multi_thread")]
async fn acknowledged_writes_survive_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("instance.db");
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    for round in 0..2 {
        let (mut child, url) = spawn(&data);
        let before = acknowledged.lock().unwrap().len();
        let writers: Vec<_> = (0..4)
            .map(|writer| tokio::spawn(write(url.clone(), round * 10 + writer, Arc::clone(&acknowledged))))
            .collect();
        while acknowledged.lock().unwrap().len() < before + 40 {
            assert!(writers.iter().any(|writer| !writer.is_finished()), "no write is answered");
            tokio::task::yield_now().await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        for writer in writers {
            writer.await.unwrap();
        }
    }
    let lab = Lab::of(Lab::builder().data(&data)).await;
    let kept = lab.list("/api/now/table/incident?sysparm_fields=correlation_id,number").await;
    let ids: BTreeSet<&str> = kept.iter().map(|row| row["correlation_id"].as_str().unwrap()).collect();
    let numbers: BTreeSet<&str> = kept.iter().map(|row| row["number"].as_str().unwrap()).collect();
    for id in acknowledged.lock().unwrap().iter() {
        assert!(ids.contains(id.as_str()), "{id} was acknowledged and is lost");
    }
    assert_eq!(numbers.len(), kept.len(), "numbers are drawn once");
    let notes = lab.list("/api/now/table/sys_journal_field?sysparm_fields=sys_id").await;
    assert_eq!(notes.len(), kept.len(), "a record and its note are kept together or not at all");
}

#[tokio::test]
async fn data_stays_between_runs() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("instance.db");
    let lab = Lab::of(Lab::builder().data(&data)).await;
    lab.create("incident", json!({ "short_description": "stays" })).await;
    lab.instance.shutdown().await;
    let lab = Lab::of(Lab::builder().data(&data)).await;
    let rows = lab.list("/api/now/table/incident").await;
    assert_eq!(rows[0]["short_description"], "stays");
    assert_eq!(lab.create("incident", json!({})).await["number"], "INC0010002");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("notes.txt");
    std::fs::write(&data, "these are my notes, not a database, and longer than a header of one").unwrap();
    let refused = Lab::builder().data(&data).start().await.unwrap_err();
    assert_eq!(refused.to_string(), format!("cannot use the data in {}", data.display()));
    let missing = Lab::builder().data(folder.path().join("no/such/folder/x.db")).start().await;
    assert!(missing.is_err());
}
