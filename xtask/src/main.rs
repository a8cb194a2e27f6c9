//! The project's chores: `cargo xtask test`, `check`, `bench`, `connector`, `docs`. It builds and measures the product but
//! is no part of it.

#[cfg(feature = "bench")]
mod bench;
mod catalogue;
mod check;
mod connector;
mod docs;
mod installed;
#[path = "../../crates/scorebridge/tests/it/support/postgres.rs"]
#[expect(dead_code, reason = "the server is started here, databases are made by the tests")]
mod postgres;
mod step;
mod test;
mod workspace;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

/// The project's chores.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Install what the tests need where that is allowed, else name it
    Prepare,
    /// Run all tests, after `prepare`
    Test {
        /// Arguments for the test runner, after `--`
        #[arg(last = true)]
        runner: Vec<String>,
    },
    /// Run everything that must hold before a change is merged: format, lints, documentation, licences,
    /// languages, tests
    Check,
    /// Measure the release build and print each figure beside its aim
    Bench(Bench),
    /// Build the application for ServiceNow and write the files that the product offers
    Connector {
        /// Write nothing; fail if a file is out of date
        #[arg(long)]
        check: bool,
    },
    /// The server that the developer instance is compared with
    #[cfg(feature = "bench")]
    #[command(hide = true)]
    Bare,
    /// Write the generated pages of the documentation
    Docs {
        /// Write nothing; fail if a page is out of date
        #[arg(long)]
        check: bool,
    },
}

#[derive(Args, Debug)]
struct Bench {
    /// Run only scenarios whose name contains this
    #[arg(default_value = "")]
    only: String,
    /// Write the figures into docs/development/figures.md, with the day and the machine
    #[arg(long)]
    save: bool,
}

fn main() -> ExitCode {
    let done = match Cli::parse().chore {
        Chore::Prepare => installed::prepare(),
        Chore::Test { runner } => test::run(&runner),
        Chore::Check => check::run(),
        Chore::Bench(options) => bench(&options),
        Chore::Connector { check } => connector::run(check),
        #[cfg(feature = "bench")]
        Chore::Bare => bench::bare::serve(),
        Chore::Docs { check } => docs::run(check),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(feature = "bench")]
fn bench(options: &Bench) -> anyhow::Result<()> {
    bench::run(&options.only, options.save)
}

/// Builds the product and the load driver for release and hands over to the latter.
#[cfg(not(feature = "bench"))]
fn bench(options: &Bench) -> anyhow::Result<()> {
    use std::process::Command;

    let release = ["--release", "--locked", "--package"];
    step::run("build the product", Command::new("cargo").arg("build").args(release).arg("scorebridge"))?;
    let driver = ["xtask", "--features", "bench", "--quiet", "--", "bench", &options.only];
    let save = options.save.then_some("--save");
    step::run("measure", Command::new("cargo").arg("run").args(release).args(driver).args(save))
}
