//! The binary itself, and how soon its demo answers.

use std::fs;

use anyhow::Context as _;

use crate::bench::{Aim, Figure, Outcome, Server, Unit, figure::number, program};

/// Starts that count, after one that fills the file cache.
const STARTS: usize = 9;

pub(super) fn size() -> anyhow::Result<Vec<Figure>> {
    let program = program();
    let bytes = fs::metadata(&program).with_context(|| format!("look at {}", program.display()))?.len();
    let figure = Figure::new("binary, stripped", number(bytes) / 1e6, Unit::Megabytes);
    Ok(vec![figure.aim(Aim::Below(40.0)).how("all of it: no other file is needed")])
}

pub(super) fn start() -> anyhow::Result<Vec<Figure>> {
    let free = ["demo", "--portal", "127.0.0.1:0", "--instance", "127.0.0.1:0", "--tenant", "127.0.0.1:0"];
    let parts = ["tenant", "instance", "portal"];
    let mut times = Vec::with_capacity(STARTS);
    for start in 0..=STARTS {
        let server = Server::start(&free, &parts)?;
        if start > 0 {
            times.push(server.ready_after());
        }
    }
    let outcome = Outcome::of(times)?;
    let how = format!("from the start of the process to the last of three `ready:` lines, {STARTS} starts");
    let figure =
        |which, percent| Figure::time(format!("start of the demo, {which}"), outcome.percentile(percent));
    Ok(vec![
        figure("median", 50).aim(Aim::Below(1_000.0)).how(how),
        figure("longest", 100).aim(Aim::Below(1_000.0)),
    ])
}
