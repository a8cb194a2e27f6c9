//! One step of a chore: a command whose name and duration are shown and whose failure ends the chore.

use std::{
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context as _, bail};

/// Runs a command with its output on the terminal.
pub(crate) fn run(name: &str, command: &mut Command) -> anyhow::Result<()> {
    begin(name);
    let start = Instant::now();
    let status = command.status().with_context(|| format!("{name}: cannot run {}", shown(command)))?;
    let seconds = start.elapsed().as_secs_f32();
    if !status.success() {
        bail!("{name} failed after {seconds:.1} s ({status}): {}", shown(command));
    }
    eprintln!("==> {name}: done in {seconds:.1} s");
    Ok(())
}

/// Shows which step runs from here on.
pub(crate) fn begin(name: &str) {
    eprintln!("==> {name}");
}

/// What a command printed on stdout; its stderr is part of the error when it fails.
pub(crate) fn output(command: &mut Command) -> anyhow::Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot run {}", shown(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed ({}): {}", shown(command), output.status, said.trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("{} printed no UTF-8", shown(command)))
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
