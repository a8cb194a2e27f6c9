#![doc = include_str!("../README.md")]
#![warn(missing_docs)]

mod answer;
mod attachment;
mod auth;
mod batch;
mod client;
mod clock;
mod error;
mod field;
mod import_set;
mod instance_url;
mod oauth;
mod pace;
mod page;
mod query;
mod record;
mod release;
mod retry;
mod sys_id;
mod table;
pub mod tables;
mod time;
mod tiny_url;
mod transport;
mod wire;

pub use attachment::{Attachment, Attachments, Upload};
pub use auth::{BoxFuture, Credentials, MemoryTokenStore, TokenSet, TokenStore, TokenStoreError};
pub use batch::{Batch, BatchAnswer};
pub use client::{Client, ClientBuilder};
pub use error::{Error, ErrorKind, TransportCause};
pub use field::{FieldValue, Fields};
pub use import_set::{ImportResult, ImportRow, ImportSet, ImportStatus};
pub use instance_url::InstanceUrl;
pub use oauth::{CodeChallenge, CodeVerifier, OAuthClient, StateParam};
pub use page::Page;
pub use query::{Condition, Query};
pub use record::Record;
pub use release::{Family, Release};
pub use retry::RetryPolicy;
pub use secrecy::SecretString;
pub use sys_id::SysId;
pub use table::Table;
pub use tables::{ChangeRequest, Choice, CurrentUser, Incident, User};
