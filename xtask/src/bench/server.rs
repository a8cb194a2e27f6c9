//! A server under measurement: started as a process of its own, watched, ended with its guard.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context as _, bail};

use crate::workspace;

/// How long a server may take to stop in good order before it is killed.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// A running server. Dropping it ends the process.
pub(crate) struct Server {
    process: Child,
    addresses: Vec<(String, String)>,
    ready_after: Duration,
}

impl Server {
    /// Starts `scorebridge` with these arguments and waits until it has printed a `ready:` line for each of
    /// `parts` (`portal`, `instance`, `tenant`).
    pub(crate) fn start(arguments: &[&str], parts: &[&str]) -> anyhow::Result<Self> {
        Self::start_with(&program(), arguments, &[], parts)
    }

    /// The same with another program that speaks so, and variables.
    pub(crate) fn start_with(
        program: &Path,
        arguments: &[&str],
        environment: &[(String, String)],
        parts: &[&str],
    ) -> anyhow::Result<Self> {
        let started = Instant::now();
        let mut process = command(program, arguments, environment)
            .spawn()
            .with_context(|| format!("cannot run {}", program.display()))?;
        let stdout = process.stdout.take().context("the server's output was not piped")?;
        let mut server = Self { process, addresses: Vec::new(), ready_after: Duration::ZERO };
        server.wait_for(parts, stdout).with_context(|| format!("`{}`", arguments.join(" ")))?;
        server.ready_after = started.elapsed();
        Ok(server)
    }

    fn wait_for(&mut self, parts: &[&str], stdout: ChildStdout) -> anyhow::Result<()> {
        let mut lines = BufReader::new(stdout).lines();
        while !parts.iter().all(|part| self.find(part).is_some()) {
            let Some(line) = lines.next() else { bail!("it ended before it was ready") };
            let line = line?;
            let ready = line.strip_prefix("ready: ").and_then(|line| line.split_once(' '));
            let ready = ready.map(|(part, address)| (part, address.trim_end_matches('/')));
            self.addresses.extend(ready.map(|(part, address)| (part.to_owned(), address.to_owned())));
        }
        // A full pipe would stop the server, so what else it prints is read and dropped.
        thread::spawn(move || lines.for_each(drop));
        Ok(())
    }

    fn find(&self, part: &str) -> Option<&str> {
        self.addresses.iter().find(|(name, _)| name == part).map(|(_, address)| address.as_str())
    }

    /// Where a part answers, without a trailing slash.
    pub(crate) fn address(&self, part: &str) -> anyhow::Result<&str> {
        self.find(part).with_context(|| format!("the server has no part {part:?}"))
    }

    /// From the start of the process to the last `ready:` line.
    pub(crate) fn ready_after(&self) -> Duration {
        self.ready_after
    }

    /// Memory in use by the process, in KiB (`VmRSS` of proc(5)).
    pub(crate) fn resident_kib(&self) -> anyhow::Result<u64> {
        let path = format!("/proc/{}/status", self.process.id());
        let status = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
        resident_kib(&status).with_context(|| format!("{path} has no VmRSS"))
    }

    /// SIGTERM, so that temporary folders are removed; what does not end by it is killed.
    fn stop(&mut self) -> anyhow::Result<()> {
        let id = self.process.id().to_string();
        Command::new("kill").args(["-TERM", &id]).status()?;
        let asked = Instant::now();
        while asked.elapsed() < STOP_WITHIN {
            if self.process.try_wait()?.is_some() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(10));
        }
        self.process.kill()?;
        self.process.wait()?;
        bail!("it did not stop within {} s and was killed", STOP_WITHIN.as_secs())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            eprintln!("end the server with process id {}: {error:#}", self.process.id());
        }
    }
}

/// The product.
pub(crate) fn program() -> PathBuf {
    workspace::target().join("release/scorebridge")
}

/// Settings of the person who measures do not reach the servers.
fn command(program: &Path, arguments: &[&str], environment: &[(String, String)]) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("SCOREBRIDGE_") || name == "DATABASE_URL" {
            command.env_remove(&*name);
        }
    }
    command.args(arguments).env("SCOREBRIDGE_LOG", "error").envs(environment.iter().cloned());
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    command
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
