//! The command line, as a process.

mod bad_input;
mod portal;
mod tickets;
mod world;
