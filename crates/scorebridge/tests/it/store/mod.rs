//! The store, on both engines.

mod connections;
mod delivery;
mod jobs;
mod keys;
mod people;
mod scores;
mod tickets;
