//! Background work against a developer instance, and against doubles for faults that no instance can be put into.

mod authorize;
mod checks;
mod delivery;
mod double;
mod faults;
mod grants;
mod import;
mod interleavings;
mod notes;
mod runner;
mod sync;
mod webhook;
mod world;
