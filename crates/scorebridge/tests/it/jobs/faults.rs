//! Delivery through answers that a real instance gives on its bad days: nothing lost, nothing doubled.

use jiff::SignedDuration;
use scorebridge::connection::ConnectionStatus;
use scorebridge::jobs;
use scorebridge::tickets::Delivery;
use serde_json::json;
use wiremock::ResponseTemplate;

use super::double::{Doubled, INCIDENT, created, json_answer, list, page, record, refusal};
use crate::support::database::tenant;

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// After each of these the record may exist: the next call is a look, never a second create.
#[tokio::test]
async fn an_answer_that_leaves_doubt_is_followed_by_a_look() {
    let truncated = ResponseTemplate::new(201).set_body_raw("{\"result\":{\"sys_id\"", "application/json");
    for (answer, problem) in [
        (ResponseTemplate::new(202), "problem-queue-full"),
        (truncated, "problem-unreadable"),
        (refusal(500, "Transaction cancelled: maximum execution time exceeded", ""), "problem-cancelled"),
        (refusal(500, "com.glide.script.fencing.MethodNotAllowedException", "stack"), "problem-refused"),
        (page(503, "<html>upgrading</html>"), "problem-maintenance"),
        (json_answer(201, &json!({"result": {"number": "INC0010001"}})), "problem-unreadable"),
    ] {
        let world = Doubled::new().await;
        let id = world.send_incident().await;
        world.answer_times("POST", INCIDENT, answer, 1).await;
        world.answer("POST", INCIDENT, created(id)).await;
        world.answer("GET", INCIDENT, list(&[record(id, 10001, "2026-11-24 08:00:01")])).await;
        assert_eq!(world.run().await, 1);
        let ticket = world.ticket(id).await;
        assert_eq!((ticket.delivery, world.problem(id).await.as_str()), (Delivery::Unclear, problem));
        world.run_until(id, Delivery::Sent).await;
        assert_eq!(world.ticket(id).await.number(), Some("INC0010001"), "{problem}");
        assert_eq!(world.requests("POST").await.len(), 1, "{problem}");
        let look = &world.requests("GET").await[0];
        let query = look.url.query_pairs().find(|(name, _)| name == "sysparm_query").unwrap().1;
        assert!(
            query.starts_with(&format!("correlation_id={id}^correlation_display=Scorebridge")),
            "{query}"
        );
    }
}

/// After each of these there is certainly no record: no look is needed, and the ticket waits.
#[tokio::test]
async fn an_answer_without_effect_needs_no_look() {
    for (answer, problem) in [
        (page(200, "<title>Instance Hibernating page</title>"), "problem-hibernating"),
        (page(403, "<h1>Forbidden</h1>"), "problem-address-blocked-unlisted"),
        (refusal(429, "Rate limit exceeded", "").insert_header("Retry-After", "120"), "problem-rate-limited"),
    ] {
        let world = Doubled::new().await;
        let id = world.send_incident().await;
        world.answer_times("POST", INCIDENT, answer, 1).await;
        world.answer("POST", INCIDENT, created(id)).await;
        world.run().await;
        assert_eq!(world.ticket(id).await.delivery, Delivery::Queued, "{problem}");
        assert_eq!(world.problem(id).await, problem);
        world.run_until(id, Delivery::Sent).await;
        assert_eq!(
            (world.requests("POST").await.len(), world.requests("GET").await.len()),
            (2, 0),
            "{problem}"
        );
    }
}

#[tokio::test]
async fn retry_after_is_honoured_by_every_waiting_ticket() {
    let world = Doubled::new().await;
    let limited = refusal(429, "Rate limit exceeded", "").insert_header("Retry-After", "600");
    world.answer("POST", INCIDENT, limited).await;
    let (first, second) = (world.send_incident().await, world.send_incident().await);
    world.run().await;
    for id in [first, second] {
        let ticket = world.ticket(id).await;
        assert!(ticket.next_attempt_at.unwrap() >= world.now() + SignedDuration::from_secs(600));
    }
    assert_eq!(world.requests("POST").await.len(), 1, "the second waits without a call");
    world.app.clock.advance(SignedDuration::from_secs(599));
    assert_eq!(world.run().await, 0);
    assert_eq!(world.connection().await.status, ConnectionStatus::Connected, "a busy instance works");
}

#[tokio::test]
async fn two_hundred_tickets_do_not_call_an_instance_that_sleeps() {
    let world = Doubled::new().await;
    world.answer("POST", INCIDENT, page(200, "<title>Instance Hibernating page</title>")).await;
    let mut ids = Vec::new();
    for _ in 0..200 {
        ids.push(world.send_incident().await);
    }
    assert_eq!(world.run().await, 200);
    assert_eq!(world.requests("POST").await.len(), 1);
    let connection = world.connection().await;
    assert_eq!(connection.status, ConnectionStatus::Unreachable);
    assert_eq!(connection.problem.unwrap().key, "problem-hibernating");
    for id in ids {
        assert_eq!(world.ticket(id).await.delivery, Delivery::Queued);
    }
}

/// A record that is not there right after a lost answer may still come: a transaction may run for a minute.
#[tokio::test]
async fn a_ticket_in_doubt_is_not_created_again_while_the_lost_call_may_still_commit() {
    let world = Doubled::new().await;
    let id = world.send_incident().await;
    world.answer_times("POST", INCIDENT, ResponseTemplate::new(202), 1).await;
    world.answer_times("GET", INCIDENT, list(&[]), 2).await;
    world.answer("GET", INCIDENT, list(&[record(id, 10001, "2026-11-24 08:00:40")])).await;
    world.run().await;
    world.run_until_problem(id, "problem-unclear").await;
    world.run_until(id, Delivery::Sent).await;
    assert_eq!(world.requests("POST").await.len(), 1);
}

