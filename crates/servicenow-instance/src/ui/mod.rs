//! Pages of the instance, rendered on the server and usable without script: sign-in and consent,
//! navigator, lists and forms generated from the dictionary, administration, and the ticketing
//! connector. Rules live in the engine; a page only shows what a session answers.

mod access;
pub(crate) mod address;
pub(crate) mod admin;
pub(crate) mod assets;
pub(crate) mod bookmarks;
pub(crate) mod connector;
pub(crate) mod form;
pub(crate) mod home;
pub(crate) mod labels;
pub(crate) mod layouts;
pub(crate) mod list;
pub(crate) mod login;
mod navigator;
mod page;
mod params;
mod problem;
mod shell;
pub(crate) mod tables;
mod viewer;

pub(crate) use page::Page;
pub(crate) use params::Params;
pub(crate) use problem::Problem;
pub(crate) use shell::{Notice, Shell};
pub(crate) use viewer::Viewer;
