//! Background work against a developer instance, and against doubles for faults that no instance can be put into.

mod authorize;
mod checks;
mod delivery;
mod doctor;
mod double;
mod faults;
mod grants;
mod import;
mod interleavings;
mod matrix;
mod network;
mod notes;
mod runner;
mod sync;
mod webhook;
pub(crate) mod world;
