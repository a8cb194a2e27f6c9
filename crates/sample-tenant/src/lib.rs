#![doc = include_str!("../README.md")]

mod catalogue;
mod clients;
mod clock;
mod dev;
mod entra;
mod faults;
mod graph;
mod keys;
mod noise;
mod people;
mod router;
mod state;
mod tenant;

pub use clients::TestClient;
pub use clock::Clock;
pub use faults::Fault;
pub use tenant::{SampleTenant, SampleTenantBuilder, StartError, UnknownControl};
