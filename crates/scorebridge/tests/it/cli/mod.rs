//! The command line, as a process.

mod bad_input;
mod doctor;
mod portal;
mod tickets;
mod world;
