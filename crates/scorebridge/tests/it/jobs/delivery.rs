//! Delivery of tickets to a developer instance (S01, S02, S08, S16, S17).

use jiff::SignedDuration;
use scorebridge::connection::{AppPresence, ConnectionStatus};
use scorebridge::jobs;
use scorebridge::store::NewJob;
use scorebridge::tickets::{CHANGE_CATEGORY, Delivery, EventKind, TicketKind};
use servicenow_instance::Scenario;

use super::world::{Connected, wait_until};
use crate::support::database::{task, tenant};

/// S01, S16: one request, no look before it.
#[tokio::test]
async fn a_ticket_that_was_never_tried_takes_exactly_one_request() {
    let world = Connected::new().await;
    let id = world.send_incident().await;
    let before = world.forget_requests();
    assert_eq!(world.run().await, 1);
    let requests = world.requests_since(before);
    let calls: Vec<_> = requests.iter().map(|call| (call.method.as_str(), call.path.as_str())).collect();
    assert_eq!(calls, [("POST", "/api/now/table/incident")]);
    let ticket = world.ticket(id).await;
    assert_eq!(ticket.delivery, Delivery::Sent);
    assert!(ticket.number().unwrap().starts_with("INC"));
    assert_eq!(world.records_of(id).await.len(), 1);
}

/// S02, S08, S17: both kinds, every fact in its field, and the priority that was asked for.
#[tokio::test]
async fn the_record_carries_what_the_task_said() {
    let world = Connected::new().await;
    let change = world.send(task(TicketKind::Change, Some("AdminMFAV2"))).await;
    let incident = world.send(task(TicketKind::Incident, None)).await;
    world.run().await;
    let record = world.record_of(change).await;
    assert_eq!(record.value("category"), CHANGE_CATEGORY);
    assert_eq!(record.value("x_scbr_m365ticket_source"), "microsoft");
    assert_eq!(record.value("x_scbr_m365ticket_category"), "identity");
    assert_eq!(record.value("x_scbr_m365ticket_started_by"), "sam@contoso.example");
    assert_eq!(record.value("x_scbr_m365ticket_action_id"), "AdminMFAV2");
    let record = world.record_of(incident).await;
    assert_eq!(record.value("short_description"), "Require MFA for administrative roles");
    assert_eq!(record.value("description"), "Next steps:\n1. Turn it on.");
    assert_eq!(record.value("x_scbr_m365ticket_source"), "user");
    assert_eq!(record.value("due_date"), "2026-12-08 12:00:00");
    for id in [change, incident] {
        assert_eq!(world.record_of(id).await.value("priority"), "2");
        let observed = world.ticket(id).await.observed.unwrap();
        assert_eq!((observed.priority, observed.due), (2, Some("2026-12-08".parse().unwrap())));
    }
}

/// S08 without the connector app.
#[tokio::test]
async fn without_the_connector_app_the_description_carries_the_facts() {
    let world = Connected::new().await;
    let connection = world.connection().await.id;
    world.app.store.set_instance_facts(connection, None, AppPresence::Missing).await.unwrap();
    let id = world.send(task(TicketKind::Change, Some("AdminMFAV2"))).await;
    world.run().await;
    let description = world.record_of(id).await.value("description").to_owned();
    assert!(description.starts_with("Next steps:\n1. Turn it on."), "{description}");
    assert!(description.contains("Started by: sam@contoso.example"), "{description}");
    assert!(description.contains("Recommendation source: Microsoft recommendation"), "{description}");
}

#[tokio::test]
async fn a_lost_answer_after_the_commit_makes_exactly_one_record() {
    let world = Connected::new().await;
    let id = world.send_incident().await;
    world.switch(Scenario::LostAnswer, true);
    world.run().await;
    assert_eq!(world.ticket(id).await.delivery, Delivery::Unclear);
    world.switch(Scenario::LostAnswer, false);
    world.run_next_on_both(id).await;
    let ticket = world.ticket(id).await;
    assert_eq!(ticket.delivery, Delivery::Sent);
    assert_eq!(world.records_of(id).await.len(), 1);
    let events = world.app.store.list_ticket_events(&tenant(), id, 10).await.unwrap();
    assert!(events.iter().any(|event| matches!(event.kind, EventKind::Accepted { found: true, .. })));
}

/// The worker dies while the instance works on the call; the record appears afterwards.
#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_dies_during_the_call_leaves_exactly_one_record() {
    let world = Connected::new().await;
    let id = world.send_incident().await;
    world.switch(Scenario::Slow, true);
    let before = world.forget_requests();
    let app = world.app.clone();
    let worker = tokio::spawn(async move { jobs::run_due_jobs(&app).await });
    wait_until(async || !world.requests_since(before).is_empty()).await;
    worker.abort();
    assert!(worker.await.unwrap_err().is_cancelled());
    assert_eq!(world.ticket(id).await.delivery, Delivery::Sending);
    world.switch(Scenario::Slow, false);
    settle(&world, id).await;
    assert_eq!(world.records_of(id).await.len(), 1);
}