#[tokio::test]
async fn a_ticket_that_surely_never_arrived_is_created_again() {
    let world = Doubled::new().await;
    let id = world.send_incident().await;
    world.answer_times("POST", INCIDENT, ResponseTemplate::new(202), 1).await;
    world.answer("POST", INCIDENT, created(id)).await;
    world.answer("GET", INCIDENT, list(&[])).await;
    world.run().await;
    world.run_until(id, Delivery::Sent).await;
    assert_eq!(world.requests("POST").await.len(), 2);
    let waited = world.now().duration_since(world.ticket(id).await.created_at);
    assert!(waited >= SignedDuration::from_secs(90) && waited < SignedDuration::from_secs(120), "{waited}");
}

/// A copy of the record that somebody made in the instance carries our id too.
#[tokio::test]
async fn a_record_that_does_not_carry_our_marks_is_never_taken_for_ours() {
    let world = Doubled::new().await;
    let id = world.send_incident().await;
    world.answer_times("POST", INCIDENT, ResponseTemplate::new(202), 1).await;
    let mut foreign = record(id, 10007, "2026-11-24 08:00:01");
    foreign["correlation_display"] = json!({"value": "Other", "display_value": "Other"});
    world.answer("GET", INCIDENT, list(&[foreign])).await;
    world.run().await;
    world.run_until_problem(id, "problem-filter-ignored").await;
    let ticket = world.ticket(id).await;
    assert_eq!((ticket.delivery, ticket.number()), (Delivery::Unclear, None));
}

#[tokio::test]
async fn a_refusal_ends_the_delivery_with_the_instances_words() {
    let world = Doubled::new().await;
    let id = world.send_incident().await;
    let words = "Data Policy Exception: The following fields are mandatory: Caller, Service";
    world.answer_times("POST", INCIDENT, refusal(403, "Operation Failed", words), 1).await;
    world.answer("POST", INCIDENT, created(id)).await;
    world.run().await;
    let ticket = world.ticket(id).await;
    let problem = ticket.problem.unwrap();
    assert_eq!((ticket.delivery, problem.key.as_str()), (Delivery::Refused, "problem-data-policy"));
    assert_eq!(problem.args["fields"], "Caller, Service");
    assert!(problem.args["words"].contains(words));
    assert_eq!(world.run().await, 0, "a refusal is not tried again by itself");
    let person = world.person().await;
    assert!(jobs::retry_now(&world.app, &world.ticket(id).await, &person).await.unwrap());
    world.run().await;
    assert_eq!(world.ticket(id).await.delivery, Delivery::Sent);
}

#[tokio::test]
async fn a_ticket_is_given_up_after_a_day_of_failures_of_its_own() {
    let world = Doubled::new().await;
    let id = world.send_incident().await;
    world.answer("POST", INCIDENT, refusal(500, "com.glide.Failure", "")).await;
    world.answer("GET", INCIDENT, list(&[])).await;
    world.run().await;
    while world.ticket(id).await.next_attempt_at.is_some() {
        world.run_next(id).await;
    }
    let ticket = world.ticket(id).await;
    assert_eq!(ticket.delivery, Delivery::GivenUp);
    let tried = world.now().duration_since(ticket.created_at);
    assert!(tried >= hours(24) && tried < hours(25), "{tried}");
}

#[tokio::test]
async fn time_without_a_connection_does_not_count() {
    let world = Doubled::new().await;
    let id = world.send_incident().await;
    let asleep = page(200, "<title>Instance Hibernating page</title>");
    world.answer_times("POST", INCIDENT, asleep, 300).await;
    world.run().await;
    while world.now().duration_since(world.ticket(id).await.created_at) < hours(30) {
        world.run_next(id).await;
    }
    assert_eq!(world.ticket(id).await.delivery, Delivery::Queued);
    world.server.reset().await;
    world.answer("POST", INCIDENT, refusal(500, "com.glide.Failure", "")).await;
    world.answer("GET", INCIDENT, list(&[])).await;
    world.run_next(id).await;
    assert_eq!(world.ticket(id).await.delivery, Delivery::Unclear, "not given up at the first failure");
}

/// S20: a removed connection's tickets do not wait for ever.
#[tokio::test]
async fn tickets_of_a_removed_connection_are_given_up() {
    let world = Doubled::new().await;
    let id = world.send_incident().await;
    world.app.store.remove_connection(world.connection().await.id, world.now()).await.unwrap();
    world.run().await;
    assert_eq!(world.ticket(id).await.delivery, Delivery::GivenUp);
    assert_eq!(world.problem(id).await, "problem-connection-removed");
    assert!(world.requests("POST").await.is_empty());
}

#[tokio::test]
async fn a_person_who_tries_again_gets_a_call_at_once() {
    let world = Doubled::new().await;
    let id = world.send_incident().await;
    world.answer_times("POST", INCIDENT, page(200, "<title>Instance Hibernating page</title>"), 1).await;
    world.answer("POST", INCIDENT, created(id)).await;
    world.run().await;
    assert!(jobs::retry_now(&world.app, &world.ticket(id).await, &world.person().await).await.unwrap());
    assert_eq!(world.run().await, 1);
    assert_eq!(world.ticket(id).await.delivery, Delivery::Sent);
    assert_eq!(world.connection().await.status, ConnectionStatus::Connected);
    let job = world.app.store.queue_figures(world.now()).await.unwrap();
    assert_eq!((job.waiting, job.dead), (0, 0), "{tenant:?}", tenant = tenant());
}
