//! Pages through the router, read by selectors.

mod assets;
mod catalogue;
mod contrast;
mod errors;
mod help;
mod home;
mod live;
mod search;
mod secure_score;
mod settings;
mod shell;