/// The worker dies between the committed intent and the call: nothing reached the instance.
#[tokio::test]
async fn a_worker_that_dies_before_the_call_leaves_exactly_one_record() {
    let world = Connected::new().await;
    let id = world.send_incident().await;
    let lease = SignedDuration::from_mins(1);
    let claimed = world.app.store.claim_jobs("a worker that dies", world.now(), lease, 1).await.unwrap();
    assert_eq!(claimed.len(), 1);
    assert!(world.app.store.begin_delivery(&tenant(), id, world.now()).await.unwrap());
    assert_eq!(world.run().await, 0, "another worker holds the job");
    settle(&world, id).await;
    assert_eq!(world.records_of(id).await.len(), 1);
}

/// Lets the lease of the dead worker end, and runs what is due until the ticket is sent.
async fn settle(world: &Connected, id: scorebridge::ids::TicketId) {
    for _ in 0..20 {
        world.advance(30);
        world.run().await;
        if world.ticket(id).await.delivery == Delivery::Sent {
            return;
        }
    }
    panic!("not sent: {:?}", world.ticket(id).await);
}

#[tokio::test]
async fn an_ended_access_token_is_renewed_on_the_way() {
    let world = Connected::new().await;
    let id = world.send_incident().await;
    world.switch(Scenario::TokenExpired, true);
    world.run().await;
    assert_eq!(world.ticket(id).await.delivery, Delivery::Sent);
    assert_eq!(world.records_of(id).await.len(), 1);
}

/// S10: nothing is lost while nobody authorizes; afterwards tickets go out at once.
#[tokio::test]
async fn tickets_wait_for_a_new_authorization_however_long() {
    let world = Connected::new().await;
    world.switch(Scenario::TokenExpired, true);
    world.switch(Scenario::RefreshExpired, true);
    let id = world.send_incident().await;
    world.run().await;
    let connection = world.connection().await;
    assert_eq!(connection.status, ConnectionStatus::AuthorizationEnded);
    assert_eq!(connection.problem.unwrap().key, "problem-unauthorized");
    world.advance(40 * 3600);
    world.run().await;
    assert_eq!(world.ticket(id).await.delivery, Delivery::Queued);
    assert_eq!(world.problem(id).await, "problem-unauthorized");
    world.switch(Scenario::TokenExpired, false);
    world.switch(Scenario::RefreshExpired, false);
    let tokens = world.password_grant().await;
    world.authorize(connection.id, &tokens).await;
    world.run_next_on_both(id).await;
    assert_eq!(world.ticket(id).await.delivery, Delivery::Sent);
}

/// S06: a customised instance demands more fields; the ticket says which, and goes out when that has changed.
#[tokio::test]
async fn a_data_policy_of_the_instance_is_told_with_its_fields() {
    let world = Connected::new().await;
    world.switch(Scenario::DataPolicy, true);
    let id = world.send_incident().await;
    world.run().await;
    let ticket = world.ticket(id).await;
    let problem = ticket.problem.clone().unwrap();
    assert_eq!((ticket.delivery, problem.key.as_str()), (Delivery::Refused, "problem-data-policy"));
    assert!(!problem.args["fields"].is_empty());
    world.switch(Scenario::DataPolicy, false);
    assert!(jobs::retry_now(&world.app, &ticket, &world.person().await).await.unwrap());
    world.run().await;
    assert_eq!(world.ticket(id).await.delivery, Delivery::Sent);
}

#[tokio::test]
async fn a_sleeping_instance_gets_every_ticket_when_it_wakes() {
    let world = Connected::new().await;
    let mut ids = Vec::new();
    world.switch(Scenario::Hibernating, true);
    for _ in 0..5 {
        ids.push(world.send_incident().await);
    }
    world.run().await;
    assert_eq!(world.connection().await.status, ConnectionStatus::Unreachable);
    world.switch(Scenario::Hibernating, false);
    world.advance(200);
    world.sync().await;
    assert_eq!(world.connection().await.status, ConnectionStatus::Connected);
    assert_eq!(world.run().await, 5, "a successful call makes the waiting tickets due");
    for id in ids {
        assert_eq!(world.records_of(id).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_tickets_take_two_hundred_requests_by_workers_that_run_side_by_side() {
    let world = Connected::new().await;
    let mut ids = Vec::new();
    for _ in 0..200 {
        ids.push(world.send_incident().await);
    }
    let before = world.forget_requests();
    let workers = jobs::start(world.app.clone());
    assert!(workers.are_alive());
    world.app.jobs.notify_one();
    let store = &world.app.store;
    wait_until(async || store.queue_figures(world.now()).await.unwrap().waiting == 0).await;
    workers.shutdown().await;
    let create = |call: &&servicenow_instance::RecordedRequest| {
        (call.method.as_str(), call.path.as_str()) == ("POST", "/api/now/table/incident")
    };
    let creates = world.requests_since(before).iter().filter(create).count();
    assert_eq!(creates, 200);
    for id in ids {
        assert_eq!(world.ticket(id).await.delivery, Delivery::Sent);
    }
}

/// Two jobs of one ticket, as a person makes them who asks to try again: still one record.
#[tokio::test]
async fn a_second_job_of_a_ticket_makes_no_second_record() {
    let world = Connected::new().await;
    let id = world.send_incident().await;
    let twin = NewJob::new(&tenant(), "send-ticket", &serde_json::json!({ "ticket": id }), world.now());
    assert!(world.app.store.enqueue(&twin).await.unwrap());
    assert_eq!(world.run().await, 2);
    assert_eq!(world.records_of(id).await.len(), 1);
}
