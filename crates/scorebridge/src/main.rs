//! The `scorebridge` command: reads the command line, runs it, ends with its exit code.

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    scorebridge::cli::Cli::parse().run()
}
