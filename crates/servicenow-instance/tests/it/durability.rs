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

/// A file with an incident, as an instance left it.
async fn left(folder: &Path) -> std::path::PathBuf {
    let data = folder.join("instance.db");
    let lab = Lab::of(Lab::builder().data(&data)).await;
    lab.create("incident", json!({ "short_description": "from before" })).await;
    lab.instance.shutdown().await;
    data
}

#[tokio::test]
async fn data_of_an_earlier_version_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let data = left(folder.path()).await;
    let file = rusqlite::Connection::open(&data).unwrap();
    file.execute_batch(
        "DROP TABLE _instance; DROP TABLE conflict;
         DELETE FROM sys_db_object WHERE name = 'conflict'; DELETE FROM sys_dictionary WHERE name = 'conflict';
         ALTER TABLE task DROP COLUMN business_impact; DELETE FROM sys_dictionary WHERE element = 'business_impact';
         DELETE FROM sys_choice WHERE name = 'incident' AND element = 'hold_reason';
         DELETE FROM sys_properties WHERE name = 'glide.rest.max_content_length';
         UPDATE sys_choice SET label = 'Ours' WHERE name = 'incident' AND element = 'state' AND value = '2';",
    )
    .unwrap();
    drop(file);
    let lab = Lab::of(Lab::builder().data(&data)).await;
    let kept = lab.list("/api/now/table/incident").await;
    assert_eq!(kept[0]["short_description"], "from before");
    let changed =
        lab.update("incident", &kept[0]["sys_id"], json!({ "business_impact": "new", "state": "2" })).await;
    assert_eq!(changed["business_impact"], "new");
    assert_eq!(lab.get("/api/now/table/conflict").await, json!({ "result": [] }));
    let reasons = lab.list("/api/now/table/sys_choice?name=incident&element=hold_reason").await;
    assert_eq!(reasons.len(), 4);
    let shown = lab.get("/api/now/table/incident?sysparm_display_value=true&sysparm_fields=state").await;
    assert_eq!(shown["result"][0]["state"], "Ours", "what people changed stays");
    lab.instance.shutdown().await;
    let lab = Lab::of(Lab::builder().data(&data)).await;
    assert_eq!(lab.list("/api/now/table/incident").await.len(), 1, "and again");
}

/// The error with everything that caused it.
fn reasons(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

#[tokio::test]
async fn data_of_a_later_version_is_refused_and_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let data = left(folder.path()).await;
    let file = rusqlite::Connection::open(&data).unwrap();
    file.execute_batch("UPDATE _instance SET format = 99").unwrap();
    drop(file);
    let refused = reasons(&Lab::builder().data(&data).start().await.unwrap_err());
    let way_out = "was written by a later version of this program (format 99): open it with that version, or name another file";
    assert!(refused.ends_with(way_out), "{refused}");
}

#[tokio::test]
async fn a_database_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("notes.db");
    let file = rusqlite::Connection::open(&data).unwrap();
    file.execute_batch("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('mine')").unwrap();
    let refused = reasons(&Lab::builder().data(&data).start().await.unwrap_err());
    assert!(refused.contains("a database of another program, with a table notes"), "{refused}");
    let mine: String = file.query_row("SELECT text FROM notes", [], |row| row.get(0)).unwrap();
    assert_eq!(mine, "mine");
}

#[tokio::test]
async fn secrets_are_not_in_clear_in_the_data_file() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("instance.db");
    let lab = Lab::of(Lab::builder().data(&data)).await;
    let property = json!({ "name": "x.webhook", "type": "password2", "value": "clear-property-0001" });
    let property = lab.create("sys_properties", property).await;
    lab.update("sys_properties", &property["sys_id"], json!({ "value": "clear-property-0002" })).await;
    let entity =
        json!({ "name": "c", "client_id": "c1", "client_secret": "clear-secret-0003", "type": "client" });
    lab.create("oauth_entity", entity).await;
    lab.create("sys_user", json!({ "user_name": "u", "user_password": "clear-password-0004" })).await;
    let plain = json!({ "name": "x.later", "type": "string", "value": "clear-property-0005" });
    let later = lab.create("sys_properties", plain).await;
    lab.update(
        "sys_properties",
        &later["sys_id"],
        json!({ "type": "password2", "value": "clear-property-0006" }),
    )
    .await;
    let script = "current.description = gs.getProperty('x.webhook') === 'clear-' + 'property-0002'";
    let rule = json!({ "name": "r", "collection": "incident", "when": "before", "active": "true", "advanced": "true",
        "action_insert": "true", "script": script });
    lab.create("sys_script", rule).await;
    assert_eq!(lab.create("incident", json!({})).await["description"], "true", "scripts read it");
    lab.instance.shutdown().await;
    let clear =
        ["property-0001", "property-0002", "secret-0003", "password-0004", "property-0005", "property-0006"];
    let mut found = BTreeSet::new();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        found.extend(clear.into_iter().filter(|word| text.contains(&format!("clear-{word}"))));
    }
    assert!(found.is_subset(&BTreeSet::from(["property-0005"])), "only what was plain once: {found:?}");
}
