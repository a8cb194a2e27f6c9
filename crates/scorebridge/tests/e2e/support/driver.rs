//! One chromedriver on a free port with a browser profile of its own. A small shell script around it waits for
//! its standard input to close, which happens however the test ends, and then ends driver and browser and removes
//! the profile.

use std::{
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, ChildStdin, Command, Stdio},
};

use tempfile::TempDir;

/// Ends what belongs to the profile, and nothing else: processes whose command line names its folder.
const SUPERVISOR: &str = r#"
profile=$1
trap : INT TERM
chromedriver --port=0 </dev/null 2>/dev/null &
driver=$!
exec >/dev/null
read -r _
kill -9 $driver
for process in /proc/[0-9]*; do
  if tr '\0' ' ' <"$process/cmdline" 2>/dev/null | grep -qF -- "--user-data-dir=$profile"; then
    kill -9 "${process#/proc/}" 2>/dev/null
  fi
done
wait $driver
rm -rf "$profile"
"#;

/// A running driver; dropping it ends driver and browser.
pub(super) struct Driver {
    port: u16,
    profile: PathBuf,
    supervisor: Child,
    lifeline: Option<ChildStdin>,
}

impl Driver {
    pub(super) fn start() -> Self {
        // The supervisor removes the folder, also when this program is killed.
        let profile = TempDir::with_prefix("browser-for-tests-").unwrap().keep();
        let mut supervisor = Command::new("sh")
            .args(["-c", SUPERVISOR, "browser-for-tests"])
            .arg(&profile)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lifeline = supervisor.stdin.take();
        let lines = BufReader::new(supervisor.stdout.take().unwrap()).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| port(&line))
            .expect("chromedriver starts; `cargo xtask prepare` installs it");
        Self { port, profile, supervisor, lifeline }
    }

    pub(super) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(super) fn profile(&self) -> String {
        self.profile.to_str().expect("a temporary folder has a plain name").to_owned()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        drop(self.lifeline.take());
        if let Err(error) = self.supervisor.wait() {
            eprintln!("the browser's supervisor ended badly: {error}");
        }
    }
}

/// The port in `ChromeDriver was started successfully on port 12345.`
fn port(line: &str) -> Option<u16> {
    line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok()
}
