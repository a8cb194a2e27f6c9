//! The developer instance as its clients meet it: over HTTP.

#![expect(clippy::unwrap_used, reason = "a failed step of a test is a failed test")]

mod access;
mod aggregates;
mod applications;
mod attachments;
mod bad_input;
mod batches;
mod browser;
mod catalogs;
mod change_api;
mod changes;
mod clients;
mod control;
mod durability;
mod errors;
mod exchanges;
mod exports;
mod graphql;
mod imports;
mod incidents;
mod items;
mod login;
mod oauth;
mod queries;
mod scenarios;
mod schema;
mod scripts;
mod sdk;
mod second_factor;
mod secrecy;
mod shapes;
mod support;
mod survival;
mod table;
mod traffic;
mod ui;
mod views;
mod webservice;
