//! The store, on both engines.

mod connections;
mod delivery;
mod edit;
mod jobs;
mod keys;
mod people;
mod scores;
mod syncs;
mod tickets;
