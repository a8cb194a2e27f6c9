//! The machine that figures come from, and the day: without them a figure says little.

use std::{fs, process::Command};

use anyhow::Context as _;
use scorebridge::clock::Clock;

use crate::{step, workspace};

/// Day, program, processor, memory and load, as a list.
pub(crate) fn describe() -> anyhow::Result<String> {
    let day = Clock::system().now().to_zoned_datetime(jiff::tz::TimeZone::UTC).date();
    let mut git = Command::new("git");
    let commit = step::output(git.args(["rev-parse", "--short=12", "HEAD"]).current_dir(workspace::root()))?;
    let cores = std::thread::available_parallelism()?;
    Ok(format!(
        "- day: {day}\n- program: release build of commit {}\n- machine: {cores} cores ({}), {} of memory\n\
         - load average when it ended: {}\n",
        commit.trim(),
        field("/proc/cpuinfo", "model name")?,
        field("/proc/meminfo", "MemTotal")?,
        fs::read_to_string("/proc/loadavg")?.split(' ').next().unwrap_or_default(),
    ))
}

fn field(path: &str, name: &str) -> anyhow::Result<String> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.trim_start().strip_prefix(':'));
    value.map(|value| value.trim().to_owned()).with_context(|| format!("{path} has no {name}"))
}
