//! One transaction at a time per session: requests that reuse a session's
//! cookie wait for each other, and too many of them are turned away with 202
//! and no content (protocol 6.6).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::{HeaderMap, header};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// Requests that may wait for one session.
const WAITING: usize = 10;
/// A transaction that runs longer turns those behind it away.
const PATIENCE: Duration = Duration::from_mins(2);

/// Sessions with a request at work.
#[derive(Debug, Default)]
pub(crate) struct Queue {
    lines: Mutex<HashMap<String, Line>>,
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

/// The queue of the session is full.
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
}
