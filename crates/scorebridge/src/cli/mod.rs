//! The command line: one file per command.
//!
//! Data goes to stdout, everything else to stderr. Exit codes: 0 done, 1 failed, 2 wrong usage.

mod actions;
mod config;
mod connection;
mod demo;
mod doctor;
mod export;
mod instance;
mod logs;
mod migrate;
mod remote;
mod serve;
mod share;
mod signals;
mod sync;
mod tenant;
mod tickets;
mod token;

use std::num::NonZero;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

/// The self-hosted bridge from Microsoft Secure Score to ServiceNow.
#[derive(Debug, Parser)]
#[command(name = "scorebridge", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run portal, developer instance and sample tenant in one process, to try everything
    Demo(demo::Demo),
    /// Run the portal and its workers
    Serve(serve::Serve),
    /// Run the ServiceNow-compatible developer instance alone
    Instance(instance::InstanceCommand),
    /// Run the sample Microsoft tenant alone
    Tenant(tenant::TenantCommand),
    /// List and show improvement actions of a running portal
    Actions(actions::Actions),
    /// Send an improvement action to ServiceNow
    Share(share::Share),
    /// List, show, refresh, retry and export tickets of a running portal
    Tickets(tickets::Tickets),
    /// Ask ServiceNow for changes now, and wait until they are in
    Sync(sync::Sync),
    /// Show, check, authorize and remove the connection of a running portal
    Connection(connection::ConnectionCommand),
    /// Test a deployment and its connection, and name each fault with the way out
    Doctor(doctor::Doctor),
    /// Make, list and remove API tokens on the portal's machine
    Token(token::TokenCommand),
    /// Bring the database up to date
    Migrate(migrate::Migrate),
    /// Check or show the configuration
    Config(config::ConfigCommand),
    /// Print a completion script for a shell
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

impl Cli {
    /// Runs the command to its end. A failure is printed as one line with its causes.
    pub fn run(self) -> ExitCode {
        logs::start();
        let done = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(workers())
            .enable_all()
            .build()
            .map_err(anyhow::Error::from)
            .and_then(|runtime| runtime.block_on(self.command.run()));
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error:#}");
                ExitCode::FAILURE
            }
        }
    }
}

/// Threads that serve connections: half of the processors, because the databases have threads of their own, and a
/// request is done sooner the fewer threads it is handed to.
fn workers() -> usize {
    let processors = std::thread::available_parallelism().map_or(1, NonZero::get);
    (processors / 2).max(1)
}

impl Command {
    async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Demo(command) => command.run().await,
            Self::Instance(command) => command.run().await,
            Self::Serve(command) => command.run().await,
            Self::Tenant(command) => command.run().await,
            Self::Actions(command) => command.run().await,
            Self::Share(command) => command.run().await,
            Self::Tickets(command) => command.run().await,
            Self::Sync(command) => command.run().await,
            Self::Connection(command) => command.run().await,
            Self::Doctor(command) => command.run().await,
            Self::Token(command) => command.run().await,
            Self::Migrate(command) => command.run().await,
            Self::Config(command) => command.run(),
            Self::Completions { shell } => {
                clap_complete::generate(shell, &mut Cli::command(), "scorebridge", &mut std::io::stdout());
                Ok(())
            }
        }
    }
}
