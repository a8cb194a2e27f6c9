//! The job runner: what cannot be run is buried, a stop hands work back.

use scorebridge::jobs;
use scorebridge::store::NewJob;
use scorebridge::tickets::Delivery;

use super::double::{Doubled, INCIDENT, created};
use super::world::{World, wait_until};
use crate::support::database::tenant;

#[tokio::test]
async fn jobs_that_nobody_knows_are_buried() {
    let world = World::new().await;
    for payload in [serde_json::json!({}), serde_json::json!({"ticket": 7})] {
        let name = if payload.get("ticket").is_some() { "send-ticket" } else { "water-plants" };
        world.app.store.enqueue(&NewJob::new(&tenant(), name, &payload, world.now())).await.unwrap();
    }
    assert_eq!(world.run().await, 2);
    let figures = world.app.store.queue_figures(world.now()).await.unwrap();
    assert_eq!((figures.waiting, figures.dead), (0, 2));
}

/// A stop during a call that hangs: the job is handed back, and the ticket is looked for before it is sent again.
#[tokio::test(flavor = "multi_thread")]
async fn a_stop_hands_back_what_does_not_end() {
    let world = Doubled::new().await;
    let id = world.send_incident().await;
    let hanging = created(id).set_delay(std::time::Duration::from_mins(1));
    world.answer("POST", INCIDENT, hanging).await;
    let workers = jobs::start(world.app.clone());
    world.app.jobs.notify_one();
    wait_until(async || world.ticket(id).await.delivery == Delivery::Sending).await;
    workers.shutdown().await;
    assert_eq!(world.ticket(id).await.delivery, Delivery::Sending);
    let held =
        world.app.store.claim_jobs("the next process", world.now(), jiff::SignedDuration::from_mins(1), 5);
    assert_eq!(held.await.unwrap().len(), 1, "due at once for whoever comes next");
}
