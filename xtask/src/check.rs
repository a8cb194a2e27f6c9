//! `cargo xtask check`: what CI runs, quickest questions first.

use std::process::{Command, Stdio};

use crate::{catalogue, docs, step, test};

/// The version of cargo-deny that `deny.toml` is written for.
const CARGO_DENY: &str = "0.20.2";

/// Runs every check; the first failure ends it.
pub(crate) fn run() -> anyhow::Result<()> {
    step::run("format", &mut cargo(&["fmt", "--all", "--check"]))?;
    step::begin("languages");
    catalogue::check()?;
    lints()?;
    documentation()?;
    licences()?;
    docs::run(true)?;
    let driver = ["test", "--package", "xtask", "--features", "bench", "--locked", "bench::"];
    step::run("tests of the load driver", &mut cargo(&driver))?;
    test::run(&[])
}

fn lints() -> anyhow::Result<()> {
    let all = ["clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings"];
    step::run("lints", &mut cargo(&all))?;
    let driver = ["clippy", "--package", "xtask", "--features", "bench", "--all-targets", "--locked"];
    step::run("lints of the load driver", cargo(&driver).args(["--", "--deny", "warnings"]))
}

fn documentation() -> anyhow::Result<()> {
    let arguments = ["doc", "--workspace", "--no-deps", "--document-private-items", "--locked"];
    step::run("documentation", cargo(&arguments).env("RUSTDOCFLAGS", "--deny warnings"))
}

fn licences() -> anyhow::Result<()> {
    if !has_deny() {
        let install = ["install", "cargo-deny", "--locked", "--version", CARGO_DENY];
        step::run("install cargo-deny", &mut cargo(&install))?;
    }
    let check = ["deny", "--workspace", "--locked", "check", "licenses", "bans", "sources"];
    step::run("licences and sources of dependencies", &mut cargo(&check))
}

fn has_deny() -> bool {
    let version = cargo(&["deny", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    version.is_ok_and(|status| status.success())
}

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments);
    command
}
