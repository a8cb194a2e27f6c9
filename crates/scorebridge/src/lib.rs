//! Scorebridge: the self-hosted bridge from Microsoft Secure Score to ServiceNow.
//!
//! Rooms, in the one direction of imports:
//! `cli` -> `web` -> `jobs` -> `store` -> `tickets`, `score`, `connection` -> the client library.

pub mod app;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod config;
pub mod connection;
pub mod demo;
mod http;
pub mod i18n;
pub mod ids;
pub mod jobs;
pub mod live;
pub mod message;
pub mod portal;
pub mod score;
pub mod store;
pub mod tickets;
pub mod web;
