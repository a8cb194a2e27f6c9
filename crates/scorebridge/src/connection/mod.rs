//! The connection to a ServiceNow instance: the authorization as integration user (S10, S11), its health, and the
//! recognition of what stands in the way. Types and rules only: nothing here calls the store; what is learned here
//! is saved by a job or a handler.

mod app_package;
mod app_probe;
mod assertion;
mod client_check;
mod diagnosis;
pub(crate) mod doctor;
mod ending;
mod grant;
mod grant_kind;
mod heartbeat;
mod model;
mod probe;
mod sync_run;
mod webhook;

pub use app_package::{APP_VERSION, AppFile};
pub use app_probe::{AppFound, find_app};
pub use assertion::{AssertionKey, AssertionKeyError, AssertionSigner};
pub use client_check::{ClientCheck, check_client};
pub use diagnosis::{Health, Place, PrivateAddress, health_of, is_of_connection, recognise, way_out};
pub use doctor::{
    Area, Check, CheckName, Counted, Finding, Found, Outcome, Registration, Report, SignInPage, Topic,
    UserAnswer, recognise_pasted,
};
pub use ending::{Ending, Nearness};
pub use grant::{
    Callback, CallbackOutcome, CallbackParams, Identity, Step, identify, identity_of, read_callback,
};
pub use grant_kind::Grant;
pub use heartbeat::{Heartbeat, beat};
pub use model::{
    AppPresence, Authorization, Connection, ConnectionStatus, NewConnection, PendingAuthorization, SetupStep,
};
pub use probe::{InstanceFacts, probe};
pub use sync_run::SyncRun;
pub use webhook::{
    NOTE_MAX, NOTE_WINDOW, Note, NoteRefusal, NoteSignature, Webhook, new_webhook_secret, read_note,
};

pub(crate) use probe::supported;
