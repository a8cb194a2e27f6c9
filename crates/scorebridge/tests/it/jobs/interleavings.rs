//! Any order of faults and deaths, and records that appear late: never two records, and one in the end.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use scorebridge::clock::Clock;
use scorebridge::ids::TicketId;
use scorebridge::tickets::Delivery;
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, Request, Respond, ResponseTemplate};

use super::double::{Doubled, INCIDENT, json_answer, list, page, record, refusal};
use crate::support::database::tenant;

/// What the instance does with a create call.
#[derive(Debug, Clone, Copy)]
enum Answer {
    Created,
    /// An answer that leaves doubt; the record appears after so many seconds, or never.
    Doubtful {
        kind: u8,
        commits_after: Option<i64>,
    },
    /// An answer that certainly means that nothing happened.
    Without(u8),
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Answer(Answer),
    /// The worker dies after the committed intent, before its call.
    DiesBeforeCall,
    /// The worker dies when its call was made.
    DiesAfterCall,
}

fn answers() -> impl Strategy<Value = Answer> {
    let commits = prop_oneof![Just(None), (0..60_i64).prop_map(Some)];
    prop_oneof![
        1 => Just(Answer::Created),
        4 => (0..4_u8, commits).prop_map(|(kind, commits_after)| Answer::Doubtful { kind, commits_after }),
        2 => (0..3_u8).prop_map(Answer::Without),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => answers().prop_map(Step::Answer),
        1 => Just(Step::DiesBeforeCall),
        1 => Just(Step::DiesAfterCall),
    ];
    proptest::collection::vec(step, 1..6)
}

/// The double's memory: records with the moment from which they are seen.
#[derive(Clone)]
struct Memory(Arc<Mutex<Inner>>);

struct Inner {
    clock: Clock,
    answers: VecDeque<Answer>,
    records: Vec<(TicketId, Timestamp)>,
}

impl Memory {
    fn commit(&self, id: TicketId, after: i64) {
        let mut inner = self.0.lock().unwrap();
        let at = inner.clock.now() + SignedDuration::from_secs(after);
        inner.records.push((id, at));
    }

    fn next(&self) -> Answer {
        self.0.lock().unwrap().answers.pop_front().unwrap_or(Answer::Created)
    }

    fn count(&self) -> usize {
        self.0.lock().unwrap().records.len()
    }
}

impl Respond for Memory {
    fn respond(&self, request: &Request) -> ResponseTemplate {
        if request.method.as_str() == "GET" {
            let inner = self.0.lock().unwrap();
            let now = inner.clock.now();
            let seen = inner.records.iter().filter(|(_, at)| *at <= now);
            let seen: Vec<Value> =
                seen.map(|(id, _)| record(*id, 1, "2026-11-24 08:00:00")).take(1).collect();
            return list(&seen);
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        let id = TicketId::parse(body["correlation_id"].as_str().unwrap()).unwrap();
        match self.next() {
            Answer::Created => {
                self.commit(id, 0);
                json_answer(201, &json!({"result": record(id, 1, "2026-11-24 08:00:00")}))
            }
            Answer::Doubtful { kind, commits_after } => {
                if let Some(after) = commits_after {
                    self.commit(id, after);
                }
                doubtful(kind)
            }
            Answer::Without(0) => page(200, "<title>Instance Hibernating page</title>"),
            Answer::Without(1) => refusal(429, "Rate limit exceeded", "").insert_header("Retry-After", "7"),
            Answer::Without(_) => page(403, "<h1>Forbidden</h1>"),
        }
    }
}

fn doubtful(kind: u8) -> ResponseTemplate {
    match kind {
        0 => ResponseTemplate::new(202),
        1 => ResponseTemplate::new(201).set_body_raw("{\"result\":{", "application/json"),
        2 => refusal(500, "Transaction cancelled: maximum execution time exceeded", ""),
        _ => page(503, "<html>upgrading</html>"),
    }
}

async fn world(steps: &[Step], settle_seconds: &str) -> (Doubled, Memory) {
    let world = Doubled::with(&[("SERVICENOW__SETTLE_SECONDS", settle_seconds)]).await;
    let answers = steps.iter().filter_map(|step| match step {
        Step::Answer(answer) => Some(*answer),
        _ => None,
    });
    let inner = Inner { clock: world.app.clock.clone(), answers: answers.collect(), records: Vec::new() };
    let memory = Memory(Arc::new(Mutex::new(inner)));
    for verb in ["GET", "POST"] {
        let mock = Mock::given(method(verb)).and(path(INCIDENT)).respond_with(memory.clone());
        mock.mount(&world.server).await;
    }
    (world, memory)
}

/// A worker that takes the job and is never heard of again, as far as it had come.
async fn die(world: &Doubled, memory: &Memory, id: TicketId, after_call: bool) {
    let lease = SignedDuration::from_secs(60);
    let store = &world.app.store;
    if world.ticket(id).await.delivery != Delivery::Queued
        || store.claim_jobs("a worker that dies", world.now(), lease, 1).await.unwrap().is_empty()
    {
        return;
    }
    assert!(store.begin_delivery(&tenant(), id, world.now()).await.unwrap());
    if after_call {
        memory.commit(id, 30);
    }
}

async fn deliver(steps: Vec<Step>) {
    let (world, memory) = world(&steps, "90").await;
    let id = world.send_incident().await;
    for step in &steps {
        match step {
            Step::Answer(_) => drop(world.run().await),
            Step::DiesBeforeCall => die(&world, &memory, id, false).await,
            Step::DiesAfterCall => die(&world, &memory, id, true).await,
        }
        world.app.clock.advance(SignedDuration::from_secs(7));
        assert!(memory.count() <= 1, "doubled");
    }
    for _ in 0..200 {
        if world.ticket(id).await.delivery == Delivery::Sent {
            break;
        }
        world.app.clock.advance(SignedDuration::from_secs(20));
        world.run().await;
        assert!(memory.count() <= 1, "doubled");
    }
    assert_eq!(world.ticket(id).await.delivery, Delivery::Sent, "lost");
    assert_eq!(memory.count(), 1);
}

/// The double does show a second record where the portal is too impatient: the test below can fail.
#[tokio::test]
async fn a_portal_that_does_not_wait_for_a_lost_call_doubles_its_ticket() {
    let late = Step::Answer(Answer::Doubtful { kind: 0, commits_after: Some(55) });
    let (world, memory) = world(&[late], "1").await;
    let id = world.send_incident().await;
    world.run().await;
    world.run_until(id, Delivery::Sent).await;
    assert_eq!(memory.count(), 2);
}

#[test]
fn no_order_of_faults_doubles_or_loses_a_ticket() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) };
    proptest!(config, |(steps in steps())| {
        runtime.block_on(deliver(steps));
    });
}
