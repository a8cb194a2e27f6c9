//! `cargo xtask test`: prepares, starts one PostgreSQL for all test programs, runs them, ends it.

use std::process::{Command, Stdio};

use anyhow::anyhow;

use crate::{installed, postgres, step};

/// Runs all tests of the workspace, or those that arguments for the runner choose.
pub(crate) fn run(runner: &[String]) -> anyhow::Result<()> {
    installed::prepare()?;
    let server = postgres::Postgres::start().map_err(|reason| anyhow!("PostgreSQL for tests: {reason}"))?;
    let environment = (postgres::SERVER_VARIABLE, server.server.as_str());
    if has_nextest() {
        let mut tests = cargo(&["nextest", "run", "--workspace", "--locked"], environment);
        step::run("tests", tests.args(runner))?;
        if runner.is_empty() {
            let mut examples = cargo(&["test", "--workspace", "--locked", "--doc"], environment);
            step::run("examples in the documentation", &mut examples)?;
        }
        return Ok(());
    }
    step::run("tests", cargo(&["test", "--workspace", "--locked"], environment).args(runner))
}

fn cargo(arguments: &[&str], (name, value): (&str, &str)) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).env(name, value);
    command
}

/// Nextest runs every test in a process of its own and in parallel over all programs; cargo does without.
fn has_nextest() -> bool {
    let version = Command::new("cargo")
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    version.is_ok_and(|status| status.success())
}
