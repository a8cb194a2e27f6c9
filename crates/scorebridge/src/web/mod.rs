//! The portal's pages: routes, who may use them, shell, and one module per page.
//! No SQL and no ServiceNow JSON here.

mod activity;
mod api;
mod assets;
mod authorize;
mod checks;
mod components;
mod configuration;
mod connection;
mod connector;
mod error;
mod filters;
mod form;
mod health;
mod help;
mod home;
mod icons;
mod instance_links;
mod kept;
mod keys;
mod leave;
mod live;
mod middleware;
mod notice;
mod parameters;
mod problem;
mod provisioning;
mod report;
mod router;
mod search;
mod secure_score;
mod settings;
mod setup;
mod shell;
mod signin;
mod tickets;
mod troubleshooting;
mod urls;
mod viewer;
mod webhook;

pub(crate) use report::ReportDocument;
pub use router::router;
pub(crate) use tickets::export::harmless;
