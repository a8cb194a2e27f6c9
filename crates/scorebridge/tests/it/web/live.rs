//! `GET /events`: server-sent events of one's own tenant, as long as the session lives.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use futures::StreamExt as _;
use scorebridge::ids::{TenantId, TicketId};
use scorebridge::live::LiveEvent;

use crate::support::app::TestApp;

/// Events until one is named `name`.
async fn until(stream: &mut axum::body::BodyDataStream, name: &str) -> String {
    let wait = async {
        let mut all = String::new();
        while let Some(chunk) = stream.next().await {
            all.push_str(&String::from_utf8_lossy(&chunk.unwrap()));
            if all.contains(&format!("event: {name}\n")) {
                break;
            }
        }
        all
    };
    tokio::time::timeout(Duration::from_secs(20), wait).await.unwrap()
}

#[tokio::test]
async fn a_page_hears_of_its_own_tenant_only() {
    let app = TestApp::start().await;
    let mut events = app.stream("/events").await;
    let first = until(&mut events, "heartbeat").await;
    assert_eq!(first, "event: heartbeat\ndata: 3600\n\n", "at once, with what is left of the session");
    let (other, own) = (TicketId::generate(), TicketId::generate());
    app.app.live.publish(LiveEvent::Ticket(TenantId::new("other"), other));
    app.app.live.publish(LiveEvent::Ticket(app.tenant().clone(), own));
    let heard = until(&mut events, "ticket").await;
    assert!(heard.contains(&own.to_string()) && !heard.contains(&other.to_string()), "{heard}");
}

#[tokio::test]
async fn the_stream_ends_when_the_portal_stops() {
    let app = TestApp::start().await;
    let mut events = app.stream("/events").await;
    app.app.stopping.cancel();
    let end = async { while events.next().await.is_some() {} };
    tokio::time::timeout(Duration::from_secs(20), end).await.unwrap();
}

#[tokio::test]
async fn the_looks_of_the_script_do_not_lengthen_the_session() {
    let app = TestApp::start().await;
    let look = |live: bool| {
        let request = Request::get("/").header("cookie", app.cookies());
        let request = if live { request.header("x-scorebridge-live", "1") } else { request };
        request.body(Body::empty()).unwrap()
    };
    app.app.clock.advance(jiff::SignedDuration::from_mins(59));
    assert_eq!(app.send(look(true)).await.status, 200);
    app.app.clock.advance(jiff::SignedDuration::from_mins(2));
    assert_eq!(app.send(look(true)).await.status, 303, "an hour without a person at work ends it");
}

#[tokio::test]
async fn strangers_hear_nothing() {
    let mut app = TestApp::start().await;
    app.signed_out();
    let page = app.send(Request::get("/events").body(Body::empty()).unwrap()).await;
    assert_eq!(page.status, 303);
}
