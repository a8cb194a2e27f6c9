//! Notes of the connector app: a reason to ask about one ticket, and nothing else.

use scorebridge::connection::{NoteRefusal, NoteSignature, new_webhook_secret};
use scorebridge::ids::{ConnectionId, TicketId};
use scorebridge::jobs::{self, Noted};
use secrecy::ExposeSecret as _;
use servicenow_client::Fields;

use super::world::Connected;
use crate::support::note;

/// A world with a webhook, and its secret.
async fn with_webhook() -> (Connected, ConnectionId, String) {
    let world = Connected::new().await;
    let id = world.connection().await.id;
    let secret = new_webhook_secret();
    world.app.store.set_webhook_secret(id, &secret, world.now()).await.unwrap();
    (world, id, secret.expose_secret().to_owned())
}

async fn tell(world: &Connected, id: ConnectionId, secret: &str, body: &str) -> Noted {
    let time = world.now().as_second().to_string();
    let signature = note::signature(secret, &time, body);
    let signed = NoteSignature { time: &time, signature: &signature };
    jobs::take_note(&world.app, id, signed, body.as_bytes()).await.unwrap()
}

#[tokio::test]
async fn a_note_brings_the_change_of_its_ticket_in_with_one_call() {
    let (world, id, secret) = with_webhook().await;
    let ticket = world.send_incident().await;
    world.run().await;
    world.change(ticket, &Fields::new().set("state", "2")).await;
    let before = world.forget_requests();
    assert_eq!(tell(&world, id, &secret, &note::changed(&ticket.to_string(), 1)).await, Noted::Taken);
    assert_eq!(world.run().await, 1);
    let calls: Vec<_> = world.requests_since(before).iter().map(|call| call.method.clone()).collect();
    assert_eq!(calls, ["GET"]);
    assert_eq!(world.ticket(ticket).await.observed.unwrap().state, "2");
    assert_eq!(world.connection().await.webhook.unwrap().noted_at, Some(world.now()));
}

/// Whatever else a note says: what counts is what the instance answers.
#[tokio::test]
async fn a_note_is_never_believed() {
    let (world, id, secret) = with_webhook().await;
    let ticket = world.send_incident().await;
    world.run().await;
    let old = world.ticket(ticket).await.observed.unwrap();
    let body =
        format!(r#"{{"event":"ticket.changed","correlation_id":"{ticket}","state":"7","number":"INC1"}}"#);
    assert_eq!(tell(&world, id, &secret, &body).await, Noted::Taken);
    world.run().await;
    assert_eq!(world.ticket(ticket).await.observed.unwrap(), old);
}

#[tokio::test]
async fn many_notes_of_one_ticket_make_one_question() {
    let (world, id, secret) = with_webhook().await;
    let ticket = world.send_incident().await;
    world.run().await;
    for delivery in 0..5 {
        let body = note::changed(&ticket.to_string(), delivery);
        assert_eq!(tell(&world, id, &secret, &body).await, Noted::Taken);
    }
    assert_eq!(world.run().await, 1);
}

#[tokio::test]
async fn the_same_note_is_taken_once() {
    let (world, id, secret) = with_webhook().await;
    let body = note::changed(&TicketId::generate().to_string(), 1);
    assert_eq!(tell(&world, id, &secret, &body).await, Noted::Taken);
    assert_eq!(tell(&world, id, &secret, &body).await, Noted::Repeated);
    world.advance(60);
    assert_eq!(tell(&world, id, &secret, &body).await, Noted::Taken, "signed anew it is another note");
}

/// A signature is remembered for as long as its time is taken.
#[tokio::test]
async fn an_old_note_is_refused_before_it_is_forgotten() {
    let (world, id, secret) = with_webhook().await;
    let time = world.now().as_second().to_string();
    let body = note::changed(&TicketId::generate().to_string(), 1);
    let signature = note::signature(&secret, &time, &body);
    let signed = NoteSignature { time: &time, signature: &signature };
    let take = async || jobs::take_note(&world.app, id, signed, body.as_bytes()).await.unwrap();
    assert_eq!(take().await, Noted::Taken);
    for (seconds, outcome) in [(299, Noted::Repeated), (2, Noted::Refused(NoteRefusal::OutOfTime))] {
        world.advance(seconds);
        world.app.store.delete_expired(world.now()).await.unwrap();
        assert_eq!(take().await, outcome);
    }
}

#[tokio::test]
async fn a_note_about_somebody_elses_ticket_asks_nothing() {
    let (world, id, secret) = with_webhook().await;
    let before = world.forget_requests();
    let body = note::changed(&TicketId::generate().to_string(), 1);
    assert_eq!(tell(&world, id, &secret, &body).await, Noted::Taken);
    assert_eq!(world.run().await, 0);
    assert_eq!(world.requests_since(before).len(), 0);
}

#[tokio::test]
async fn a_new_secret_and_a_removed_connection_end_the_old_one() {
    let (world, id, secret) = with_webhook().await;
    let body = r#"{"event":"ping"}"#;
    world.app.store.set_webhook_secret(id, &new_webhook_secret(), world.now()).await.unwrap();
    assert_eq!(tell(&world, id, &secret, body).await, Noted::Refused(NoteRefusal::WrongSignature));
    assert_eq!(tell(&world, ConnectionId::generate(), &secret, body).await, Noted::Unknown);
    world.app.store.remove_connection(id, world.now()).await.unwrap();
    assert_eq!(tell(&world, id, &secret, body).await, Noted::Unknown);
}
