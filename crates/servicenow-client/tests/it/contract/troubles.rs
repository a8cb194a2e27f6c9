//! Each trouble of the developer instance, as its client sees it.

use std::time::Duration;

use servicenow_client::{Client, Credentials, Error, ErrorKind, Fields, Query, RetryPolicy, TransportCause};
use servicenow_instance::{Instance, Scenario};

use super::{admin_of, developer_instance, fresh_id, url_of};

async fn troubled(scenario: Scenario) -> (Instance, Client) {
    let instance = developer_instance().await;
    instance.switch(scenario, true);
    let client = admin_of(&instance);
    (instance, client)
}

async fn read_and_write(client: &Client) -> (Error, Error) {
    let table = client.table("incident");
    let read = table.list(&Query::new().limit(1)).await.unwrap_err();
    let write = table.create(&Fields::new().set("short_description", "x")).await.unwrap_err();
    (read, write)
}

#[tokio::test]
async fn asleep() {
    let (_instance, client) = troubled(Scenario::Hibernating).await;
    let (read, write) = read_and_write(&client).await;
    assert!(matches!(read.kind(), ErrorKind::Hibernating), "{read}");
    assert!(!write.may_have_taken_effect());
}

#[tokio::test]
async fn under_maintenance() {
    let (_instance, client) = troubled(Scenario::Maintenance).await;
    let (read, write) = read_and_write(&client).await;
    assert!(matches!(read.kind(), ErrorKind::Maintenance { .. }), "{read}");
    assert!(read.is_retryable() && write.may_have_taken_effect());
}

/// S28
#[tokio::test]
async fn behind_an_address_filter() {
    let (_instance, client) = troubled(Scenario::IpFilter).await;
    let (read, write) = read_and_write(&client).await;
    assert!(matches!(read.kind(), ErrorKind::AddressBlocked), "{read}");
    assert!(!read.is_authorization() && !write.may_have_taken_effect());
}

#[tokio::test]
async fn over_the_rate_limit_the_next_request_waits_its_turn() {
    let (instance, client) = troubled(Scenario::RateLimit).await;
    let table = client.table("incident");
    let read = table.list(&Query::new().limit(1)).await.unwrap_err();
    assert!(matches!(read.kind(), ErrorKind::RateLimited { retry_after: Some(_), .. }), "{read}");
    table.create(&Fields::new().set("short_description", "x")).await.unwrap();
    let statuses: Vec<_> = instance.requests().iter().map(|request| request.status).collect();
    assert_eq!(statuses, [Some(429), Some(201)]);
}

#[tokio::test]
async fn with_a_full_queue() {
    let (_instance, client) = troubled(Scenario::SessionQueueFull).await;
    let (read, write) = read_and_write(&client).await;
    assert!(matches!(read.kind(), ErrorKind::QueueFull), "{read}");
    assert!(write.may_have_taken_effect());
}

#[tokio::test]
async fn down() {
    let (_instance, client) = troubled(Scenario::Down).await;
    let (read, _) = read_and_write(&client).await;
    assert!(matches!(read.kind(), ErrorKind::Transport { .. }), "{read}");
    assert!(read.is_retryable());
}

#[tokio::test]
async fn slower_than_patience() {
    let instance = developer_instance().await;
    instance.switch(Scenario::Slow, true);
    let client = Client::builder(url_of(&instance))
        .credentials(Credentials::Basic { user_name: "admin".to_owned(), password: "admin".into() })
        .timeout(Duration::from_millis(300))
        .retry(RetryPolicy::none())
        .build()
        .unwrap();
    let (read, write) = read_and_write(&client).await;
    let ErrorKind::Transport { cause, .. } = read.kind() else { panic!("{read}") };
    assert_eq!(*cause, TransportCause::Timeout);
    assert!(write.may_have_taken_effect());
}

/// S16
#[tokio::test]
async fn a_write_whose_answer_was_lost_is_found_by_its_correlation_id() {
    let (instance, client) = troubled(Scenario::LostAnswer).await;
    let table = client.table("incident");
    let id = fresh_id();
    let error = table.create(&Fields::new().set("correlation_id", &id)).await.unwrap_err();
    assert!(error.may_have_taken_effect(), "{error:?}");
    instance.switch(Scenario::LostAnswer, false);
    let found = table.find_by_correlation_id(&id).await.unwrap().expect("it was carried out");
    assert!(found.number().starts_with("INC"));
    let all = table.list(&Query::new().equals("correlation_id", &id)).await.unwrap();
    assert_eq!(all.total(), Some(1), "and only once");
}

#[tokio::test]
async fn a_data_policy_names_the_fields_it_misses() {
    let (_instance, client) = troubled(Scenario::DataPolicy).await;
    let error =
        client.table("incident").create(&Fields::new().set("short_description", "x")).await.unwrap_err();
    let ErrorKind::Refused { status: 403, detail: Some(detail), .. } = error.kind() else {
        panic!("{error}")
    };
    assert!(detail.contains("mandatory"), "{detail}");
    assert!(!error.is_authorization());
}

#[tokio::test]
async fn hidden_records_are_an_empty_list() {
    let (_instance, client) = troubled(Scenario::AclEmpty).await;
    let page = client.table("incident").list(&Query::new()).await.unwrap();
    assert!(page.items().is_empty());
}

#[tokio::test]
async fn states_of_the_instances_own_are_among_the_choices() {
    let (instance, client) = troubled(Scenario::CustomStates).await;
    let custom = client.choices("incident", "state").await.unwrap();
    instance.switch(Scenario::CustomStates, false);
    let standard = client.choices("incident", "state").await.unwrap();
    assert!(custom.len() > standard.len(), "{custom:?}");
}
