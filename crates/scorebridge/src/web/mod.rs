//! The portal's pages: routes, who may use them, shell, and one module per page.
//! No SQL and no ServiceNow JSON here.

mod assets;
mod components;
mod error;
mod filters;
mod form;
mod health;
mod icons;
mod leave;
mod live;
mod middleware;
mod problem;
mod router;
mod shell;
mod signin;
mod urls;
mod viewer;

pub use router::router;
