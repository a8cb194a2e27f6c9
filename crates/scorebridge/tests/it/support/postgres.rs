//! A PostgreSQL server for tests: its own cluster in a temporary folder, on a free port, forgetting durability for
//! speed. Started by the first test that asks, stopped with the program however it ends. Standard library only, so
//! that `cargo xtask test` can include this file and share one server between test programs. It knows nothing of
//! the product's schema.
//!
//! The server hangs on a small shell script that waits for its standard input to close. When the program that
//! started it exits, panics or is killed, the pipe closes and the script stops the server and removes the folder.

use std::{
    env, fs,
    io::{BufRead as _, BufReader},
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Output, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

/// Names a server that runs already, as `postgres://user@host:port`; no other is started then.
pub(crate) const SERVER_VARIABLE: &str = "TEST_POSTGRES_SERVER";

/// The package of Debian that holds what is run here.
const PACKAGE: &str = "postgresql";

/// Ports are taken between the choice and the start now and then.
const ATTEMPTS: u32 = 3;

/// A running server.
pub(crate) struct Postgres {
    /// The server as [`SERVER_VARIABLE`] wants it.
    pub(crate) server: String,
    /// Closing this ends the server; `None` when it was not started here.
    _lifeline: Option<ChildStdin>,
}

/// The server of this program; the first call starts it.
pub(crate) fn server() -> &'static Postgres {
    static SERVER: OnceLock<Postgres> = OnceLock::new();
    SERVER.get_or_init(|| match env::var(SERVER_VARIABLE) {
        Ok(server) if !server.is_empty() => Postgres { server, _lifeline: None },
        _ => Postgres::start().unwrap_or_else(|reason| panic!("PostgreSQL for tests: {reason}")),
    })
}

impl Postgres {
    /// Makes a cluster and starts a server on it.
    pub(crate) fn start() -> Result<Self, String> {
        let programs = programs()?;
        let mut failure = String::new();
        for _ in 0..ATTEMPTS {
            match Self::attempt(&programs) {
                Ok(server) => return Ok(server),
                Err(reason) => failure = reason,
            }
        }
        Err(failure)
    }

    /// Makes an empty database and returns its address.
    pub(crate) fn create_database(&self) -> String {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        // template0 has no other connections, which would make a concurrent copy fail.
        let statement = format!("CREATE DATABASE {name} TEMPLATE template0");
        let made = Command::new("psql")
            .args([&self.address("postgres"), "--no-psqlrc", "--quiet", "--command", &statement])
            .output();
        succeeded("psql", made).unwrap_or_else(|reason| panic!("cannot create a database: {reason}"));
        self.address(&name)
    }

    fn address(&self, database: &str) -> String {
        format!("{}/{database}", self.server)
    }

    fn attempt(programs: &Path) -> Result<Self, String> {
        let folder = Folder::create()?;
        succeeded(
            "initdb",
            as_unprivileged(programs.join("initdb"))
                .args([
                    "--username=postgres",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                ])
                .arg("--pgdata")
                .arg(folder.data())
                .current_dir("/")
                .output(),
        )?;
        let port = free_port()?;
        let mut supervisor = supervise(&programs.join("postgres"), &folder, port)?;
        let lifeline = supervisor.stdin.take();
        let ready = supervisor.stdout.take().is_some_and(|stdout| {
            BufReader::new(stdout).lines().map_while(Result::ok).any(|line| line == "ready")
        });
        if !ready {
            let log = fs::read_to_string(folder.log()).unwrap_or_default();
            return Err(format!("the server did not start on port {port}: {}", log.trim()));
        }
        // From here on the supervisor removes the folder.
        std::mem::forget(folder);
        Ok(Self { server: format!("postgres://postgres@127.0.0.1:{port}"), _lifeline: lifeline })
    }
}

/// The script around the server: says `ready` once it answers, then waits for the end of its input.
const SUPERVISOR: &str = r#"
postgres=$1 folder=$2 port=$3; shift 3
cd /
trap '' INT TERM
"$@" "$postgres" -D "$folder/data" -k "$folder" -p "$port" -c listen_addresses=127.0.0.1 \
  -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300 \
  -c shared_buffers=64MB -c autovacuum=off </dev/null >"$folder/log" 2>&1 &
server=$!
tries=0
until pg_isready --quiet --host "$folder" --port "$port"; do
  tries=$((tries + 1))
  if [ $tries -gt 600 ] || ! kill -0 $server 2>/dev/null; then exit 1; fi
  sleep 0.05
done
echo ready
exec >/dev/null
read -r _
kill -QUIT $server
wait $server
rm -rf "$folder"
"#;

fn supervise(postgres: &Path, folder: &Folder, port: u16) -> Result<Child, String> {
    let mut script = Command::new("sh");
    script.args(["-c", SUPERVISOR, "postgres-for-tests"]).arg(postgres).arg(&folder.0).arg(port.to_string());
    if is_root() {
        script.args(DROP_PRIVILEGES);
    } else {
        script.arg("env");
    }
    script
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("cannot run sh: {error}"))
}

/// How a root user becomes the one that the server accepts: it refuses to run as root.
const DROP_PRIVILEGES: [&str; 4] = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"];

fn as_unprivileged(program: PathBuf) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new(DROP_PRIVILEGES[0]);
    command.args(&DROP_PRIVILEGES[1..]).arg(program);
    command
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

/// A folder that belongs to whoever runs the server; removed when a start fails.
struct Folder(PathBuf);

impl Folder {
    fn create() -> Result<Self, String> {
        let parent = env::temp_dir();
        let template = parent.join("postgres-for-tests.XXXXXX");
        let made = succeeded("mktemp", as_unprivileged("mktemp".into()).arg("-d").arg(template).output())?;
        Ok(Self(PathBuf::from(made.trim())))
    }

    fn data(&self) -> PathBuf {
        self.0.join("data")
    }

    fn log(&self) -> PathBuf {
        self.0.join("log")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("cannot remove {}: {error}", self.0.display());
        }
    }
}

/// The newest installed version's folder of programs; Debian keeps them off the search path.
pub(crate) fn programs() -> Result<PathBuf, String> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = versions
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, programs)| programs.join("initdb").is_file())
        .max();
    if let Some((_, programs)) = debian {
        return Ok(programs);
    }
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
        .ok_or_else(|| {
            format!(
                "initdb is not installed; `cargo xtask test` installs it, or install the package {PACKAGE}"
            )
        })
}

fn free_port() -> Result<u16, String> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(|error| format!("no free port: {error}"))?;
    listener.local_addr().map(|addr| addr.port()).map_err(|error| format!("no free port: {error}"))
}

fn succeeded(program: &str, output: std::io::Result<Output>) -> Result<String, String> {
    let output = output.map_err(|error| format!("cannot run {program}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(format!("{program} failed: {}", String::from_utf8_lossy(&output.stderr).trim()))
}
