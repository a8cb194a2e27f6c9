//! What the tests need beside Rust: Chromium and its driver, PostgreSQL, axe-core, ServiceNow's SDK, and clients of
//! ServiceNow that others wrote. As root on Debian it is installed; anyone else is told the command.

use std::{env, fs, path::Path, process::Command};

use anyhow::{Context as _, bail};
use serde_json::Value;

use crate::{connector, postgres, step, workspace};

/// A program and the Debian package it comes from.
struct Program {
    name: &'static str,
    package: &'static str,
}

const PROGRAMS: [Program; 6] = [
    Program { name: "chromium", package: "chromium" },
    Program { name: "chromedriver", package: "chromium-driver" },
    Program { name: "psql", package: "postgresql" },
    Program { name: "npm", package: "npm" },
    Program { name: "python3", package: "python3" },
    Program { name: "pip3", package: "python3-pip" },
];

/// Makes sure that everything is there.
pub(crate) fn prepare() -> anyhow::Result<()> {
    let missing = missing_packages();
    if !missing.is_empty() {
        install(&missing)?;
        let left = missing_packages();
        if !left.is_empty() {
            bail!("still missing after the installation: {}", left.join(" "));
        }
    }
    axe_core()?;
    clients()?;
    connector::install_sdk()
}

fn missing_packages() -> Vec<&'static str> {
    let server = postgres::programs().is_err().then_some("postgresql");
    let programs =
        PROGRAMS.iter().filter(|program| !is_installed(program.name)).map(|program| program.package);
    let mut packages: Vec<_> = programs.chain(server).collect();
    packages.sort_unstable();
    packages.dedup();
    packages
}

fn is_installed(program: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn install(packages: &[&str]) -> anyhow::Result<()> {
    let command = format!("apt-get install --no-install-recommends {}", packages.join(" "));
    if !is_installed("apt-get") {
        bail!("the tests need Debian's packages {}, or what they are called here", packages.join(", "));
    }
    if !is_root() {
        bail!("the tests need packages that only root may install; run: sudo {command}");
    }
    step::run("update the package lists", Command::new("apt-get").args(["update", "--quiet"]))?;
    step::run(
        "install packages",
        Command::new("apt-get")
            .args(["install", "--yes", "--quiet", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

fn is_root() -> bool {
    step::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Installs axe-core, in the version and with the checksum of `xtask/axe`, where the browser tests look for it.
fn axe_core() -> anyhow::Result<()> {
    let pinned = workspace::root().join("xtask/axe");
    let folder = workspace::test_files().join("axe");
    if installed_version(&folder) == Some(pinned_version(&pinned)?) {
        return Ok(());
    }
    npm(&pinned, &folder, "install axe-core")
}

/// The exact packages of a lock file, without running scripts of theirs.
fn npm(pinned: &Path, folder: &Path, step: &str) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(pinned.join(file), folder.join(file)).with_context(|| format!("cannot copy {file}"))?;
    }
    let flags = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    step::run(step, Command::new("npm").args(flags).current_dir(folder))
}

/// Installs the clients of `xtask/clients`, where the contract tests of the developer instance look for them. The
/// lists they were installed from lie beside them, so that a change of either is noticed.
fn clients() -> anyhow::Result<()> {
    let pinned = workspace::root().join("xtask/clients");
    let folder = workspace::test_files().join("clients");
    let list = pinned.join("requirements.txt");
    if !is_same(&list, &folder.join("python.txt")) {
        let python = folder.join("python");
        let _ = fs::remove_dir_all(&python);
        fs::create_dir_all(&python).with_context(|| format!("cannot create {}", python.display()))?;
        let flags =
            ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps"];
        let mut pip = Command::new("python3");
        let pip = pip.args(flags).arg("--target").arg(&python).arg("--requirement").arg(&list);
        step::run("install Python clients", pip)?;
        fs::copy(&list, folder.join("python.txt")).context("cannot copy requirements.txt")?;
    }
    let lock = pinned.join("package-lock.json");
    if !is_same(&lock, &folder.join("node.json")) {
        npm(&pinned, &folder.join("node"), "install Node clients")?;
        fs::copy(&lock, folder.join("node.json")).context("cannot copy package-lock.json")?;
    }
    Ok(())
}

fn is_same(pinned: &Path, installed: &Path) -> bool {
    fs::read(pinned).is_ok_and(|pinned| fs::read(installed).is_ok_and(|installed| installed == pinned))
}

fn pinned_version(pinned: &Path) -> anyhow::Result<String> {
    let version = read_json(&pinned.join("package.json"))?["dependencies"]["axe-core"].clone();
    version.as_str().map(str::to_owned).context("xtask/axe/package.json names no version of axe-core")
}

fn installed_version(folder: &Path) -> Option<String> {
    let manifest = read_json(&folder.join("node_modules/axe-core/package.json")).ok()?;
    manifest["version"].as_str().map(str::to_owned)
}

fn read_json(path: &Path) -> anyhow::Result<Value> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))
}
