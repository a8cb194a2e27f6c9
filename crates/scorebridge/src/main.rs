//! The `scorebridge` command: reads the command line, runs it, ends with its exit code.

use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;

/// Answers are made of many small texts that often end on another thread than they began on, which this allocator is
/// good at.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    scorebridge::cli::Cli::parse().run()
}
