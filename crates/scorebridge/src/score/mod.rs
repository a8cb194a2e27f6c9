//! Secure Score: improvement actions, categories, daily scores, and the reading of Microsoft Graph.
//! Types and rules only: nothing here calls the store.

mod action;
mod assemble;
mod category;
pub mod graph;
mod html;
mod snapshot;

pub use action::{ActionStatus, ImprovementAction};
pub use assemble::{actions_of, date_of, day_of, points_of};
pub use category::Category;
pub use html::html_to_text;
pub use snapshot::{ActionPoints, CategoryScore, ScoreDay};
