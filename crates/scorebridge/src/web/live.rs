//! `GET /events`: tells an open page what changed, as server-sent events. The page fetches what it shows of it
//! itself, so an event carries a name and an id, never content.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use axum::response::sse::{Event, Sse};
use axum_extra::extract::CookieJar;
use futures::{Stream, stream};
use serde::Deserialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Interval, interval};

use super::viewer::Viewer;
use crate::app::App;
use crate::auth;
use crate::ids::TenantId;
use crate::live::LiveEvent;

/// A page that hears nothing for four of these takes the connection for lost.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// Browsers pass over events without data (HTML, "server-sent events", dispatch).
const NOTHING: &str = "-";

/// How many events the page had seen when it was drawn; browsers send it again when they reconnect.
#[derive(Deserialize)]
pub(super) struct Seen {
    seen: Option<u64>,
}

struct Listener {
    has_missed: bool,
    app: App,
    tenant: TenantId,
    session: String,
    events: Receiver<LiveEvent>,
    heartbeat: Interval,
}

pub(super) async fn get(
    viewer: Viewer,
    jar: CookieJar,
    State(app): State<App>,
    Query(Seen { seen }): Query<Seen>,
) -> impl IntoResponse {
    let session = jar.get(auth::SESSION_COOKIE).map_or_else(String::new, |cookie| auth::hash(cookie.value()));
    let events = app.live.subscribe();
    let tenant = viewer.tenant().clone();
    let has_missed = seen.is_some_and(|seen| seen != app.live.count(&tenant));
    let listener = Listener { has_missed, tenant, session, events, heartbeat: interval(HEARTBEAT), app };
    Sse::new(stream_of(listener))
}

fn stream_of(listener: Listener) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(listener, |mut listener| async {
        let event = listener.next().await?;
        Some((Ok(event), listener))
    })
}

impl Listener {
    /// The next event; `None` ends the stream: the portal stops or the session has ended.
    async fn next(&mut self) -> Option<Event> {
        if std::mem::take(&mut self.has_missed) {
            return Some(named("missed", NOTHING));
        }
        loop {
            tokio::select! {
                () = self.app.stopping.cancelled() => return None,
                _ = self.heartbeat.tick() => return self.heartbeat().await,
                event = self.events.recv() => match event {
                    Ok(event) if *event.tenant() == self.tenant => return Some(told(&event)),
                    Ok(_) => {}
                    Err(RecvError::Lagged(_)) => return Some(named("missed", NOTHING)),
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }

    /// Tells how many seconds are left until the session ends for want of activity. Looking does not move that end
    /// on: an open page is not a person at work.
    async fn heartbeat(&self) -> Option<Event> {
        let now = self.app.clock.now();
        let session = self.app.store.find_session(&self.session, now).await.ok()??;
        let end = session.idle_expires_at.min(session.expires_at);
        Some(named("heartbeat", &end.duration_since(now).as_secs().to_string()))
    }
}

fn told(event: &LiveEvent) -> Event {
    match event {
        LiveEvent::Ticket(_, id) => named("ticket", &id.to_string()),
        LiveEvent::Score(_) => named("score", NOTHING),
        LiveEvent::Connection(_) => named("connection", NOTHING),
        LiveEvent::Check(_) => named("check", NOTHING),
    }
}

fn named(name: &str, data: &str) -> Event {
    Event::default().event(name).data(data)
}
