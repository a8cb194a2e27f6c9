//! Notes that the instance sends through its webhook: checked, limited, and turned into a question about one ticket.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;

use super::refresh_ticket::RefreshTicket;
use crate::app::App;
use crate::connection::{NOTE_WINDOW, Note, NoteRefusal, NoteSignature, read_note};
use crate::ids::ConnectionId;
use crate::store::StoreError;

/// Notes that are read of one connection in a minute. More are no harm to lose: the next sync finds the changes.
const NOTES_A_MINUTE: u32 = 300;
/// Connections that are counted in a minute; beyond, notes are turned away.
const CONNECTIONS_MAX: usize = 10_000;
const MINUTE: i64 = 60;

/// What became of a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noted {
    /// Taken.
    Taken,
    /// This very note was taken before.
    Repeated,
    /// There is no such connection, or it has no webhook.
    Unknown,
    /// Not taken.
    Refused(NoteRefusal),
}

/// Counts notes by connection and minute, before anything is looked up or computed for them.
#[derive(Debug, Default)]
pub(crate) struct NoteLimit(Mutex<Window>);

#[derive(Debug, Default)]
struct Window {
    minute: i64,
    counts: HashMap<ConnectionId, u32>,
}

impl NoteLimit {
    /// Whether one more may come; if not, after how many seconds.
    pub(crate) fn admit(&self, id: ConnectionId, now: Timestamp) -> Result<(), u64> {
        let mut window = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let second = now.as_second();
        let minute = second.div_euclid(MINUTE);
        if window.minute != minute {
            *window = Window { minute, counts: HashMap::new() };
        }
        let known = window.counts.contains_key(&id);
        let count = window.counts.entry(id).or_default();
        *count += 1;
        let fits = *count <= NOTES_A_MINUTE;
        if fits && (known || window.counts.len() <= CONNECTIONS_MAX) {
            return Ok(());
        }
        if !known {
            window.counts.remove(&id);
        }
        Err((MINUTE - second.rem_euclid(MINUTE)).unsigned_abs())
    }
}

/// Takes a note of a connection.
pub async fn take_note(
    app: &App,
    id: ConnectionId,
    signature: NoteSignature<'_>,
    body: &[u8],
) -> Result<Noted, StoreError> {
    let Some(secret) = app.store.webhook_secret(id).await? else { return Ok(Noted::Unknown) };
    let now = app.clock.now();
    let (note, mark) = match read_note(&secret, signature, body, now) {
        Ok(read) => read,
        Err(refusal) => return Ok(Noted::Refused(refusal)),
    };
    if !app.store.take_note(id, &mark, now, now + NOTE_WINDOW * 2).await? {
        return Ok(Noted::Repeated);
    }
    if let Note::TicketChanged(ticket) = note {
        ask(app, id, ticket, now).await?;
    }
    Ok(Noted::Taken)
}

/// Only a ticket of this very connection is asked about.
async fn ask(
    app: &App,
    id: ConnectionId,
    ticket: crate::ids::TicketId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let own = app.store.list_ids_of_connection(id, &[ticket]).await?;
    let Some(connection) = app.store.find_connection_by_id(id).await? else { return Ok(()) };
    if own.contains(&ticket) {
        app.store.enqueue(&RefreshTicket::job(&connection.tenant, ticket, now)).await?;
        app.jobs.notify_one();
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_of_one_connection_is_turned_away_until_the_next_minute() {
        let limit = NoteLimit::default();
        let (one, other) = (ConnectionId::generate(), ConnectionId::generate());
        let now: Timestamp = "2026-11-23T13:34:10Z".parse().unwrap();
        for _ in 0..NOTES_A_MINUTE {
            assert_eq!(limit.admit(one, now), Ok(()));
        }
        assert_eq!(limit.admit(one, now), Err(50));
        assert_eq!(limit.admit(other, now), Ok(()));
        assert_eq!(limit.admit(one, "2026-11-23T13:35:00Z".parse().unwrap()), Ok(()));
    }

    #[test]
    fn made_up_connections_do_not_fill_the_memory() {
        let limit = NoteLimit::default();
        let now: Timestamp = "2026-11-23T13:34:10Z".parse().unwrap();
        for _ in 0..CONNECTIONS_MAX {
            assert_eq!(limit.admit(ConnectionId::generate(), now), Ok(()));
        }
        assert_eq!(limit.admit(ConnectionId::generate(), now), Err(50));
        assert_eq!(limit.0.lock().unwrap().counts.len(), CONNECTIONS_MAX);
    }
}
