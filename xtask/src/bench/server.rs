//! A server of the product under measurement: started from the release build, watched, ended with its guard.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
};

use anyhow::{Context as _, bail};

use crate::workspace;

/// A running server. Dropping it ends the process.
pub(crate) struct Server {
    process: Child,
    addresses: Vec<(String, String)>,
}

impl Server {
    /// Starts `scorebridge` with these arguments and waits until it has printed a `ready:` line for each of
    /// `parts` (`portal`, `instance`, `tenant`).
    pub(crate) fn start(arguments: &[&str], parts: &[&str]) -> anyhow::Result<Self> {
        let program = program();
        let mut process = Command::new(&program)
            .args(arguments)
            .env("RUST_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        let stdout = process.stdout.take().context("the server's output was not piped")?;
        let mut server = Self { process, addresses: Vec::new() };
        let mut lines = BufReader::new(stdout).lines();
        while !parts.iter().all(|part| server.find(part).is_some()) {
            let Some(line) = lines.next() else {
                bail!("`scorebridge {}` ended before it was ready", arguments.join(" "));
            };
            if let Some((part, address)) = line?.strip_prefix("ready: ").and_then(|line| line.split_once(' '))
            {
                server.addresses.push((part.to_owned(), address.trim_end_matches('/').to_owned()));
            }
        }
        // A full pipe would stop the server, so what else it prints is read and dropped.
        thread::spawn(move || lines.for_each(drop));
        Ok(server)
    }

    fn find(&self, part: &str) -> Option<&str> {
        self.addresses.iter().find(|(name, _)| name == part).map(|(_, address)| address.as_str())
    }

    /// Where a part answers, without a trailing slash.
    pub(crate) fn address(&self, part: &str) -> anyhow::Result<&str> {
        self.find(part).with_context(|| format!("the server has no part {part:?}"))
    }

    /// Memory in use by the process, in KiB (`VmRSS` of proc(5)).
    pub(crate) fn resident_kib(&self) -> anyhow::Result<u64> {
        let path = format!("/proc/{}/status", self.process.id());
        let status = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
        resident_kib(&status).with_context(|| format!("{path} has no VmRSS"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.process.kill().and_then(|()| self.process.wait()) {
            eprintln!("cannot end the server with process id {}: {error}", self.process.id());
        }
    }
}

fn program() -> PathBuf {
    workspace::target().join("release/scorebridge")
}

fn resident_kib(status: &str) -> Option<u64> {
    let value = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    value.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_resident_memory_from_a_process_status() {
        assert_eq!(resident_kib("Name:\tx\nVmHWM:\t   9 kB\nVmRSS:\t   14336 kB\n"), Some(14_336));
        assert_eq!(resident_kib("Name:\tkthreadd\n"), None);
    }
}
