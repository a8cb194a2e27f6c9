//! `cargo xtask test`: prepares, starts one PostgreSQL for all test programs, runs them, ends it.

use std::process::{Command, Stdio};

use anyhow::anyhow;

use crate::{installed, postgres, step};

/// Runs all tests of the workspace, or those that arguments for the runner choose.
pub(crate) fn run(runner: &[String]) -> anyhow::Result<()> {
    installed::prepare()?;
    let server = postgres::Postgres::start().map_err(|reason| anyhow!("PostgreSQL for tests: {reason}"))?;
    let environment = (postgres::SERVER_VARIABLE, server.server.as_str());
    let chosen =
        runner.iter().any(|argument| argument.starts_with("-p") || argument.starts_with("--package"));
    let packages: &[&str] = if chosen { &[] } else { &["--workspace"] };
    if !has_nextest() {
        return step::run("tests", cargo("test", packages, environment).args(runner));
    }
    let mut tests = cargo("nextest", packages, environment);
    step::run("tests", tests.args(runner))?;
    if !runner.is_empty() {
        return Ok(());
    }
    let mut examples = cargo("test", packages, environment);
    step::run("examples in the documentation", examples.arg("--doc"))
}

fn cargo(runner: &str, packages: &[&str], (name, value): (&str, &str)) -> Command {
    let mut command = Command::new("cargo");
    command.arg(runner);
    if runner == "nextest" {
        command.arg("run");
    }
    command.arg("--locked").args(packages).env(name, value);
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
