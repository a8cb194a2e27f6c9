//! One transaction at a time per session: requests that reuse a session's
//! cookie wait for each other, and too many of them are turned away with 202
//! and no content. Requests without a cookie share the semaphores of
//! `API_INT`; those beyond its queue are turned away with 429 (protocol 6.6).

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, oneshot};

use crate::engine::Properties;

/// Requests that may wait for one session.
const WAITING: usize = 10;
/// A transaction that runs longer turns those behind it away.
const PATIENCE: Duration = Duration::from_mins(2);

/// Sessions with a request at work.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    lines: Mutex<HashMap<String, Line>>,
    shared: Mutex<Shared>,
}

/// The semaphores of requests without a session.
#[derive(Debug, Default)]
struct Shared {
    working: usize,
    waiting: VecDeque<oneshot::Sender<Permit>>,
}

/// How many requests without a session work at a time, and wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Semaphores {
    pub(crate) workers: usize,
    pub(crate) waiting: usize,
}

impl Semaphores {
    /// As the properties say. The platform has four workers and a queue of 50
    /// per node; this one has more, because it is one node.
    pub(crate) fn of(properties: &Properties) -> Self {
        let number =
            |name: &str, usual: u64| usize::try_from(properties.number(name, usual)).unwrap_or(usize::MAX);
        Self {
            workers: number("scorebridge.semaphores.api_int.workers", 16).max(1),
            waiting: number("scorebridge.semaphores.api_int.queue", 50),
        }
    }
}

/// Held while a request without a session is at work.
#[derive(Debug)]
pub(crate) struct Permit {
    queue: Arc<Queue>,
}

#[derive(Debug, Default, Clone)]
struct Line {
    turn: Arc<AsyncMutex<()>>,
    /// At work and waiting.
    present: usize,
}

/// Held while a request of a session is at work.
#[derive(Debug)]
pub(crate) struct Turn {
    queue: Arc<Queue>,
    session: String,
    guard: Option<OwnedMutexGuard<()>>,
}

/// What a request holds while it is at work.
#[derive(Debug)]
#[expect(dead_code, reason = "held for what happens when it is dropped")]
pub(crate) enum Place {
    Session(Turn),
    Shared(Permit),
}

/// The queue is full.
#[derive(Debug)]
pub(crate) struct Full;

impl Queue {
    /// Waits for the session's turn.
    pub(crate) async fn wait(self: &Arc<Self>, session: &str) -> Result<Turn, Full> {
        let turn = self.enter(session)?;
        let mut place = Turn { queue: Arc::clone(self), session: session.to_owned(), guard: None };
        match tokio::time::timeout(PATIENCE, turn.lock_owned()).await {
            Ok(guard) => {
                place.guard = Some(guard);
                Ok(place)
            }
            Err(_) => Err(Full),
        }
    }

    /// Waits for one of the shared semaphores.
    pub(crate) async fn wait_shared(self: &Arc<Self>, semaphores: Semaphores) -> Result<Permit, Full> {
        let turn = {
            let mut shared = self.shared();
            if shared.working < semaphores.workers {
                shared.working += 1;
                return Ok(Permit { queue: Arc::clone(self) });
            }
            shared.waiting.retain(|waiting| !waiting.is_closed());
            if shared.waiting.len() >= semaphores.waiting {
                return Err(Full);
            }
            let (call, turn) = oneshot::channel();
            shared.waiting.push_back(call);
            turn
        };
        turn.await.map_err(|_| Full)
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn enter(&self, session: &str) -> Result<Arc<AsyncMutex<()>>, Full> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines.entry(session.to_owned()).or_default();
        if line.present > WAITING {
            return Err(Full);
        }
        line.present += 1;
        Ok(Arc::clone(&line.turn))
    }

    fn leave(&self, session: &str) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.get_mut(session) {
            line.present -= 1;
            if line.present == 0 {
                lines.remove(session);
            }
        }
    }
}

impl Drop for Permit {
    /// Hands the semaphore to the next who waits. Whoever left meanwhile drops
    /// it in turn.
    fn drop(&mut self) {
        let next = {
            let mut shared = self.queue.shared();
            let next = shared.waiting.pop_front();
            shared.working -= usize::from(next.is_none());
            next
        };
        if let Some(next) = next {
            drop(next.send(Self { queue: Arc::clone(&self.queue) }));
        }
    }
}

/// The answer for which there is no place in the queue: no envelope, and no
/// header that says when to come back.
pub(crate) fn crowded() -> Response {
    let page = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>Too many requests</title></head>\n<body><h1>Too many requests</h1>\n<p>All semaphores of this instance are taken, and their queue is full.</p></body></html>\n";
    (StatusCode::TOO_MANY_REQUESTS, Html(page)).into_response()
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.guard = None;
        self.queue.leave(&self.session);
    }
}

/// The session a request belongs to, when it carries its cookie.
pub(crate) fn session_of(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter();
    cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix("JSESSIONID="))
        .map(ToOwned::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_works_ten_wait_and_the_twelfth_is_turned_away() {
        let queue = Arc::new(Queue::default());
        let working = queue.wait("a").await.unwrap();
        let waiting: Vec<_> = (0..WAITING)
            .map(|_| {
                let queue = Arc::clone(&queue);
                tokio::spawn(async move { queue.wait("a").await.is_ok() })
            })
            .collect();
        while queue.lines.lock().unwrap()["a"].present < WAITING + 1 {
            tokio::task::yield_now().await;
        }
        assert!(queue.wait("a").await.is_err());
        assert!(queue.wait("b").await.is_ok());
        drop(working);
        for waiter in waiting {
            assert!(waiter.await.unwrap());
        }
        assert!(queue.lines.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn requests_without_a_session_share_semaphores_and_a_queue() {
        let queue = Arc::new(Queue::default());
        let few = Semaphores { workers: 2, waiting: 1 };
        let (first, _second) = (queue.wait_shared(few).await.unwrap(), queue.wait_shared(few).await.unwrap());
        let gone = tokio::spawn({
            let queue = Arc::clone(&queue);
            async move { queue.wait_shared(few).await.is_ok() }
        });
        while queue.shared().waiting.is_empty() {
            tokio::task::yield_now().await;
        }
        assert!(queue.wait_shared(few).await.is_err(), "the queue is full");
        gone.abort();
        assert!(gone.await.is_err());
        let patient = tokio::spawn({
            let queue = Arc::clone(&queue);
            async move { queue.wait_shared(few).await.is_ok() }
        });
        while queue.shared().waiting.iter().all(oneshot::Sender::is_closed) {
            tokio::task::yield_now().await;
        }
        drop(first);
        assert!(patient.await.unwrap(), "who left is passed over");
        assert_eq!(queue.shared().working, 1, "the second is at work still");
    }
}
