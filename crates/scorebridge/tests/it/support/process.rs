//! The program itself as a process, with an environment of its own, which ends with its guard.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command as StdCommand, ExitStatus, Output, Stdio};
use std::time::Duration;

use scorebridge::config::Config;
use secrecy::ExposeSecret as _;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// How long a start may take on a busy machine.
const START_WITHIN: Duration = Duration::from_secs(30);

/// A command line of the program that ends by itself; nothing of the surrounding environment reaches it.
pub(crate) fn scorebridge(arguments: &[&str]) -> StdCommand {
    let mut command = StdCommand::new(env!("CARGO_BIN_EXE_scorebridge"));
    command.args(arguments).env_clear().stdin(Stdio::null());
    command
}

/// What it said on stderr, without its log lines.
pub(crate) fn complaint(output: &Output) -> String {
    let stderr = String::from_utf8_lossy(&output.stderr);
    stderr.lines().filter(|line| !line.starts_with('{')).collect::<Vec<_>>().join("\n")
}

/// A server; dropping it kills it.
pub(crate) struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts `scorebridge` with `arguments`; its log is added to `log`.
    pub(crate) fn start(arguments: &[&str], environment: &[(String, String)], log: &Path) -> Self {
        let stderr = File::options().create(true).append(true).open(log).unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_scorebridge"))
            .args(arguments)
            .env_clear()
            .envs(environment.iter().cloned())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self { child, log: log.to_owned() }
    }

    /// Waits for its `ready:` line; gives the address in it.
    pub(crate) async fn ready(&mut self) -> String {
        let mut lines = BufReader::new(self.child.stdout.take().unwrap()).lines();
        let line = tokio::time::timeout(START_WITHIN, lines.next_line()).await;
        let Ok(Ok(Some(line))) = line else { panic!("not ready: {line:?}\n{}", self.log()) };
        let (_, address) = line.strip_prefix("ready: ").and_then(|rest| rest.split_once(' ')).unwrap();
        address.to_owned()
    }

    /// What it logged, and its forerunners with the same file.
    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// `kill -9`.
    pub(crate) async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// `kill -TERM`, and how it ended, if it did in time.
    pub(crate) async fn terminate(mut self, within: Duration) -> ExitStatus {
        let id = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().await.unwrap().success());
        let ended = tokio::time::timeout(within, self.child.wait()).await;
        ended.unwrap_or_else(|_| panic!("it runs on after {within:?}\n{}", self.log())).unwrap()
    }
}

/// A configuration as an administrator would set it for a container, with a sync every so many seconds.
pub(crate) fn environment(config: &Config, sync_seconds: u32) -> Vec<(String, String)> {
    let (server, signin, graph) = (&config.server, &config.signin, &config.graph);
    [
        ("SERVER__LISTEN", server.listen.to_string()),
        ("SERVER__DATA", server.data.display().to_string()),
        ("SIGNIN__ISSUER", signin.issuer.to_string()),
        ("SIGNIN__CLIENT_ID", signin.client_id.clone()),
        ("SIGNIN__CLIENT_SECRET", signin.client_secret.expose_secret().to_owned()),
        ("GRAPH__TENANT", graph.tenant.as_str().to_owned()),
        ("GRAPH__ROOT", graph.root.to_string()),
        ("GRAPH__AUTHORITY", graph.authority.to_string()),
        ("GRAPH__CLIENT_ID", graph.client_id.clone()),
        ("GRAPH__CLIENT_SECRET", graph.client_secret.expose_secret().to_owned()),
        ("SERVICENOW__SYNC_SECONDS", sync_seconds.to_string()),
        ("SERVICENOW__SETTLE_SECONDS", "1".to_owned()),
        ("SERVICENOW__ALLOW_PRIVATE_ADDRESSES", "true".to_owned()),
    ]
    .map(|(key, value)| (format!("SCOREBRIDGE_{key}"), value))
    .to_vec()
}
