#![doc = include_str!("../README.md")]

mod acl;
mod addresses;
mod api;
mod app;
mod app_install;
mod auth;
mod caller;
mod clock;
mod control;
mod dictionary;
mod engine;
mod formats;
mod instance;
mod jobs;
mod limits;
mod paths;
mod query;
mod queue;
mod random;
mod recorder;
mod refusals;
mod router;
mod rules;
mod scenarios;
mod script;
mod serve;
mod ui;

pub use instance::{Instance, InstanceBuilder, StartError};
pub use recorder::RecordedRequest;
pub use scenarios::{Scenario, UnknownScenario};
