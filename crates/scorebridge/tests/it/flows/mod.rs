//! Whole flows through the program as it is started in real use.

mod bridge;
mod kill;
mod secrets;
