//! Pages through the router, read by selectors.

mod api;
mod assets;
mod attacks;
mod catalogue;
mod configuration;
mod connection;
mod connector;
mod contrast;
mod errors;
mod help;
mod home;
mod kept;
mod live;
mod provisioning;
mod roles;
mod search;
mod secure_score;
mod settings;
mod setup;
mod shell;
mod ticket_page;
mod tickets;
mod troubleshooting;
mod webhook;
