//! Runs the SDK on a copy of the sources, so that the repository stays clean, and takes out of its records what
//! differs from build to build.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;
use serde_json::Value;

use super::{Release, record};
use crate::{step, workspace};

const SOURCES: &str = "connector-app";
const KEYS: &str = "src/fluent/generated/keys.ts";
const COPIED: [&str; 5] = ["package.json", "package-lock.json", "now.config.json", "src", "metadata"];

/// A file of the built application: path with slashes, and content.
pub(super) struct Built {
    pub(super) path: String,
    pub(super) content: String,
}

fn sources() -> PathBuf {
    workspace::root().join(SOURCES)
}

fn workshop() -> PathBuf {
    workspace::test_files().join(SOURCES)
}

/// Version and day of release, from the application's own manifest.
pub(super) fn release() -> anyhow::Result<Release> {
    let manifest = manifest(&sources())?;
    let text =
        |key: &str| manifest[key].as_str().with_context(|| format!("{SOURCES}/package.json has no {key}"));
    Ok(Release { version: text("version")?.to_owned(), day: text("released")?.parse()? })
}

fn manifest(folder: &Path) -> anyhow::Result<Value> {
    let path = folder.join("package.json");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))
}

/// Installs the SDK in the version and with the checksums of the application's lock file, if it is not there yet.
pub(crate) fn install_sdk() -> anyhow::Result<()> {
    let folder = workshop();
    let wanted = manifest(&sources())?["devDependencies"]["@servicenow/sdk"].clone();
    let there = manifest(&folder.join("node_modules/@servicenow/sdk")).map(|found| found["version"].clone());
    if there.is_ok_and(|version| version == wanted) {
        return Ok(());
    }
    copy_sources(&folder)?;
    let flags = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    step::run("install ServiceNow's SDK", Command::new("npm").args(flags).current_dir(&folder))
}

fn copy_sources(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    for name in COPIED {
        let (from, to) = (sources().join(name), folder.join(name));
        if to.is_dir() {
            fs::remove_dir_all(&to)?;
        }
        copy(&from, &to).with_context(|| format!("cannot copy {}", from.display()))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> anyhow::Result<()> {
    if from.is_file() {
        fs::copy(from, to)?;
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

/// The records as the SDK makes them. Unless `frozen`, new ids are taken back into the sources.
pub(super) fn build(frozen: bool) -> anyhow::Result<Vec<Built>> {
    install_sdk()?;
    let folder = workshop();
    copy_sources(&folder)?;
    let mut sdk = Command::new("node");
    sdk.arg("node_modules/.bin/now-sdk").arg("build").current_dir(&folder);
    if frozen {
        sdk.arg("--frozenKeys");
    }
    step::run("build the application", &mut sdk)?;
    if !frozen {
        fs::copy(folder.join(KEYS), sources().join(KEYS))?;
    }
    let mut files = Vec::new();
    collect(&folder.join("dist/app"), "", &mut files)?;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

fn collect(folder: &Path, below: &str, files: &mut Vec<Built>) -> anyhow::Result<()> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{path}/"), files)?;
        } else {
            let content = fs::read_to_string(entry.path())?;
            files.push(Built { path, content: record::reproducible(&content) });
        }
    }
    Ok(())
}
