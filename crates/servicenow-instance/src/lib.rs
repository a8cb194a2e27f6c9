//! A ServiceNow-compatible developer instance: REST APIs, OAuth, sign-in and
//! pages, with their rules and refusals, over an embedded database. For tests
//! and development, never for real work.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use servicenow_instance::Instance;
//!
//! let instance = Instance::builder().seed(7).start().await?;
//! println!("{}api/now/table/incident", instance.url());
//! # Ok(()) }
//! ```

mod acl;
mod addresses;
mod api;
mod app;
mod auth;
mod caller;
mod clock;
mod control;
mod dictionary;
mod engine;
mod formats;
mod instance;
mod limits;
mod query;
mod queue;
mod random;
mod recorder;
mod refusals;
mod router;
mod rules;
mod scenarios;
mod serve;
mod ui;

pub use instance::{Instance, InstanceBuilder, StartError};
pub use recorder::RecordedRequest;
pub use scenarios::{Scenario, UnknownScenario};
