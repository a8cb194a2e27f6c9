//! Secure Score: improvement actions, categories, daily scores, and the reading of Microsoft Graph.
//! Types and rules only: nothing here calls the store.

mod action;
mod category;
pub mod graph;
mod snapshot;

pub use action::{ActionStatus, ImprovementAction};
pub use category::Category;
pub use snapshot::{ActionPoints, CategoryScore, ScoreDay};
