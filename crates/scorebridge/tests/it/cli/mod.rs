//! The command line, as a process.

mod bad_input;
