//! Background work, and the actions on connection and tickets that pages, API and command line share.
//!
//! Two kinds. *Queued jobs* ([`SendTicket`], [`PostNote`], [`RefreshTicket`]) are stored in the transaction that causes
//! them, claimed under a lease and idempotent. *Reconcilers* compare what should be with what is, on a period and on a
//! nudge; they never retry themselves.

mod address;
mod backoff;
mod clients;
mod connect;
mod doctor;
mod expire;
mod health;
mod heartbeat;
mod import_score;
mod lanes;
mod post_note;
mod reconcilers;
mod refresh_ticket;
mod refresh_tickets;
mod renew_token;
mod runner;
mod send_ticket;
mod states;
mod sweep;
mod tickets;
mod webhook;
mod workers;

pub(crate) use clients::Clients;
pub use connect::{
    ConnectError, Removed, authorize_directly, begin_authorization, check_client, finish_authorization,
    make_assertion_key, probe_instance, remove_connection,
};
pub(crate) use doctor::Rounds;
pub use doctor::{Provisioned, Scope, examine, is_on_round, last_found, provision, run_checks, start_round};
pub use import_score::{ImportError, import_score};
pub(crate) use lanes::Lanes;
pub use post_note::PostNote;
pub use refresh_ticket::RefreshTicket;
pub use refresh_tickets::{SyncError, Synced, sync_connection};
pub use runner::run_due_jobs;
pub use send_ticket::SendTicket;
pub use sweep::sweep_connection;
pub use tickets::{Refreshed, add_note, edit_now, refresh_now, retry_note, retry_now, sync_now};
pub(crate) use webhook::NoteLimit;
pub use webhook::{Noted, take_note};
pub use workers::{Workers, start};

pub use crate::connection::ClientCheck;
